import { problem } from '../base/problem.js'

/** The address that a visit begins at. @throws ProblemError where it is no https address. */
export function startAddress(text: string): URL {
  if (URL.canParse(text) && new URL(text).protocol === 'https:') return new URL(text)
  throw problem(
    'person-start',
    'The address that the visit begins with is no https address.',
    'Look at the answer that gave it; it must be the absolute address of the page for the client.',
    { name: 'visit › url' },
  )
}

/** The address of a page of the application, where a journey begins. @throws ProblemError where it is no http or https address. */
export function beginningAt(text: string): URL {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text)
  throw problem(
    'driver-url',
    'The address that the driver answered with is no http or https address.',
    'It must be the absolute address of the page at which the client’s browser begins; what has no pages is driven by hand or by a command.',
    { name: 'url' },
  )
}

/** Tells whether an address is the application's, whatever its query. */
export function redirectMatcher(redirectUri: string): (url: URL) => boolean {
  const goal = new URL(redirectUri)
  return (url) => url.protocol === goal.protocol && url.host === goal.host && url.pathname === goal.pathname
}

/** An address without its query, which may hold codes and tokens. */
export function addressOf(url: URL): string {
  return `${url.origin}${url.pathname}`
}

/** How a visit ends: the address that the platform redirected to, and its parameters. */
export function arrivedAt(
  url: URL,
  pages: readonly string[],
): {
  readonly url: string
  readonly query: Readonly<Record<string, string>>
  readonly pages: readonly string[]
} {
  return { url: url.href, query: Object.fromEntries(url.searchParams), pages }
}

/** True where the platform answered: with a code or an error (RFC 6749, section 4.1.2). */
export function isAnswer({ searchParams }: URL): boolean {
  return searchParams.has('code') || searchParams.has('error')
}
