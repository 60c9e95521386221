import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { Instant } from '../base/clock.js'
import type { Text } from '../base/text.js'
import { commonName, readCertificates } from '../crypto/chain.js'
import type { TransportFailure } from '../model/exchange.js'
import { shakeHands, type Handshake } from '../wire/handshake.js'
import { dateTrouble, lastDay } from './dates.js'
import { about, green, red, type Diagnoses, type Diagnosis } from './diagnosis.js'
import { failureText } from './failure-text.js'
import { connectLimitMs } from './reachable.js'
import type { Server } from './server.js'

/** The server speaks TLS and shows a certificate that we trust: chain, dates, names. Answers what was seen, where it all was in order. */
export async function* serverCertificate(server: Server, now: Instant): Diagnoses<Handshake | undefined> {
  const { id, name, address, ca, identity } = server
  const seen = await shakeHands(address, { ca, timeoutMs: connectLimitMs, ...(identity ? { identity } : {}) })
  if ('failure' in seen) {
    yield await noHandshake(server, seen.failure)
    return undefined
  }
  const { certificate, protocol } = seen
  if (!certificate) {
    yield red(`${id}.tls`, about(name, 'сертификат не показан', 'no certificate is shown'), certificateRemedy)
    return undefined
  }
  const troubles = [
    chainTrouble(server, certificate, seen.untrusted),
    dateTrouble(`${id}.certificate.dates`, name, certificate, now, {
      ru: 'Пусть владелец сервера получит новый сертификат.',
      en: "Have the server's owner get a new certificate.",
    }),
    nameTrouble(server, certificate),
  ].flatMap((trouble) => trouble ?? [])
  yield* troubles
  if (troubles.some(({ state }) => state === 'red')) return undefined
  if (troubles.length === 0) {
    const [issuer, until] = [commonName(certificate.issuer), lastDay(certificate)]
    yield green(
      `${id}.certificate`,
      about(
        name,
        `${protocol}, сертификат выдан «${issuer}», имя подходит, действует до ${until}`,
        `${protocol}, certificate by «${issuer}», the name fits, valid until ${until}`,
      ),
    )
  }
  return seen
}

const certificateRemedy = {
  ru: 'Настройте на сервере сертификат и ключ.',
  en: 'Configure certificate and key at the server.',
}

/** Reasons that the dates explain better. */
const ofDates = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'])

function chainTrouble(
  { id, name, ca, caSetting }: Server,
  certificate: X509Certificate,
  untrusted: string | undefined,
): Diagnosis | undefined {
  if (untrusted === undefined || ofDates.has(untrusted)) return undefined
  const issuer = commonName(certificate.issuer)
  const known = authorityNames(ca)
  if (known.includes(issuer))
    return red(
      `${id}.certificate.chain`,
      about(
        name,
        `сертификат выдал «${issuer}», но с другим ключом, чем в «${caSetting}» (${untrusted})`,
        `the certificate is by «${issuer}», but with another key than in «${caSetting}» (${untrusted})`,
      ),
      {
        ru: `Так бывает после перезапуска песочницы: у неё новый центр. ${joinsAnew(id).ru} и перезапустит сервер с новым сертификатом.`,
        en: `This comes of a sandbox that was started again: it has a new authority. ${joinsAnew(id).en} and start its server with the new certificate.`,
      },
    )
  const list = known.map((one) => `«${one}»`).join(', ')
  return red(
    `${id}.certificate.chain`,
    about(
      name,
      `сертификату нельзя доверять: его выдал «${issuer}», а доверено ${list} (${untrusted})`,
      `the certificate cannot be trusted: it is by «${issuer}», trusted is ${list} (${untrusted})`,
    ),
    {
      ru: `Укажите в «${caSetting}» сертификат центра «${issuer}» (PEM). Если этот центр промежуточный, пусть сервер присылает и его сертификат.`,
      en: `Put the certificate of «${issuer}» (PEM) into «${caSetting}». If it is an intermediate one, have the server send its certificate too.`,
    },
  )
}

function joinsAnew(id: Server['id']): Text {
  return id === 'application' || id === 'driver'
    ? {
        ru: 'Пусть приложение присоединится снова (synaq application)',
        en: 'Have the application join anew (synaq application)',
      }
    : { ru: 'Пусть банк присоединится снова (synaq provider)', en: 'Have the bank join anew (synaq provider)' }
}

function authorityNames(pem: string): string[] {
  try {
    return readCertificates(pem).map(({ subject }) => commonName(subject))
  } catch {
    return []
  }
}

function nameTrouble(
  { id, name, address: { host }, urlSetting }: Server,
  certificate: X509Certificate,
): Diagnosis | undefined {
  const fits = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)
  if (fits !== undefined) return undefined
  const names = certificate.subjectAltName ?? '–'
  return red(
    `${id}.certificate.names`,
    about(name, `сертификат выдан на другие имена: ${names}`, `the certificate is for other names: ${names}`),
    {
      ru: `Обращайтесь к серверу по одному из этих имён («${urlSetting}») или выпустите сертификат, в котором есть ${host}.`,
      en: `Call the server by one of these names («${urlSetting}»), or have a certificate issued that holds ${host}.`,
    },
  )
}

async function noHandshake(server: Server, failure: TransportFailure): Promise<Diagnosis> {
  const { id, name, urlSetting } = server
  if (failure.kind === 'other' && /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/.test(failure.detail))
    return red(`${id}.tls`, about(name, 'отвечает не по TLS', 'what answers there is not TLS'), {
      ru: `Вероятно, это порт HTTP без шифрования. Включите TLS или исправьте порт в «${urlSetting}».`,
      en: `It is probably a port for plain HTTP. Switch TLS on or correct the port in «${urlSetting}».`,
    })
  if (failure.kind === 'tls-alert' && failure.alert === 'protocol_version' && (await speaksOldTls(server)))
    return red(
      `${id}.tls-versions`,
      about(name, 'предлагает только TLS 1.1 или старее', 'offers only TLS 1.1 or older'),
      {
        ru: 'Включите на сервере TLS 1.2 и TLS 1.3, старые версии выключите.',
        en: 'Switch TLS 1.2 and TLS 1.3 on at the server, and the older versions off.',
      },
    )
  const detail = failureText(failure)
  return red(
    `${id}.tls`,
    about(name, `рукопожатие TLS не удалось (${detail.ru})`, `the TLS handshake failed (${detail.en})`),
    {
      ru: 'Посмотрите журнал сервера: там названа причина. Часто это несовместимые шифры или недоверие к нашему сертификату.',
      en: "Look into the server's log, which names the reason: often ciphers that do not meet, or that our certificate is not trusted.",
    },
  )
}

async function speaksOldTls({ address, ca, identity }: Server): Promise<boolean> {
  const versions = ['TLSv1', 'TLSv1.1'] as const
  return !(
    'failure' in
    (await shakeHands(address, { ca, versions, timeoutMs: connectLimitMs, ...(identity ? { identity } : {}) }))
  )
}
