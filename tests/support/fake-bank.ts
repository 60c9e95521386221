import { once } from 'node:events'
import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http'
import { createServer, type ServerOptions } from 'node:https'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { isObject } from '../../src/base/json.js'
import { decodeToken } from '../../src/crypto/tokens.js'
import type { Identity } from '../../src/model/target.js'

export interface FakeServer {
  readonly url: string
  readonly close: () => Promise<void>
}

/** Serves on a free port of loopback until it is closed. */
export async function serve(
  server: Server,
  scheme: 'http' | 'https' = 'https',
  host = '127.0.0.1',
): Promise<FakeServer> {
  server.listen(0, host)
  await once(server, 'listening')
  return {
    url: `${scheme}://${host}:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** A server over mutual TLS that demands a certificate of `ca`; `tls` changes that. */
export function serveTls(
  identity: Identity,
  ca: string,
  handler: RequestListener,
  tls: ServerOptions = {},
  host?: string,
): Promise<FakeServer> {
  const mutual = { ca, requestCert: true, rejectUnauthorized: true }
  const server = createServer({ cert: identity.certificate, key: identity.key, ...mutual, ...tls }, handler)
  return serve(server, 'https', host)
}

/** A server without TLS, which an https address may point to by mistake. */
export function servePlain(): Promise<FakeServer> {
  return serve(createPlainServer((_, response) => response.end('plain')))
}

/** An HTTP proxy that leads every CONNECT to `target`, or refuses it with 403 where there is none. */
export function serveProxy(target: string | undefined): Promise<FakeServer> {
  const proxy = createPlainServer()
  proxy.on('connect', (_: unknown, client: Socket) => {
    if (target === undefined) {
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      return
    }
    const { hostname, port } = new URL(target)
    const server = connect(Number(port), hostname, () => client.write('HTTP/1.1 200 OK\r\n\r\n'))
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
    }
  })
  return serve(proxy, 'http')
}

/** How a fake bank answers; what is left out is answered soundly. */
export interface FakeBank {
  /** Accounts by client; an empty list for anybody else. */
  readonly accounts: Readonly<Record<string, readonly { readonly accountId: string; readonly currency: string }[]>>
  /** Scopes that it refuses although the token holds them. */
  readonly refuses?: readonly string[]
  /** Status of every answer to a request with a token. */
  readonly status?: number
  /** By how many ms its `Date` header is ahead. */
  readonly clockAheadMs?: number
}

/** Accounts, balances and transactions, as far as the doctor looks at them. Nothing is verified. */
export function fakeBank({ accounts, refuses = [], status, clockAheadMs = 0 }: FakeBank): RequestListener {
  return (request, response) => {
    const claims = decodeToken(request.headers.authorization?.slice('Bearer '.length) ?? '')?.claims ?? {}
    const scope = scopeOf(request.url ?? '')
    const answer = (code: number, body: object): void => {
      const date = new Date(Date.now() + clockAheadMs).toUTCString()
      response.writeHead(code, { 'content-type': 'application/json', date }).end(JSON.stringify(body))
    }
    if (request.headers.authorization === undefined) answer(401, { code: 'token_missing' })
    else if (status !== undefined) answer(status, { code: 'fake_fault', secret: 'of nobody’s business' })
    else if (refuses.includes(scope)) answer(403, { code: 'insufficient_scope' })
    else answer(200, scope === 'accounts' ? { accounts: accounts[subjectOf(claims)] ?? [] } : {})
  }
}

function scopeOf(url: string): string {
  if (url.includes('/balances')) return 'account_balance'
  return url.includes('/transactions') ? 'account_transactions' : 'accounts'
}

const subjectOf = (claims: unknown): string => (isObject(claims) && typeof claims.sub === 'string' ? claims.sub : '')
