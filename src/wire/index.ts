import type { AddressGuard } from '../base/address-guard.js'
import { systemClock, type Clock } from '../base/clock.js'
import { endsWithHead } from '../base/ends-with-head.js'
import type { OldTls, RawExchange, RawRequest, Timings, TlsFacts, TransportFailure } from '../model/exchange.js'
import type { Trust, Wire } from '../model/ports.js'
import type { Connection, ConnectionMoments, Way } from './connection.js'
import { classify } from './failures.js'
import { generateLoad } from './load.js'
import { speaksItself } from './own-tls.js'
import { Pace } from './pace.js'
import { Pool, type Line } from './pool.js'
import { Reception, type Received } from './reception.js'
import { Stalls } from './stalls.js'

export interface WireOptions {
  /** For the whole exchange, from the first packet to the last. */
  readonly timeoutMs: number
  /** Of a body as it came, and of what a compressed one inflates to. */
  readonly maxBodyBytes: number
  /** Requests per second at most, evenly spaced; no limit where absent. */
  readonly rate?: number
  /** `http://host:port` that every connection goes through by CONNECT; TLS is still with the server itself. */
  readonly proxy?: string
  /** Decides which addresses may be connected to; all of them where absent. */
  readonly guard?: AddressGuard
}

/**
 * An HTTPS client that reports whatever happens as an exchange: it never throws and never follows a redirect.
 * Servers are verified against the authority given with each request and nothing else; TLS is 1.2 or later unless a
 * request asks for an older version to see that it is refused.
 */
export function createWire(options: WireOptions, clock: Clock = systemClock): Wire {
  const newPool = (way: Way): Pool => new Pool(() => clock.ticks(), way)
  const pool = newPool(options)
  const stalls = new Stalls(() => clock.ticks())
  const pace = options.rate === undefined ? undefined : new Pace(options.rate, clock)
  const spoken = new Map<OldTls, Promise<boolean>>()
  const sendOver = (over: Pool, request: RawRequest, trust: Trust): Promise<RawExchange> =>
    exchanged(over, request, trust, options, { clock, stalls })
  return {
    async send(request, trust) {
      if (pace) await pace.turn()
      return sendOver(pool, request, trust)
    },
    speaks(version) {
      const known =
        spoken.get(version) ??
        apart(newPool({}), (own) => speaksItself(version, (request, trust) => sendOver(own, request, trust)))
      spoken.set(version, known)
      return known
    },
    load: (next, trust, plan, signal) =>
      apart(newPool(options), (own) => generateLoad(() => sendOver(own, next(), trust), plan, clock, signal)),
    close: () => pool.close(),
  }
}

/** The clock is no better than that, and more digits are noise in evidence. */
const hundredths = (ms: number): number => Math.round(ms * 100) / 100

/** Does something with connections of its own, which end with it whatever is under way on them. */
async function apart<T>(over: Pool, act: (over: Pool) => Promise<T>): Promise<T> {
  try {
    return await act(over)
  } finally {
    await over.close()
  }
}

async function exchanged(
  pool: Pool,
  request: RawRequest,
  trust: Trust,
  options: WireOptions,
  { clock, stalls }: { readonly clock: Clock; readonly stalls: Stalls },
): Promise<RawExchange> {
  const at = clock.now()
  const start = clock.ticks()
  const stalled = stalls.watch()
  const {
    outcome,
    tls,
    firstByteAt,
    made,
    endedAt = clock.ticks(),
  } = await attempt(pool, request, trust, options, clock)
  const timings: Timings = {
    ...connectionTimings(made, start),
    ...(firstByteAt === undefined ? {} : { firstByteMs: hundredths(firstByteAt - start) }),
    totalMs: hundredths(endedAt - start),
    ...stallOf(stalled()),
  }
  return { at, request, outcome, timings, ...(tls ? { tls } : {}) }
}

const stallOf = (ms: number): Partial<Timings> => (ms === 0 ? {} : { stalledMs: hundredths(ms) })

interface Attempt {
  readonly outcome: RawExchange['outcome']
  readonly tls: TlsFacts | undefined
  readonly firstByteAt: number | undefined
  /** When the answer was complete. */
  readonly endedAt?: number
  /** The connection that the request made; empty where it took one that was there. */
  readonly made: ConnectionMoments
}

function connectionTimings({ lookupAt, connectAt, tlsAt }: ConnectionMoments, start: number): Partial<Timings> {
  return {
    ...(lookupAt === undefined ? {} : { lookupMs: hundredths(lookupAt - start) }),
    ...(connectAt === undefined ? {} : { connectMs: hundredths(connectAt - start) }),
    ...(tlsAt === undefined ? {} : { tlsMs: hundredths(tlsAt - start) }),
  }
}

