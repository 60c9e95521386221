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

  /** An idle connection, or a new one that is not connected yet. @throws Error for a certificate or key that cannot be read. */
  take(origin: string, trust: Trust): Connection {
    return this.#idle.get(keyOf(origin, trust))?.pop() ?? this.#open(origin, trust)
  }

  /** Gives a connection back after a complete exchange. */
  give(origin: string, trust: Trust, connection: Connection): void {
    const key = keyOf(origin, trust)
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

  #open(origin: string, { ca, identity }: Trust): Connection {
    const context = createSecureContext({
      ca,
      minVersion: 'TLSv1.2',
      ...(identity ? { cert: identity.certificate, key: identity.key } : {}),
    })
    const connection = new Connection(origin, context, identity !== undefined)
    this.#all.add(connection)
    return connection
  }
}

function keyOf(origin: string, { ca, identity }: Trust): string {
  return `${origin}\n${ca}\n${identity?.certificate ?? ''}`
}
