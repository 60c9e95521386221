import type { SecureVersion } from 'node:tls'
import { shakeHands } from '../wire/handshake.js'
import { about, green, red, yellow, type Diagnoses } from './diagnosis.js'
import { connectLimitMs } from './reachable.js'
import type { Server } from './server.js'

/** Which versions of TLS the server speaks: 1.2 or 1.3 has to be there, nothing older may be. */
export async function* tlsVersions(server: Server): Diagnoses {
  const id = `${server.id}.tls-versions`
  const [newest, next, old] = await Promise.all([
    speaks(server, ['TLSv1.3', 'TLSv1.3']),
    speaks(server, ['TLSv1.2', 'TLSv1.2']),
    speaks(server, ['TLSv1', 'TLSv1.1']),
  ])
  const offered = [...(newest === 'yes' ? ['TLS 1.3'] : []), ...(next === 'yes' ? ['TLS 1.2'] : [])].join(', ')
  if (old === 'yes') {
    yield red(id, about(server.name, 'принимает TLS 1.1 или старее', 'accepts TLS 1.1 or older'), {
      ru: 'Выключите на сервере всё, что старше TLS 1.2 (nginx: ssl_protocols TLSv1.2 TLSv1.3;).',
      en: 'Switch everything older than TLS 1.2 off at the server (nginx: ssl_protocols TLSv1.2 TLSv1.3;).',
    })
  } else if (old === 'unknown') {
    yield yellow(
      id,
      about(
        server.name,
        `предлагает ${offered}; отвергает ли старые версии, неизвестно`,
        `offers ${offered}; whether it refuses older versions is not known`,
      ),
      {
        ru: 'Проверьте с другой машины: openssl s_client -tls1_1 -cipher DEFAULT@SECLEVEL=0 -connect АДРЕС должен получить отказ.',
        en: 'Try from another machine: openssl s_client -tls1_1 -cipher DEFAULT@SECLEVEL=0 -connect ADDRESS has to be refused.',
      },
    )
  } else {
    yield green(
      id,
      about(server.name, `предлагает ${offered}, старые версии отвергает`, `offers ${offered}, refuses older versions`),
    )
  }
}

/** `unknown`: nothing came of it that tells, or our own TLS cannot speak the version. */
async function speaks(
  { address, ca, identity }: Server,
  versions: readonly [SecureVersion, SecureVersion],
): Promise<'yes' | 'no' | 'unknown'> {
  const seen = await shakeHands(address, { ca, versions, timeoutMs: connectLimitMs, ...(identity ? { identity } : {}) })
  if (!('failure' in seen)) return 'yes'
  return seen.failure.kind === 'tls-alert' || seen.failure.kind === 'reset' ? 'no' : 'unknown'
}
