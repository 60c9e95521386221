import { registry } from './0001-registry.js'
import { rounds } from './0002-rounds.js'
import { decisions } from './0003-decisions.js'
import { access } from './0004-access.js'
import { admission } from './0005-admission.js'
import { alerts } from './0006-alerts.js'

/** One step forward. Once released it is never changed: what is wrong in it is mended by the next. */
export interface Migration {
  /** From 1, without a gap. */
  readonly number: number
  readonly name: string
  readonly sql: string
}

/** In the order in which they are applied. */
export const migrations: readonly Migration[] = [
  { number: 1, name: 'registry', sql: registry },
  { number: 2, name: 'rounds', sql: rounds },
  { number: 3, name: 'decisions', sql: decisions },
  { number: 4, name: 'access', sql: access },
  { number: 5, name: 'admission', sql: admission },
  { number: 6, name: 'alerts', sql: alerts },
]
