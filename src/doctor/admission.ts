import { dateHeader, type DateHeader } from '../base/clock-offset.js'
import { alertMeaning } from '../base/tls-alerts.js'
import type { Wire } from '../model/ports.js'
import type { Handshake } from '../wire/handshake.js'
import { about, green, red, yellow, type Diagnoses } from './diagnosis.js'
import { failureText } from './failure-text.js'
import type { Server } from './server.js'

/** Any other alert that comes in answer to our certificate. */
const otherAlert = {
  ru: 'Похоже, сервер отверг наш сертификат: сравните доверенный центр и отпечаток с тем, что пишет «synaq trust export», и посмотрите журнал сервера.',
  en: "The server seems to have refused our certificate: compare the trusted authority and the thumbprint with those of «synaq trust export», and look into the server's log.",
}

/** The server asks for a client certificate and lets ours in; any HTTP answer shows that. Answers what it said, if it did. */
export async function* admission(
  server: Server,
  handshake: Handshake,
  path: string,
  wire: Wire,
): Diagnoses<{ readonly date: DateHeader | undefined } | undefined> {
  const { id, name, identity, ca } = server
  const exchange = await wire.send(
    {
      operation: null,
      method: 'GET',
      url: `${server.url.replace(/\/$/, '')}${path}`,
      headers: { accept: 'application/json' },
      peer: id === 'bank' ? 'subject' : 'platform',
      via: id === 'bank' ? 'direct' : 'through',
      credential: { certificate: identity ? 'own' : 'none', authorization: 'none' },
    },
    { ca, ...(identity ? { identity } : {}) },
  )
  if ('failure' in exchange.outcome) {
    const { failure } = exchange.outcome
    const text = failureText(failure)
    const remedy = failure.kind === 'tls-alert' ? (alertMeaning(failure.alert) ?? otherAlert) : otherAlert
    yield red(`${id}.admission`, about(name, `не впускает нас (${text.ru})`, `does not let us in (${text.en})`), remedy)
    return undefined
  }
  const { status, headers } = exchange.outcome.response
  if (identity && !handshake.asksForCertificate) {
    yield yellow(
      `${id}.admission`,
      about(
        name,
        'не спрашивает сертификат клиента: взаимной аутентификации нет',
        'does not ask for a client certificate: there is no mutual authentication',
      ),
      {
        ru: 'Включите на сервере проверку сертификата клиента (nginx: ssl_verify_client on;). Сценарии об этом не пройдут.',
        en: 'Have the server verify client certificates (nginx: ssl_verify_client on;). Scripts about this will fail.',
      },
    )
  } else if (identity) {
    yield green(
      `${id}.admission`,
      about(
        name,
        `впускает нас с нашим сертификатом (HTTP ${status} без токена)`,
        `lets us in with our certificate (HTTP ${status} without a token)`,
      ),
    )
  }
  return { date: dateHeader(headers.date, exchange.at, exchange.timings.totalMs) }
}
