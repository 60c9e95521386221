import { isUtf8 } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { Instant } from '../../base/clock.js'
import { parseJson } from '../../base/json.js'
import type { Mark } from '../../model/application.js'
import type { Headers, OperationId } from '../../model/contract.js'
import type { Credential, RawExchange, RawRequest, RawResponse, TlsFacts } from '../../model/exchange.js'
import { requestIdHeader } from '../../model/headers.js'

/** A request that came from an application, or from a client whom it sent. */
export interface Seen {
  readonly at: Instant
  /** On the monotonic clock, in milliseconds. */
  readonly began: number
  readonly request: Omit<RawRequest, 'body' | 'inbound'>
  readonly tls?: TlsFacts
}

/** What is seen of a request before its body; `base` is the URL of the listener, `certificate` what was proven with it. */
export function seen(
  request: IncomingMessage,
  operation: OperationId | null,
  base: string,
  certificate: 'application' | 'none',
  at: Instant,
): Seen {
  const headers = receivedHeaders(request)
  const tls = certificate === 'none' ? undefined : tlsFacts(request)
  return {
    at,
    began: performance.now(),
    request: {
      operation,
      method: request.method ?? 'GET',
      url: base + (request.url ?? '/'),
      headers,
      ...(requestIdHeader in headers ? { idHeader: requestIdHeader } : {}),
      peer: 'platform',
      via: 'through',
      credential: { certificate, authorization: authorizationOf(request) },
    },
    ...(tls ? { tls } : {}),
  }
}

/** A request with its answer, as it arrives under a number. An empty body is none. */
export function exchangeOf(
  { at, began, request, tls }: Seen,
  mark: Mark,
  body: string,
  outcome: RawExchange['outcome'],
  asTold: boolean,
): RawExchange {
  return {
    at,
    request: {
      ...request,
      ...(body === '' ? {} : { body }),
      inbound: { mark, answered: asTold ? 'as-told' : 'normally' },
    },
    outcome,
    ...(tls ? { tls } : {}),
    timings: { totalMs: performance.now() - began },
  }
}

/** An answer as it goes out; its header fields are set on the response. Cookies are between us and a browser. */
export function responseOf(response: ServerResponse, status: number, body: Buffer): RawResponse {
  const text = body.toString('utf8')
  const fields = Object.entries(response.getHeaders()).flatMap(([name, value]) =>
    value === undefined || name === 'set-cookie' ? [] : [[name, [value].flat().join(', ')]],
  )
  return {
    status,
    headers: Object.fromEntries(fields) as Headers,
    body: text,
    validUtf8: isUtf8(body),
    json: isJson(response) ? parseJson(text) : undefined,
  }
}

/** application/json and every `+json` (RFC 6839). */
const isJson = (response: ServerResponse): boolean =>
  /^application\/(?:[^;]*\+)?json\s*(?:;|$)/i.test(String(response.getHeader('content-type') ?? ''))

/** Header fields as received, several of one name joined (RFC 9110, section 5.2). Cookies are the browser's own. */
function receivedHeaders({ headers }: IncomingMessage): Headers {
  const fields = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || name === 'cookie' ? [] : [[name, [value].flat().join(', ')]],
  )
  return Object.fromEntries(fields) as Headers
}

function authorizationOf({ headers: { authorization } }: IncomingMessage): Credential['authorization'] {
  if (authorization === undefined) return 'none'
  return /^bearer /i.test(authorization) ? 'bearer' : 'other'
}

/** Of the connection that a request came over; the peer is the application. */
function tlsFacts({ socket }: IncomingMessage): TlsFacts | undefined {
  if (!(socket instanceof TLSSocket)) return undefined
  const peer = socket.getPeerX509Certificate()
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().name,
    peerCertificate: peer?.fingerprint256.replaceAll(':', '').toLowerCase() ?? '',
    peerSubject: peer?.subject.split('\n').join(', ') ?? '',
    peerNotAfter: peer ? new Date(peer.validTo).toISOString() : '',
    clientCertificatePresented: peer !== undefined,
  }
}
