import { Agent, ProxyAgent, request, type Dispatcher } from 'undici'
import { addressProblem, isAddressRefused, type AddressGuard } from '../base/address-guard.js'
import { isObject } from '../base/json.js'
import { problem } from '../base/problem.js'
import { CookieJar } from './cookies.js'
import { addressOf } from './visit-address.js'

/** Where a navigation ended: at a page, or at an address that is not to be requested. */
export type Arrival =
  | { readonly at: 'page'; readonly url: URL; readonly status: number; readonly text: string }
  | { readonly at: 'goal'; readonly url: URL }

export interface Navigation {
  readonly method: 'GET' | 'POST'
  readonly url: URL
  readonly form?: URLSearchParams
  /** The page whose form it is. */
  readonly from?: URL
}

export interface BrowserOptions {
  /** PEM of the authorities that are trusted, and no others. */
  readonly ca: string | readonly string[]
  /** For each request. */
  readonly timeoutMs: number
  /** The address at which the visit ends; it is not requested. None where absent. */
  readonly isGoal?: (url: URL) => boolean
  /** An origin that may be plain http, beside those of https. */
  readonly plainOrigin?: string
  /** An HTTP proxy (CONNECT). */
  readonly proxy?: string
  /** Decides which addresses may be connected to; all of them where absent. */
  readonly guard?: AddressGuard
  /** What to say where a page cannot be reached; of a platform's pages where absent. */
  readonly unreachable?: { readonly what: string; readonly remedy: string }
}

const platformUnreachable = {
  what: 'A page of the platform cannot be reached',
  remedy: 'Is the platform running, and does the target name its pages and their certification authority?',
}

const mostRedirects = 15
const mostBytes = 5_000_000
const redirects = new Set([301, 302, 303, 307, 308])

/** As much of a browser as a visit needs: cookies, redirects, forms. */
export class Browser {
  readonly #cookies = new CookieJar()
  readonly #agent: Dispatcher
  readonly #isGoal: (url: URL) => boolean

  constructor(private readonly options: BrowserOptions) {
    const { proxy, guard, isGoal = () => false } = options
    const connect = { ca: [options.ca].flat(), ...(guard ? { lookup: guard.lookup } : {}) }
    this.#isGoal = isGoal
    this.#agent =
      proxy === undefined
        ? new Agent({ connect })
        : new ProxyAgent({ uri: proxy, proxyTunnel: true, requestTls: { ca: connect.ca } })
  }

  /** Goes to an address and follows redirects. @throws ProblemError where no page and no goal is reached. */
  async go(start: Navigation): Promise<Arrival> {
    let step = start
    for (let hops = 0; hops <= mostRedirects; hops++) {
      if (this.#isGoal(step.url)) return { at: 'goal', url: step.url }
      const { status, location, text } = await this.#request(step)
      if (!redirects.has(status) || location === undefined) return { at: 'page', url: step.url, status, text }
      step = redirected(step, status, location, (url) => this.#isGoal(url) || url.origin === this.options.plainOrigin)
    }
    throw problem(
      'person-redirects',
      `The pages redirect more than ${mostRedirects} times in a row.`,
      'Look at the addresses that the platform redirects to, and at the redirect URI of the application.',
      { name: addressOf(start.url) },
    )
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }

  async #request({
    method,
    url,
    form,
    from,
  }: Navigation): Promise<{ status: number; location?: string; text: string }> {
    const cookie = this.#cookies.header(url)
    const { timeoutMs, proxy, guard, unreachable = platformUnreachable } = this.options
    try {
      const refused = guard?.refusal(url.hostname) ?? (proxy === undefined ? undefined : guard?.proxyRefusal(proxy))
      if (refused) throw refused
      const response = await request(url, {
        method,
        dispatcher: this.#agent,
        headers: {
          accept: 'text/html',
          ...(cookie === '' ? {} : { cookie }),
          ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
          ...(form && from ? { origin: from.origin } : {}),
        },
        body: form?.toString() ?? null,
        signal: AbortSignal.timeout(timeoutMs),
      })
      this.#cookies.store(url, [response.headers['set-cookie'] ?? []].flat())
      const location = [response.headers.location ?? []].flat()[0]
      const text = await bounded(response.body)
      return { status: response.statusCode, text, ...(location === undefined ? {} : { location }) }
    } catch (error) {
      if (isAddressRefused(error)) throw addressProblem(error, { name: addressOf(url) })
      const { name, code, message } = isObject(error) ? error : {}
      // What a proxy answers stands in the message only.
      const known = proxy === undefined ? (code ?? message) : message
      const reason = name === 'TimeoutError' ? `no answer within ${timeoutMs} ms` : String(known)
      throw problem(
        'person-unreachable',
        `${unreachable.what}${proxy === undefined ? '' : ` through the proxy ${new URL(proxy).origin}`} (${reason}).`,
        proxy === undefined
          ? unreachable.remedy
          : 'Check «proxy» in the target file, allow CONNECT to this host in the proxy, and see that the platform runs.',
        { name: addressOf(url) },
      )
    }
  }
}

/** The text of a page, as far as any page goes: one without end ends here. @throws RangeError */
async function bounded(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > mostBytes) throw new RangeError(`the page is larger than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** What is requested next; only 307 and 308 repeat the form (RFC 9110, section 15.4). */
function redirected(step: Navigation, status: number, location: string, isAllowed: (url: URL) => boolean): Navigation {
  const url = URL.canParse(location, step.url.href) ? new URL(location, step.url) : undefined
  if (url && (url.protocol === 'https:' || isAllowed(url)))
    return status === 307 || status === 308 ? { ...step, url } : { method: 'GET', url }
  throw problem(
    'person-redirects',
    `A page redirects to something that is no ${url ? 'https ' : ''}address.`,
    'Look at the location header of this page, and at the redirect URI of the application.',
    { name: addressOf(step.url) },
  )
}
