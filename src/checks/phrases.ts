import type { MaskedExchange, TransportFailure } from '../model/exchange.js'
import type { Text } from '../base/text.js'

/** What came, in a few words: the status, or how the connection failed. */
export function outcomeText(exchange: MaskedExchange): Text {
  return 'response' in exchange.outcome
    ? { ru: `ответ HTTP ${exchange.outcome.response.status}`, en: `HTTP ${exchange.outcome.response.status}` }
    : failureText(exchange.outcome.failure)
}

const failurePhrases: Record<
  Extract<TransportFailure['kind'], 'refused' | 'reset' | 'dns' | 'unreachable' | 'truncated'>,
  Text
> = {
  refused: { ru: 'соединение отклонено: порт никто не слушает', en: 'connection refused: nothing listens on the port' },
  reset: { ru: 'соединение сброшено', en: 'connection reset' },
  dns: { ru: 'имя узла не найдено', en: 'host name not found' },
  unreachable: { ru: 'узел недоступен', en: 'host unreachable' },
  truncated: { ru: 'ответ оборван', en: 'the answer was cut off' },
}

/** A transport failure in a few words. */
export function failureText(failure: TransportFailure): Text {
  switch (failure.kind) {
    case 'timeout': {
      const seconds = failure.limitMs / 1000
      return failure.phase === 'connect'
        ? { ru: `соединение не установлено за ${seconds} с`, en: `no connection within ${seconds} s` }
        : { ru: `нет ответа за ${seconds} с`, en: `no answer within ${seconds} s` }
    }
    case 'tls-alert':
      return { ru: `отказ TLS (${failure.alert})`, en: `TLS alert (${failure.alert})` }
    case 'untrusted-peer':
      return untrustedText(codeOf(failure.detail))
    case 'too-large': {
      const { limitBytes, coding } = failure
      const unpacked =
        coding === undefined ? undefined : { ru: ` после распаковки (${coding})`, en: ` once unpacked (${coding})` }
      return {
        ru: `ответ больше ${limitBytes} байт${unpacked?.ru ?? ''}`,
        en: `an answer over ${limitBytes} bytes${unpacked?.en ?? ''}`,
      }
    }
    case 'proxy':
      return {
        ru: `прокси ${failure.proxy} не соединил с сервером (${failure.detail})`,
        en: `the proxy ${failure.proxy} did not connect to the server (${failure.detail})`,
      }
    case 'unsendable':
      return { ru: `запрос не отправлен: ${failure.detail}`, en: `the request was not sent: ${failure.detail}` }
    case 'other':
      return { ru: `сбой соединения (${codeOf(failure.detail)})`, en: `connection failure (${codeOf(failure.detail)})` }
    default:
      return failurePhrases[failure.kind]
  }
}

/** Why a server's certificate is not trusted: the names of OpenSSL, and Node's for a name that does not fit. */
function untrustedText(code: string): Text {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return { ru: 'срок сертификата сервера истёк', en: "the server's certificate has expired" }
    case 'CERT_NOT_YET_VALID':
      return { ru: 'сертификат сервера ещё не действует', en: "the server's certificate is not valid yet" }
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'HOSTNAME_MISMATCH':
      return { ru: 'сертификат сервера выдан на другое имя', en: "the server's certificate is for another name" }
    default:
      return {
        ru: `сертификату сервера нельзя доверять (${code})`,
        en: `the server's certificate cannot be trusted (${code})`,
      }
  }
}

/** The code that a failure's detail begins with; the detail itself may be long. */
export function codeOf(detail: string): string {
  return /^[A-Z][A-Z0-9_]+/.exec(detail)?.[0] ?? detail
}

/** `200` or `403 или 404`. */
export function statusText(statuses: readonly number[]): Text {
  return { ru: `HTTP ${statuses.join(' или ')}`, en: `HTTP ${statuses.join(' or ')}` }
}
