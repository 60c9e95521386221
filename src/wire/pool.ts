import { createSecureContext } from 'node:tls'
import type { Identity } from '../model/target.js'
import { Connection } from './connection.js'

/** Whom we trust and who we are. Other roots than `ca` are not trusted. */
export interface Trust {
  readonly ca: string
  readonly identity?: Identity
}

/** Connections by origin, authority and identity, so that nobody answers or asks under another's certificate. */
export class Pool {
  readonly #idle = new Map<string, Connection[]>()
  readonly #all = new Set<Connection>()
  readonly #numbers = new Map<string, number>()

  /** `proxy`: an HTTP proxy that all connections go through. `ticks`: the monotonic clock, in milliseconds. */
  constructor(
    private readonly ticks: () => number,
    private readonly proxy?: string,
  ) {}

  /** An idle connection, or a new one that is not connected yet. @throws Error for a certificate or key that cannot be read. */
  take(origin: string, trust: Trust): Connection {
    return this.#idle.get(this.#key(origin, trust))?.pop() ?? this.#open(origin, trust)
  }

  /** Gives a connection back after a complete exchange. */
  give(origin: string, trust: Trust, connection: Connection): void {
    const key = this.#key(origin, trust)
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

  #key(origin: string, { ca, identity }: Trust): string {
    return `${origin} ${this.#number(ca)} ${this.#number(identity?.certificate ?? '')}`
  }

  /** A short name for a long text: joining whole PEMs would cost more than the rest of a request. */
  #number(text: string): number {
    const number = this.#numbers.get(text) ?? this.#numbers.size
    this.#numbers.set(text, number)
    return number
  }

  #open(origin: string, { ca, identity }: Trust): Connection {
    const context = createSecureContext({
      ca,
      minVersion: 'TLSv1.2',
      ...(identity ? { cert: identity.certificate, key: identity.key } : {}),
    })
    const connection = new Connection(origin, context, identity !== undefined, this.proxy, this.ticks)
    this.#all.add(connection)
    return connection
  }
}
