import type { Adapter, AdapterPayload } from 'oidc-provider'

/** More than any number of consents that are being given at the same time; the oldest entry gives way. */
const limit = 20_000

interface Entry {
  readonly value: unknown
  /** Milliseconds since the epoch. */
  readonly until: number
}

/** Short-lived values of one workspace in memory: bounded, forgotten when their time is over. */
export interface Store {
  get(kind: string, id: string): unknown
  set(kind: string, id: string, value: unknown, seconds: number): void
  delete(kind: string, id: string): void
  entries(): Iterable<readonly [string, unknown]>
  clear(): void
}

/** A new, empty store. */
export function createStore(): Store {
  const entries = new Map<string, Entry>()
  const keyOf = (kind: string, id: string) => `${kind}:${id}`
  return {
    get: (kind, id) => {
      const key = keyOf(kind, id)
      const entry = entries.get(key)
      if (entry && entry.until <= Date.now()) entries.delete(key)
      else return entry?.value
    },
    set: (kind, id, value, seconds) => {
      const key = keyOf(kind, id)
      entries.delete(key)
      entries.set(key, { value, until: Date.now() + seconds * 1000 })
      const [oldest] = entries.keys()
      if (entries.size > limit && oldest !== undefined) entries.delete(oldest)
    },
    delete: (kind, id) => {
      entries.delete(keyOf(kind, id))
    },
    *entries() {
      for (const [key, entry] of entries) yield [key, entry.value] as const
    },
    clear: () => {
      entries.clear()
    },
  }
}

/** For what oidc-provider keeps without a term of its own. */
const defaultSeconds = 3600

/** The storage of one of oidc-provider's models; `findClient` reads the applications of the workspace live. */
export function storeAdapter(
  store: Store,
  model: string,
  findClient: (clientId: string) => AdapterPayload | undefined,
): Adapter {
  const payloadOf = (id: string) => store.get(model, id) as AdapterPayload | undefined
  const find = model === 'Client' ? async (id: string) => findClient(id) : async (id: string) => payloadOf(id)
  return {
    find,
    upsert: async (id, payload, seconds) => {
      store.set(model, id, payload, seconds ?? defaultSeconds)
      if (payload.uid !== undefined) store.set(`${model}-uid`, payload.uid, id, seconds ?? defaultSeconds)
    },
    findByUid: async (uid) => {
      const id = store.get(`${model}-uid`, uid)
      return typeof id === 'string' ? payloadOf(id) : undefined
    },
    // The device flow, which alone has user codes, is off.
    findByUserCode: async () => undefined,
    consume: async (id) => {
      const payload = payloadOf(id)
      if (payload) payload.consumed = Math.floor(Date.now() / 1000)
    },
    destroy: async (id) => {
      store.delete(model, id)
    },
    revokeByGrantId: async (grantId) => {
      for (const [key, value] of store.entries()) {
        if (key.startsWith(`${model}:`) && (value as AdapterPayload).grantId === grantId) {
          store.delete(model, key.slice(model.length + 1))
        }
      }
    },
  }
}
