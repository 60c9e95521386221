import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Language } from '../../base/text.js'
import { renderPage, styleDigest } from './render.js'
import { languages } from './wording.js'

/** More than any form of ours needs. */
const maxFormBytes = 16 * 1024

/** A form that was posted, or why it cannot be taken. */
export type PostedForm = { readonly fields: URLSearchParams } | { readonly refused: 'too-large' | 'not-a-form' }

/** Reads an urlencoded form, up to 16 KB. */
export async function readForm(request: IncomingMessage): Promise<PostedForm> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? ''))
    return { refused: 'not-a-form' }
  const body = await readBody(request, maxFormBytes)
  return body === undefined ? { refused: 'too-large' } : { fields: new URLSearchParams(body) }
}

/** The body as text; undefined where it is longer than `limit` bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  // The stream stays open when we stop reading, so that the refusal can still be sent.
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    const chunk = part as Buffer
    length += chunk.length
    if (length > limit) break
    chunks.push(chunk)
  }
  if (length <= limit) return Buffer.concat(chunks).toString('utf8')
  // The rest is thrown away: left unread, it would stand in the way of the next request over this connection.
  request.resume()
  return undefined
}

/** A browser says where a form comes from: only from our own pages (a program says nothing). */
export function isSameOrigin(request: IncomingMessage, issuer: string): boolean {
  const { origin } = request.headers
  return origin === undefined || origin === new URL(issuer).origin
}

/** The value of a cookie, or undefined. */
export function cookie(request: IncomingMessage, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

/** Adds a cookie that no script can read and no other site's form can send. */
export function setCookie(
  response: ServerResponse,
  name: string,
  value: string,
  options: { path: string; seconds?: number },
): void {
  const age = options.seconds === undefined ? '' : `; Max-Age=${options.seconds}`
  response.appendHeader('set-cookie', `${name}=${value}; Path=${options.path}${age}; Secure; HttpOnly; SameSite=Lax`)
}

/**
 * The language of the page: `?lang=`, which is remembered in a cookie; else the cookie; else what the application
 * wished (`ui_locales`); else Russian.
 */
export function pageLanguage(request: IncomingMessage, response: ServerResponse, wished = ''): Language {
  const asked = languageOf(new URL(request.url ?? '/', 'https://localhost').searchParams.get('lang') ?? undefined)
  if (asked) setCookie(response, 'lang', asked, { path: '/', seconds: 365 * 24 * 3600 })
  return asked ?? languageOf(cookie(request, 'lang')) ?? wished.split(' ').map(languageOf).find(Boolean) ?? 'ru'
}

const languageOf = (text: string | undefined) => languages.find((code) => code === text?.slice(0, 2))

export interface PageOptions {
  readonly lang: Language
  readonly status?: number
  /** Where a form of the page may lead to by redirects, beside this site. */
  readonly leadsTo?: string
}

/** Sends a page made from a template: no scripts, no frames, nothing kept by the browser. */
export function sendPage(response: ServerResponse, name: string, data: object, options: PageOptions): void {
  const html = renderPage(name, data, options.lang)
  response.writeHead(options.status ?? 200, pageHeaders(options.leadsTo)).end(html)
}

/** What a request is answered with: a page, or the address of the next one. */
export type PageReply = ({ readonly page: string; readonly data: object } & PageOptions) | { readonly seeOther: string }

/** Sends a page, or 303: the form is done, get the next page. */
export function sendPageReply(response: ServerResponse, reply: PageReply): void {
  if ('page' in reply) sendPage(response, reply.page, reply.data, reply)
  else response.writeHead(303, { location: reply.seeOther, 'cache-control': 'no-store' }).end()
}

/** The header fields of every page. A `live` one has a script of its own, which asks this site what is new. */
export function pageHeaders(leadsTo?: string, live = false): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      "default-src 'none'",
      ...(live ? ["script-src 'self'", "connect-src 'self'"] : []),
      'img-src data:',
      `style-src 'sha256-${styleDigest()}'`,
      `form-action 'self'${leadsTo === undefined ? '' : ` ${sourceOf(leadsTo)}`}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // Not `no-referrer`: browsers would then send `Origin: null` with our own forms.
    'referrer-policy': 'same-origin',
  }
}

/** An address as a source of a content security policy: origin, or scheme for an application's own. */
function sourceOf(address: string): string {
  const { origin, protocol } = new URL(address)
  return origin === 'null' ? protocol : origin
}
