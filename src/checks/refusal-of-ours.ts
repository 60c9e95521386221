import { isObject } from '../base/json.js'
import type { MaskedExchange } from '../model/exchange.js'
import type { Advice } from '../model/finding.js'

/** Why our platform refused what the application sent, for its engineer: by the status and the code of the answer. */
export function refusalAdvice({ outcome }: MaskedExchange): Advice | undefined {
  if ('failure' in outcome || outcome.response.status < 400) return undefined
  const { status, body } = outcome.response
  const code = codeOf(body)
  const said =
    code === undefined
      ? { ru: `ответила ${status}`, en: `answered ${status}` }
      : { ru: `ответила ${status} «${code}»`, en: `answered ${status} «${code}»` }
  const why = byCode[code ?? ''] ?? byStatus[status]
  return {
    likelyCause: {
      ru: `Платформа не приняла запрос приложения: ${said.ru}.${why ? ` ${why.ru}` : ''}`,
      en: `The platform did not take the application's request: it ${said.en}.${why ? ` ${why.en}` : ''}`,
    },
    next: {
      ru: 'Сравните запрос в записи обмена с контрактом; вид ошибки описан в ответе платформы, его текст есть в журнале приложения.',
      en: "Compare the request in the record of the exchange with the contract; the answer says what kind of error it is, its text stands in the application's log.",
    },
  }
}

/** The open code of an error: of OAuth (RFC 6749, section 5.2) or of the API. */
function codeOf(body: unknown): string | undefined {
  const { error, code } = isObject(body) ? body : {}
  const found = error ?? code
  return typeof found === 'string' && /^[\w-]{1,60}$/.test(found) ? found : undefined
}

const byCode: Readonly<Record<string, { readonly ru: string; readonly en: string }>> = {
  invalid_client: {
    ru: 'Так бывает, когда client_assertion подписан другим ключом, выпущен для другого получателя (aud), использован второй раз или просрочен (RFC 7523, 3).',
    en: 'So it is where client_assertion is signed by another key, made for another audience, used twice or expired (RFC 7523, 3).',
  },
  invalid_grant: {
    ru: 'Так бывает, когда код уже использован или просрочен, redirect_uri другой, чем в запросе согласия, или code_verifier не подходит.',
    en: 'So it is where the code was used or is over, redirect_uri is another than that of the request for the consent, or code_verifier does not fit.',
  },
  invalid_request: {
    ru: 'Так бывает, когда обязательного параметра нет, он повторён или записан неверно.',
    en: 'So it is where a required parameter is missing, repeated or written wrongly.',
  },
}

const byStatus: Readonly<Record<number, { readonly ru: string; readonly en: string }>> = {
  400: byCode.invalid_request as { ru: string; en: string },
  401: {
    ru: 'Так бывает без токена, с просроченным токеном или с токеном, привязанным к другому сертификату.',
    en: 'So it is without a token, with one that is over, or with one bound to another certificate.',
  },
  403: {
    ru: 'Так бывает, когда согласие не покрывает этот запрос: другой банк, другие данные, или согласие уже не действует.',
    en: 'So it is where the consent does not cover the request: another bank, other data, or a consent that is no longer in force.',
  },
  404: {
    ru: 'Так бывает, когда в адресе стоит чужой или прежний идентификатор.',
    en: 'So it is where the address has an identifier of somebody else, or an old one.',
  },
  405: { ru: 'Метод запроса другой, чем в контракте.', en: 'The method is another than that of the contract.' },
  415: {
    ru: 'Тип содержимого запроса другой, чем в контракте.',
    en: 'The content type is another than that of the contract.',
  },
}
