import { isLoopback } from '../base/loopback.js'

interface Cookie {
  readonly host: string
  readonly path: string
  readonly name: string
  readonly value: string
  /** Not sent over plain http, but to this machine. */
  readonly secure: boolean
}

/** The cookies of one visit (RFC 6265, as far as a visit needs it): by host and path, gone when they expire. */
export class CookieJar {
  #cookies: Cookie[] = []

  /** Keeps what a response of `url` sets. */
  store(url: URL, setCookies: readonly string[]): void {
    for (const line of setCookies) {
      const [pair = '', ...attributes] = line.split(';')
      const equals = pair.indexOf('=')
      if (equals < 1) continue
      const read = new Map(attributes.map(attribute))
      const path = read.get('path')
      const cookie: Cookie = {
        host: url.hostname,
        path: path?.startsWith('/') ? path : url.pathname.slice(0, Math.max(1, url.pathname.lastIndexOf('/'))),
        name: pair.slice(0, equals).trim(),
        value: pair.slice(equals + 1).trim(),
        secure: read.has('secure'),
      }
      this.#cookies = this.#cookies.filter((kept) => !isSame(kept, cookie))
      if (!hasExpired(read)) this.#cookies.push(cookie)
    }
  }

  /** The `cookie` header for `url`; an empty string where there is none. */
  header(url: URL): string {
    return this.#cookies
      .filter(
        ({ host, path, secure }) => host === url.hostname && covers(path, url.pathname) && (!secure || isSafe(url)),
      )
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
  }
}

/** As browsers have it: this machine is as good as https. */
function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || isLoopback(hostname)
}

function attribute(text: string): [string, string] {
  const [name = '', ...value] = text.split('=')
  return [name.trim().toLowerCase(), value.join('=').trim()]
}

function isSame(a: Cookie, b: Cookie): boolean {
  return a.host === b.host && a.path === b.path && a.name === b.name
}

function hasExpired(attributes: ReadonlyMap<string, string>): boolean {
  const maxAge = attributes.get('max-age')
  if (maxAge !== undefined) return Number(maxAge) <= 0
  const expires = attributes.get('expires')
  return expires !== undefined && Date.parse(expires) <= Date.now()
}

function covers(cookiePath: string, path: string): boolean {
  return path === cookiePath || path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`)
}
