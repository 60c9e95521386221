import type { MaskedExchange, TransportFailure } from '../model/exchange.js'
import type { Text } from '../base/text.js'

/** What came, in a few words: the status, or how the connection failed. */
export function outcomeText(exchange: MaskedExchange): Text {
  return 'response' in exchange.outcome
    ? { ru: `ответ HTTP ${exchange.outcome.response.status}`, en: `HTTP ${exchange.outcome.response.status}` }
    : failureText(exchange.outcome.failure)
}

const failurePhrases: Record<
  Exclude<TransportFailure['kind'], 'timeout' | 'tls-alert' | 'too-large' | 'proxy'>,
  Text
> = {
  refused: { ru: 'соединение отклонено: порт никто не слушает', en: 'connection refused: nothing listens on the port' },
  reset: { ru: 'соединение сброшено', en: 'connection reset' },
  dns: { ru: 'имя узла не найдено', en: 'host name not found' },
  unreachable: { ru: 'узел недоступен', en: 'host unreachable' },
  truncated: { ru: 'ответ оборван', en: 'the answer was cut off' },
  'untrusted-peer': { ru: 'сертификат сервера не принят', en: "the server's certificate is not trusted" },
  other: { ru: 'сбой соединения', en: 'connection failure' },
}

/** A transport failure in a few words. */
export function failureText(failure: TransportFailure): Text {
  switch (failure.kind) {
    case 'timeout':
      return {
        ru: `нет ответа за ${failure.limitMs / 1000} с`,
        en: `no answer within ${failure.limitMs / 1000} s`,
      }
    case 'tls-alert':
      return { ru: `отказ TLS (${failure.alert})`, en: `TLS alert (${failure.alert})` }
    case 'too-large':
      return { ru: `ответ больше ${failure.limitBytes} байт`, en: `an answer over ${failure.limitBytes} bytes` }
    case 'proxy':
      return {
        ru: `прокси ${failure.proxy} не соединил с сервером (${failure.detail})`,
        en: `the proxy ${failure.proxy} did not connect to the server (${failure.detail})`,
      }
    default:
      return failurePhrases[failure.kind]
  }
}

/** `200` or `403 или 404`. */
export function statusText(statuses: readonly number[]): Text {
  return { ru: `HTTP ${statuses.join(' или ')}`, en: `HTTP ${statuses.join(' or ')}` }
}
