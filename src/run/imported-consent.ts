import type { Instant } from '../base/clock.js'
import type { ImportedConsent } from '../model/target.js'

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

/** Milliseconds since 1970; what is no time is long past. */
function expiry({ expiresAt }: ImportedConsent): number {
  const at = Date.parse(expiresAt)
  return Number.isNaN(at) ? -Infinity : at
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return new Set(a).size === new Set(b).size && a.every((item) => b.includes(item))
}
