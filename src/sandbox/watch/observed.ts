import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { finished } from 'node:stream/promises'
import { TLSSocket } from 'node:tls'
import type { JWK } from 'jose'
import { parseJson } from '../../base/json.js'
import type { Instant } from '../../base/clock.js'
import type { ToldAnswer } from '../../model/application.js'
import type { ContractInForce, Operation } from '../../model/contract.js'
import type { RawExchange, RawResponse, TlsFacts, TransportFailure } from '../../model/exchange.js'
import { requestIdHeader } from '../../model/headers.js'
import { requestIdOf } from '../answer.js'
import { compileRoutes } from '../routes.js'
import { heldAnswer, sentHeaders } from './held-answer.js'
import { instead, reworked, send, type Outgoing } from './told-answer.js'
import type { Watch } from './watch.js'

/** More of a request's body is not kept: no request of the contract comes near it. */
const mostBodyBytes = 1_000_000

export interface ObservedContext {
  readonly contract: ContractInForce
  /** Base URL of the listener. */
  readonly url: string
  readonly signingKey: JWK
  now(): Instant
  /** Who watches the application that sends this request; undefined where nobody does. */
  watchOf(request: IncomingMessage): Watch | undefined
}

/** A listener whose requests are told of where their application is watched; for all others it is the listener itself. */
export function observed(listener: RequestListener, context: ObservedContext): RequestListener {
  const route = compileRoutes([...context.contract.operations.values()])
  return (request, response) => {
    const watch = context.watchOf(request)
    if (!watch) {
      listener(request, response)
      return
    }
    const found = route(request)
    const operation = found && !('allow' in found) ? found : undefined
    serve(watch, operation, request, response, listener, context).catch((error: unknown) => {
      process.emitWarning(error instanceof Error ? error : String(error))
      response.destroy()
    })
  }
}

async function serve(
  watch: Watch,
  operation: Operation | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  listener: RequestListener,
  context: ObservedContext,
): Promise<void> {
  const mark = watch.begin()
  const at = context.now()
  const began = performance.now()
  const told = operation && watch.take(operation.id)
  const body = collected(request)
  // A connection that has ended no longer tells how it was secured.
  const tls = tlsFacts(request)
  const arrived = (outcome: RawExchange['outcome'], asTold: boolean): void =>
    watch.arrived(mark, {
      at,
      request: {
        operation: operation?.id ?? null,
        method: request.method ?? 'GET',
        url: context.url + (request.url ?? '/'),
        headers: receivedHeaders(request),
        idHeader: requestIdHeader,
        ...(body.length > 0 ? { body: Buffer.concat(body).toString('utf8') } : {}),
        peer: 'platform',
        via: 'through',
        credential: { certificate: 'application', authorization: authorizationOf(request) },
        inbound: { mark, answered: asTold ? 'as-told' : 'normally' },
      },
      outcome,
      ...tls,
      timings: { totalMs: performance.now() - began },
    })

  if (told?.kind === 'silent') {
    arrived({ failure: await silence(told.seconds, request, response, watch.silence) }, true)
    response.destroy()
    return
  }
  const outgoing = await outgoingOf(told, request, response, listener, context)
  if (!outgoing) {
    arrived({ failure: { kind: 'reset', detail: 'the application went away before the answer' } }, false)
    return
  }
  const failure: TransportFailure = { kind: 'truncated', detail: 'broken off in the middle of the body, as told' }
  arrived(outgoing.cut ? { failure } : { response: responseOf(response, outgoing) }, outgoing.asTold)
  send(response, outgoing)
}

/** The answer as it will go out; undefined where the application went away before there was one. */
async function outgoingOf(
  told: ToldAnswer | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  listener: RequestListener,
  { signingKey }: ObservedContext,
): Promise<Outgoing | undefined> {
  if (told?.kind === 'instead') {
    request.resume()
    await finished(request, { writable: false })
    return instead(response, told, [requestIdHeader, requestIdOf(request)])
  }
  const normal = await heldAnswer(response, () => listener(request, response))
  if (!normal) return undefined
  if (!told || told.kind === 'redirect' || told.kind === 'silent') return { ...normal, cut: false, asTold: false }
  return reworked(normal, told, signingKey)
}

/** Waits without a word until the time is over, the rule is taken back or the application goes away. */
async function silence(
  seconds: number,
  request: IncomingMessage,
  response: ServerResponse,
  over: AbortSignal,
): Promise<TransportFailure> {
  request.resume()
  const limitMs = seconds * 1000
  return new Promise((resolve) => {
    const end = (failure: TransportFailure): void => {
      clearTimeout(timer)
      over.removeEventListener('abort', ended)
      response.off('close', gone)
      resolve(failure)
    }
    const ended = (): void => end({ kind: 'timeout', limitMs, phase: 'response' })
    const gone = (): void => end({ kind: 'reset', detail: 'the application stopped waiting' })
    const timer = setTimeout(ended, limitMs)
    over.addEventListener('abort', ended)
    response.on('close', gone)
  })
}

/** The chunks of the body as whoever reads the request consumes them: every way of reading emits `data`. */
function collected(request: IncomingMessage): readonly Buffer[] {
  const chunks: Buffer[] = []
  let bytes = 0
  const emit = request.emit.bind(request)
  request.emit = (event: string | symbol, ...args: unknown[]) => {
    const [chunk] = args
    if (event === 'data' && chunk instanceof Uint8Array && bytes < mostBodyBytes) {
      bytes += chunk.length
      chunks.push(Buffer.from(chunk))
    }
    return emit(event, ...args)
  }
  return chunks
}

function responseOf(response: ServerResponse, { status, body }: Outgoing): RawResponse {
  const text = body.toString('utf8').trimEnd()
  return {
    status,
    headers: sentHeaders(response),
    body: text,
    validUtf8: Buffer.from(text, 'utf8').equals(body.subarray(0, Buffer.byteLength(text))),
    json: parseJson(text),
  }
}

/** Header fields as received, several of one name joined (RFC 9110, section 5.2). Cookies are the browser's own. */
export function receivedHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || name === 'cookie' ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
}

function authorizationOf({ headers: { authorization } }: IncomingMessage): 'none' | 'bearer' | 'other' {
  if (authorization === undefined) return 'none'
  return /^bearer /i.test(authorization) ? 'bearer' : 'other'
}

/** Of the connection that a request came over; the peer is the application. */
export function tlsFacts({ socket }: IncomingMessage): { readonly tls?: TlsFacts } {
  if (!(socket instanceof TLSSocket)) return {}
  const certificate = socket.getPeerX509Certificate()
  return {
    tls: {
      protocol: socket.getProtocol() ?? '',
      cipher: socket.getCipher().name,
      peerCertificate: certificate?.fingerprint256.replaceAll(':', '').toLowerCase() ?? '',
      peerSubject: certificate?.subject ?? '',
      peerNotAfter: certificate ? new Date(certificate.validTo).toISOString() : '',
      clientCertificatePresented: certificate !== undefined,
    },
  }
}
