import { durationMs, type Instant } from '../base/clock.js'
import type { Text } from '../base/text.js'
import type { ImportedConsent } from '../model/target.js'
import { lengthText, localMoment } from './length-text.js'

/** What a script needs a consent for. */
export interface ConsentWish {
  readonly client: string
  readonly scopes: readonly string[]
  readonly providers: readonly string[]
}

/**
 * The consent that a script may use: of that client, for exactly these scopes and providers, since a wider one would
 * allow what the script expects to be refused. Of several, the one that lasts longest; where all have expired, the
 * last of them, which blames the configuration. An expiry that is no RFC 3339 time counts as past.
 */
export function usableConsent(
  consents: readonly ImportedConsent[],
  wish: ConsentWish,
  now: Instant,
): { readonly consent: ImportedConsent } | { readonly expired: ImportedConsent } | undefined {
  const [last] = consents
    .filter(({ client, scopes, providers }) => {
      return client === wish.client && isSameSet(scopes, wish.scopes) && isSameSet(providers, wish.providers)
    })
    .sort((a, b) => expiry(b) - expiry(a))
  if (!last) return undefined
  return expiry(last) > Date.parse(now) ? { consent: last } : { expired: last }
}

/**
 * What to tell the tester of a consent that expires within `within` (ISO 8601 duration) or has expired; undefined
 * where there is time enough.
 */
export function expiryWarning(consent: ImportedConsent, now: Instant, within: string): Text | undefined {
  const left = expiry(consent) - Date.parse(now)
  if (left > (durationMs(within) ?? 0)) return undefined
  const { client, expiresAt } = consent
  const at = Number.isFinite(left) ? localMoment(expiresAt) : `«${expiresAt}»`
  if (left <= 0) {
    return {
      ru: `Согласие клиента «${client}» истекло ${at}. Получите новое и впишите его в файл цели.`,
      kk: `«${client}» клиентінің келісім мерзімі өтіп кетті: ${at}. Жаңасын алып, нысана файлына жазыңыз.`,
      en: `The consent of the client «${client}» expired on ${at}. Get a new one and write it into the target file.`,
    }
  }
  const rest = lengthText(left)
  return {
    ru: `Согласие клиента «${client}» истекает ${at}, осталось ${rest.ru}. Получите новое заранее.`,
    kk: `«${client}» клиентінің келісім мерзімі ${at} аяқталады, қалған уақыт: ${rest.kk ?? rest.ru}. Жаңасын алдын ала алыңыз.`,
    en: `The consent of the client «${client}» expires on ${at}, ${rest.en} from now. Get a new one in time.`,
  }
}

/** Milliseconds since 1970; what is no time is long past. */
function expiry({ expiresAt }: ImportedConsent): number {
  const at = Date.parse(expiresAt)
  return Number.isNaN(at) ? -Infinity : at
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return new Set(a).size === new Set(b).size && a.every((item) => b.includes(item))
}
