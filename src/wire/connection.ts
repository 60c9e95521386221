import { isIP } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { connect, type ConnectionOptions, type SecureContext, type TLSSocket } from 'node:tls'
import { Client, type buildConnector, type Dispatcher } from 'undici'
import type { AddressGuard } from '../base/address-guard.js'
import { sha256 } from '../base/digest.js'
import type { TlsFacts } from '../model/exchange.js'
import { addressOf, tunnel } from './socket.js'
import { Overheard } from './surplus.js'

/** How long is waited for what must not come. */
const surplusMs = 50

/** How a connection is made. */
export interface Way {
  /** An HTTP proxy that it goes through. */
  readonly proxy?: string
  /** Decides which addresses may be connected to. */
  readonly guard?: AddressGuard
}

/** One TLS connection to one origin, with the facts of its handshake; it connects again when it was closed. */
export class Connection {
  readonly #client: Client
  readonly #ended = new AbortController()
  readonly #overheard = new Overheard()
  #socket: TLSSocket | undefined
  #atProxy = false
  #tls: TlsFacts | undefined
  #handshakes = 0
  #fault: unknown
  #made: ConnectionMoments = {}

  constructor(
    private readonly origin: string,
    private readonly context: SecureContext,
    private readonly hasIdentity: boolean,
    private readonly way: Way,
    private readonly ticks: () => number,
  ) {
    this.#client = new Client(origin, {
      // One exchange at a time, so that the facts of the connection are the facts of the exchange.
      pipelining: 1,
      // The time-out of the whole exchange is kept by whoever sends.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (_, done) => this.#connect(done),
    })
  }

  /** Facts of the handshake; undefined while there is none. */
  get tls(): TlsFacts | undefined {
    return this.#tls
  }

  /** How often a handshake succeeded: tells a fresh connection from a reused one. */
  get handshakes(): number {
    return this.#handshakes
  }

  /** The first error of the connection. HTTP reports only the last, and a TLS alert is followed by an ordinary end. */
  get fault(): unknown {
    return this.#fault
  }

  /** When the last connection was made, step by step; what it did not come to is absent. */
  get made(): ConnectionMoments {
    return this.#made
  }

  /** The proxy that has not connected yet: a time-out now is none of the server's. */
  get waitingForProxy(): string | undefined {
    const { proxy } = this.way
    return this.#atProxy && proxy !== undefined ? new URL(proxy).origin : undefined
  }

  /** Bytes that come behind the head of the last answer, within a moment: who sends them does so at once. */
  async surplus(): Promise<number> {
    await setTimeout(surplusMs)
    return this.#overheard.behindHead()
  }

  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.#overheard.begin()
    this.#client.dispatch(options, handler)
  }

  /** Ends the connection and whatever is under way on it. */
  async destroy(reason: Error): Promise<void> {
    this.#ended.abort()
    this.#socket?.destroy()
    await this.#client.destroy(reason)
  }

  #connect(done: buildConnector.Callback): void {
    this.#tls = undefined
    this.#fault = undefined
    this.#made = {}
    const { host, port } = addressOf(this.origin)
    const { proxy, guard } = this.way
    const refused = guard?.refusal(host) ?? (proxy === undefined ? undefined : guard?.proxyRefusal(proxy))
    if (refused) {
      done(refused, null)
      return
    }
    if (proxy === undefined) {
      this.#shakeHands(host, { host, port, ...(guard ? { lookup: guard.lookup } : {}) }, done)
      return
    }
    this.#atProxy = true
    tunnel({ host, port }, proxy, this.#ended.signal).then(
      (socket) => {
        this.#atProxy = false
        // The name that the certificate is for: without it Node would compare an IP address's with «localhost».
        this.#shakeHands(host, { socket, host }, done)
      },
      (error: unknown) => {
        this.#atProxy = false
        done(error instanceof Error ? error : new Error(String(error)), null)
      },
    )
  }

  #shakeHands(
    host: string,
    to: Pick<ConnectionOptions, 'host' | 'port' | 'socket' | 'lookup'>,
    done: buildConnector.Callback,
  ) {
    const socket = connect({
      ...to,
      secureContext: this.context,
      ALPNProtocols: ['http/1.1'],
      ...(isIP(host) === 0 ? { servername: host } : {}),
    })
    this.#socket = socket
    socket.setNoDelay(true)
    this.#overheard.listenTo(socket)
    socket.once('lookup', () => (this.#made = { ...this.#made, lookupAt: this.ticks() }))
    socket.once('connect', () => (this.#made = { ...this.#made, connectAt: this.ticks() }))
    const refused = (error: Error) => done(error, null)
    socket.once('error', refused)
    socket.once('secureConnect', () => {
      socket.off('error', refused)
      socket.once('error', (error: Error) => (this.#fault = error))
      this.#tls = tlsFacts(socket, this.hasIdentity)
      this.#handshakes++
      this.#made = { ...this.#made, tlsAt: this.ticks() }
      done(null, socket)
    })
  }
}

/** Moments on the monotonic clock. */
export interface ConnectionMoments {
  readonly lookupAt?: number
  readonly connectAt?: number
  readonly tlsAt?: number
}

function tlsFacts(socket: TLSSocket, hasIdentity: boolean): TlsFacts {
  const peer = socket.getPeerX509Certificate()
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().name,
    peerCertificate: peer ? sha256(peer.raw) : '',
    peerSubject: peer ? peer.subject.split('\n').join(', ') : '',
    peerNotAfter: peer ? new Date(peer.validTo).toISOString() : '',
    // A client learns signature algorithms from the server only by a request for its certificate (RFC 8446, 4.3.2).
    clientCertificatePresented: hasIdentity && socket.getSharedSigalgs().length > 0,
  }
}
