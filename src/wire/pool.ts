import { createSecureContext, type SecureContext } from 'node:tls'
import type { OldTls } from '../model/exchange.js'
import type { Trust } from '../model/ports.js'
import { Connection, type Way } from './connection.js'
import { speaking } from './tls-versions.js'

/** Whom a connection is for: nobody answers or asks under another's certificate, or in another version of TLS. */
export interface Line extends Trust {
  readonly origin: string
  readonly tls?: OldTls
}

/** Connections by origin, authority, identity and version of TLS. */
export class Pool {
  readonly #idle = new Map<string, Connection[]>()
  readonly #all = new Set<Connection>()
  readonly #numbers = new Map<string, number>()
  readonly #contexts = new Map<string, SecureContext>()

  /** `ticks`: the monotonic clock, in milliseconds. */
  constructor(
    private readonly ticks: () => number,
    private readonly way: Way,
  ) {}

  /** An idle connection, or a new one that is not connected yet. @throws Error for a certificate or key that cannot be read. */
  take(line: Line): Connection {
    return this.#idle.get(this.#key(line))?.pop() ?? this.#open(line)
  }

  /** Gives a connection back after a complete exchange. */
  give(line: Line, connection: Connection): void {
    const key = this.#key(line)
    const idle = this.#idle.get(key)
    if (idle) idle.push(connection)
    else this.#idle.set(key, [connection])
  }

  /** Ends a connection whose exchange did not complete. */
  async drop(connection: Connection, reason: Error): Promise<void> {
    this.#all.delete(connection)
    await connection.destroy(reason)
  }

  async close(): Promise<void> {
    const reason = new Error('The wire was closed.')
    this.#idle.clear()
    await Promise.all([...this.#all].map((connection) => this.drop(connection, reason)))
  }

  #key({ origin, ca, identity, tls }: Line): string {
    return `${origin} ${this.#number(ca)} ${this.#number(identity?.certificate ?? '')} ${tls ?? ''}`
  }

  /** A short name for a long text: joining whole PEMs would cost more than the rest of a request. */
  #number(text: string): number {
    const number = this.#numbers.get(text) ?? this.#numbers.size
    this.#numbers.set(text, number)
    return number
  }

  #open(line: Line): Connection {
    const { origin, identity } = line
    const connection = new Connection(origin, this.#context(line), identity !== undefined, this.way, this.ticks)
    this.#all.add(connection)
    return connection
  }

  /** Reading certificate and key is dear: a load opens hundreds of connections of one kind. */
  #context(line: Line): SecureContext {
    const key = this.#key(line)
    const known = this.#contexts.get(key)
    if (known) return known
    const { ca, identity, tls } = line
    const context = createSecureContext({
      ca,
      ...(tls === undefined ? { minVersion: 'TLSv1.2' } : speaking([tls, tls])),
      ...(identity ? { cert: identity.certificate, key: identity.key } : {}),
    })
    this.#contexts.set(key, context)
    return context
  }
}
