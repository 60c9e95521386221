import type { Text } from '../base/text.js'
import type { TransportFailure } from '../model/exchange.js'

/** How a request failed before an answer was there, in a few words. */
export function failureText(failure: TransportFailure): Text {
  switch (failure.kind) {
    case 'refused':
      return { ru: 'порт никто не слушает', en: 'nothing listens on the port' }
    case 'reset':
      return { ru: 'сервер оборвал соединение', en: 'the server broke the connection off' }
    case 'truncated':
      return { ru: 'ответ оборван на середине', en: 'the answer broke off in the middle' }
    case 'dns':
      return { ru: 'имя не находится в DNS', en: 'the name is not found in DNS' }
    case 'unreachable':
      return { ru: 'сервер недоступен', en: 'the server cannot be reached' }
    case 'timeout':
      return { ru: `нет ответа за ${failure.limitMs / 1000} с`, en: `no answer within ${failure.limitMs / 1000} s` }
    case 'tls-alert':
      return { ru: `сигнал TLS «${failure.alert}»`, en: `TLS alert «${failure.alert}»` }
    case 'untrusted-peer':
      return { ru: 'сертификату сервера нельзя доверять', en: "the server's certificate cannot be trusted" }
    case 'too-large':
      return { ru: 'ответ больше допустимого', en: 'the answer is too large' }
    case 'proxy':
      return {
        ru: `прокси ${failure.proxy} не соединил с сервером: ${failure.detail}`,
        en: `the proxy ${failure.proxy} did not connect to the server: ${failure.detail}`,
      }
    case 'unsendable':
    case 'other': {
      const code = failure.detail.split(':')[0] ?? ''
      return { ru: code, en: code }
    }
  }
}
