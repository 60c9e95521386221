import type { ApiId } from '../model/registry.js'
import type { Database, Queryable } from './database.js'

const channel = 'synaq_api'
const alertChannel = 'synaq_alert'

/** Tells everybody who listens, in every process, that something of an API is different; told when the transaction ends. */
export async function changed(db: Queryable, api: ApiId): Promise<void> {
  await db.run('select pg_notify($1, $2)', [channel, api])
}

/** Listens until it is stopped; a lost connection is made anew, and then everything may have changed: `undefined`. */
export function onChange(db: Database, told: (api: ApiId | undefined) => void): () => Promise<void> {
  return db.listen(channel, told)
}

/** Tells everybody who listens that alerts, or their messages, are different. */
export async function alertsChanged(db: Queryable): Promise<void> {
  await db.run('select pg_notify($1, $2)', [alertChannel, ''])
}

/** Listens until it is stopped. */
export function onAlertsChange(db: Database, told: () => void): () => Promise<void> {
  return db.listen(alertChannel, told)
}
