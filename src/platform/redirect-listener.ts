import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { isLoopback } from '../base/loopback.js'
import { problem } from '../base/problem.js'
import type { Language } from '../base/text.js'
import type { Identity } from '../model/target.js'
import { landingPage, landings } from './landing-page.js'
import { isAnswer } from './visit-address.js'

export interface ListenerOptions {
  /** Where to listen: `http://127.0.0.1:8765`; port 0 takes a free one. */
  readonly listen: string
  /** Certificate and key for https. */
  readonly identity?: Identity
  /** Listen also where other machines can reach it; without it only loopback is allowed. */
  readonly beyondLoopback?: boolean
  readonly language: Language
}

/** A listener that waits for one redirect. */
export interface RedirectListener {
  /** Where the redirect is awaited, with the real port. */
  readonly address: string
  /** The application's address with the parameters that came; settles when the person has seen the page. */
  readonly redirected: Promise<URL>
  close(): Promise<void>
}

/**
 * Waits for the platform's redirect at the path of `redirectUri`, with a code or an error, and shows the person that
 * all is done. Other requests are refused and change nothing. @throws ProblemError where it cannot listen.
 */
export async function listenForRedirect(redirectUri: string, options: ListenerOptions): Promise<RedirectListener> {
  const at = listenAddress(options)
  const expected = new URL(redirectUri)
  const server = serverFor(at, options.identity)
  const redirected = new Promise<URL>((resolve) => {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const url = new URL(expected)
      const landing = landingOf(request, url)
      response.once('close', () => {
        if (landing.status === 200) resolve(url)
      })
      const error = url.searchParams.get('error') ?? undefined
      response.writeHead(landing.status, headers).end(landingPage(landing, options.language, error))
    })
  })
  await listening(server, at)
  const { port } = server.address() as AddressInfo
  return {
    address: `${at.protocol}//${at.hostname}:${port}${expected.pathname}`,
    redirected,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  connection: 'close',
}

/** Which page answers a request; where it is the redirect, its parameters are put into `expected`. */
function landingOf(request: IncomingMessage, expected: URL): (typeof landings)[keyof typeof landings] {
  const target = request.url ?? ''
  if (!target.startsWith('/') || !URL.canParse(target, 'http://localhost')) return landings.elsewhere
  const { pathname, search } = new URL(target, 'http://localhost')
  if (pathname !== expected.pathname) return landings.elsewhere
  if (request.method !== 'GET') return landings.method
  expected.search = search
  return isAnswer(expected) ? landings.done : landings.empty
}

function listenAddress({ listen, identity, beyondLoopback }: ListenerOptions): URL {
  const place = { name: 'listen' }
  const url = URL.canParse(listen) ? new URL(listen) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw problem('listen-address', `«${listen}» is no address to listen at.`, 'Write http://127.0.0.1:8765.', place)
  }
  if (url.protocol === 'https:' && !identity) {
    throw problem(
      'listen-identity',
      'To listen at an https address a certificate and its key are needed.',
      'Name them, or listen at an http address on loopback.',
      place,
    )
  }
  if (!isLoopback(url.hostname) && beyondLoopback !== true) {
    throw problem(
      'listen-loopback',
      `«${url.hostname}» can be reached from other machines; the redirect carries a code that nobody else should see.`,
      'Listen at 127.0.0.1 and forward to it, or allow other machines expressly.',
      place,
    )
  }
  return url
}

function serverFor(at: URL, identity: Identity | undefined): Server {
  return at.protocol === 'https:' && identity
    ? createTlsServer({ cert: identity.certificate, key: identity.key })
    : createServer()
}

async function listening(server: Server, at: URL): Promise<void> {
  const port = at.port === '' ? { 'http:': 80, 'https:': 443 }[at.protocol] : Number(at.port)
  server.listen(port, at.hostname.replace(/^\[|\]$/g, ''))
  try {
    await once(server, 'listening')
  } catch (error) {
    const reason = (error as { code?: string }).code ?? String(error)
    throw problem(
      'listen-failed',
      `Nothing can be listened to there (${reason}).`,
      reason === 'EADDRINUSE' ? 'Another program uses this port: end it or choose another.' : 'Choose another address.',
      { name: at.origin },
    )
  }
}