async function attempt(
  pool: Pool,
  request: RawRequest,
  trust: Trust,
  options: WireOptions,
  clock: Clock,
): Promise<Attempt> {
  const prepared = prepare(pool, request, trust)
  if ('kind' in prepared) return { outcome: { failure: prepared }, tls: undefined, firstByteAt: undefined, made: {} }
  const { connection, url, line } = prepared
  const handshakes = connection.handshakes
  const { received, reception, limit } = await exchange(connection, url, request, options, clock)
  const tls = reception.progress === 'connecting' ? undefined : connection.tls
  const { firstByteAt } = reception
  const wasReused = handshakes > 0 && connection.handshakes === handshakes
  const made = wasReused ? {} : connection.made
  if ('response' in received) {
    const endedAt = clock.ticks()
    const surplusBytes = endsWithHead(received.response.status) ? await connection.surplus() : 0
    if (surplusBytes === 0) {
      pool.give(line, connection)
      return { outcome: received, tls, firstByteAt, endedAt, made }
    }
    await pool.drop(connection, new Error('The answer went on behind its end.'))
    return { outcome: { response: { ...received.response, surplusBytes } }, tls, firstByteAt, endedAt, made }
  }
  await pool.drop(connection, new Error('The exchange failed.'))
  const failure = limit ?? classify(connection.fault ?? received.error, reception.progress)
  // A server may close an idle connection just when we use it again (RFC 9112, section 9.3.1): that says nothing of
  // the request, so it is sent once more on a fresh connection, whose failure counts.
  if (failure.kind === 'reset' && wasReused && idempotent.has(request.method))
    return attempt(pool, request, trust, options, clock)
  return { outcome: { failure }, tls, firstByteAt, made }
}

/** RFC 9110, section 9.2.2. */
const idempotent = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])

/** A connection for the request; a failure where address, certificate or key cannot be used. */
function prepare(
  pool: Pool,
  request: RawRequest,
  trust: Trust,
): { connection: Connection; url: URL; line: Line } | TransportFailure {
  if (!URL.canParse(request.url)) return { kind: 'unsendable', detail: 'The address is no URL.' }
  const url = new URL(request.url)
  if (url.protocol !== 'https:') return { kind: 'unsendable', detail: 'Only https: is spoken.' }
  const line: Line = { origin: url.origin, ...trust, ...(request.tls === undefined ? {} : { tls: request.tls }) }
  try {
    return { connection: pool.take(line), url, line }
  } catch {
    return {
      kind: 'unsendable',
      detail: 'The certificate, its key or the authority cannot be read as PEM, or they do not match.',
    }
  }
}

interface Ended {
  readonly received: Received
  readonly reception: Reception
  /** The limit of ours that ended the exchange. */
  readonly limit: TransportFailure | undefined
}

function exchange(
  connection: Connection,
  url: URL,
  request: RawRequest,
  { timeoutMs, maxBodyBytes }: WireOptions,
  clock: Clock,
): Promise<Ended> {
  return new Promise((resolve) => {
    let limit: TransportFailure | undefined
    const late = (): TransportFailure => {
      const proxy = connection.waitingForProxy
      if (proxy !== undefined) return { kind: 'proxy', proxy, detail: 'ETIMEDOUT' }
      const phase = reception.progress === 'connecting' ? 'connect' : 'response'
      return { kind: 'timeout', limitMs: timeoutMs, phase }
    }
    const stop = (failure: TransportFailure) => {
      limit ??= failure
      void connection.destroy(new Error('A limit was reached.'))
      settle({ error: undefined })
    }
    const settle = (received: Received) => {
      clearTimeout(timer)
      resolve({ received, reception, limit })
    }
    const reception = new Reception({
      maxBodyBytes,
      ticks: () => clock.ticks(),
      tooLarge: (coding) =>
        stop({ kind: 'too-large', limitBytes: maxBodyBytes, ...(coding === undefined ? {} : { coding }) }),
      settle,
    })
    const timer = setTimeout(() => stop(late()), timeoutMs)
    try {
      connection.dispatch(
        {
          path: url.pathname + url.search,
          method: request.method,
          headers: { 'accept-encoding': 'identity', ...request.headers },
          body: request.body ?? null,
        },
        reception,
      )
    } catch (error) {
      settle({ error })
    }
  })
}
