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

/** Loopback: what is sent there does not leave the machine. */
export const isOnThisMachine = ({ hostname }: URL): boolean => /^(?:127(?:\.\d+){3}|localhost|\[::1\])$/.test(hostname)

/** The address of an application's page: https, or http on this machine. @throws ProblemError for any other. */
export function appAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && isOnThisMachine(url)))) return url
  throw problem(
    'person-start',
    'The address at which the application lets the client begin is no https address.',
    'Let the driver answer the absolute address of its page; http is taken on this machine only.',
    { name: 'drive › url' },
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
