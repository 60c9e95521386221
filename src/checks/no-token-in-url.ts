import { z } from 'zod'
import { parseJson } from '../base/json.js'
import type { Advice, Observation } from '../model/finding.js'
import type { RawRequest } from '../model/exchange.js'
import { defineCheck, factMissing, nothingExchanged } from './define.js'

/** `no-token-in-url: true` — no token stands in an address or a `Referer` of the step's requests (RFC 6750, section 5.3). */
export const noTokenInUrl = defineCheck({
  name: 'no-token-in-url',
  version: 1,
  summary: { ru: 'токена нет ни в адресе, ни в Referer', en: 'no token in the address or in Referer' },
  params: z.literal(true),
  looksAt: () => ['arrival', 'window'],
  observe: (seen) => ({
    requests: seen.exchanges.map(({ request }) => ({
      url: holdsToken(request.url, request),
      referer: holdsToken(request.headers.referer ?? '', request),
    })),
  }),
  judge(place, _attempt, fact) {
    if (fact === 'absent') return [factMissing(place.exchanges.at(-1)?.index)]
    if (place.exchanges.length === 0 && fact.requests.length === 0) return [nothingExchanged]
    const expected = { ru: 'токен только в заголовке Authorization', en: 'the token in the Authorization header only' }
    const found = fact.requests.flatMap(({ url, referer }, i): Observation[] => {
      const at = place.exchanges[i] ? { exchange: place.exchanges[i].index } : {}
      return [
        ...(url ? [{ result: 'departed' as const, expected, actual: inUrl, ...at, ...urlAdvice }] : []),
        ...(referer ? [{ result: 'departed' as const, expected, actual: inReferer, ...at, ...refererAdvice }] : []),
      ]
    })
    const last = place.exchanges.at(-1)
    const met: Observation = {
      result: 'met',
      expected,
      actual: { ru: 'так и есть', en: 'as expected' },
      ...(last ? { exchange: last.index } : {}),
    }
    return found.length > 0 ? found : [met]
  },
})

/** Names of parameters that carry a token (RFC 6750, section 2.3; OpenID Connect). */
const tokenNames = /^(access_token|id_token|refresh_token|token|bearer)$/i
/** A JWT: its head is JSON, so that it begins so in base64url. */
const jwt = /ey[\w-]{8,}\.[\w-]{8,}\.[\w-]*/

/** The request's own token, a parameter of that name, or anything that is a JWT. */
function holdsToken(address: string, { headers }: RawRequest): boolean {
  const own = headers.authorization?.replace(/^\S+ /, '')
  const text = decoded(address)
  if (own !== undefined && own.length > 5 && text.includes(own)) return true
  const [found] = jwt.exec(text) ?? []
  if (found !== undefined && isJwtHead(found.split('.')[0] ?? '')) return true
  return (
    URL.canParse(address) && [...new URL(address).searchParams].some(([name, value]) => isTokenParameter(name, value))
  )
}

const isTokenParameter = (name: string, value: string): boolean => tokenNames.test(name) && value !== ''

const isJwtHead = (part: string): boolean => parseJson(Buffer.from(part, 'base64url').toString('utf8')) !== undefined

function decoded(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}

const inUrl = { ru: 'токен стоит в адресе', en: 'a token stands in the address' }
const inReferer = { ru: 'токен стоит в Referer', en: 'a token stands in Referer' }

const urlAdvice: Advice = {
  likelyCause: {
    ru: 'Токен передаётся параметром адреса. Адреса попадают в журналы серверов и прокси, в историю браузера и в Referer.',
    en: 'The token is sent as a parameter of the address. Addresses stand in the logs of servers and proxies, in the history of a browser and in Referer.',
  },
  next: {
    ru: 'Передавайте токен только заголовком Authorization: Bearer (RFC 6750, 2.1), а уже выданные таким путём считайте раскрытыми.',
    en: 'Send the token in the header Authorization: Bearer only (RFC 6750, 2.1), and take those sent so for disclosed.',
  },
}

const refererAdvice: Advice = {
  likelyCause: {
    ru: 'Страница приложения, с которой ушёл запрос, сама открыта по адресу с токеном: браузер передал этот адрес в Referer.',
    en: 'The page of the application from which the request came has the token in its own address: the browser sent that address as Referer.',
  },
  next: {
    ru: 'Уберите токен из адресов страниц и задайте Referrer-Policy: no-referrer.',
    en: 'Take tokens out of the addresses of pages, and set Referrer-Policy: no-referrer.',
  },
}
