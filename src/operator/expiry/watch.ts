import { setImmediate } from 'node:timers/promises'
import { type Clock, type Instant, later } from '../../base/clock.js'
import { isProblemError } from '../../base/problem.js'
import type { ExpiryDate, ExpiryKind } from '../../model/expiry.js'
import type { ApiId, ApiRecord } from '../../model/registry.js'
import { changed } from '../../store/changes.js'
import type { Database } from '../../store/database.js'
import {
  expiriesUntil,
  forgetExpiries,
  markWarned,
  registeredDates,
  saveExpiry,
  type ExpiryRow,
} from '../../store/expiry-rows.js'
import { note, type Actor } from '../../store/journal-rows.js'
import { apis } from '../../store/registry-rows.js'
import { alone } from '../calendar.js'
import type { ProbeEngine } from '../ports.js'
import { stageOf } from './stage.js'

export interface ExpiryParts {
  readonly db: Database
  readonly engine: Pick<ProbeEngine, 'plan'>
  readonly clock: Clock
  /** Days before a date, each warned of once. */
  readonly days: readonly number[]
}

const dayMs = 86_400_000
const actor: Actor = { name: 'calendar', role: 'system' }

/**
 * Looks at every date that expires and warns of those that are near: in the journal, on the page of the API, and, since it is
 * written down, as an alert. Any number of processes may do this.
 */
export async function watchExpiries(parts: ExpiryParts, signal: AbortSignal): Promise<void> {
  await alone(parts.db, 'expiries', async () => {
    await readTargets(parts, signal)
    if (signal.aborted) return
    await readRegistered(parts)
    await warn(parts)
  })
}

/** Consents and certificates that targets bring along. */
async function readTargets({ db, engine, clock }: ExpiryParts, signal: AbortSignal): Promise<void> {
  const begun = clock.now()
  const unread: ApiId[] = []
  for (const api of await apis(db)) {
    if (signal.aborted) return
    // A target takes milliseconds to read; a probe does not wait for a thousand of them.
    await setImmediate()
    try {
      for (const [kind, date] of await targetDates(api, engine)) await saveExpiry(db, kind, date, clock.now())
    } catch (error) {
      // Its page says what is wrong with it; the dates are what they were.
      if (!isProblemError(error)) throw error
      unread.push(api.id)
    }
  }
  for (const kind of ['consent', 'target-certificate'] as const) await forgetExpiries(db, kind, begun, unread)
}

async function targetDates(
  api: ApiRecord,
  engine: Pick<ProbeEngine, 'plan'>,
): Promise<(readonly [ExpiryKind, ExpiryDate])[]> {
  const { consentUntil, certificates = [] } = await engine.plan(api)
  const { id, participant } = api
  return [
    ...(consentUntil === undefined
      ? []
      : [['consent', { object: id, name: id, expiresAt: consentUntil, api: id, participant }] as const]),
    ...certificates.map(
      ({ name, until }) =>
        ['target-certificate', { object: `${id} ${name}`, name, expiresAt: until, api: id, participant }] as const,
    ),
  ]
}

/** Certificates and tokens that stand in the database. Of those that are over for a day everybody has heard. */
async function readRegistered({ db, clock }: ExpiryParts): Promise<void> {
  const begun = clock.now()
  for (const [kind, dates] of await registeredDates(db, later(begun, -dayMs))) {
    for (const date of dates) await saveExpiry(db, kind, date, clock.now())
    await forgetExpiries(db, kind, begun, [])
  }
}

async function warn({ db, clock, days }: ExpiryParts): Promise<void> {
  const now = clock.now()
  for (const row of await expiriesUntil(db, later(now, Math.max(...days) * dayMs))) {
    const stage = stageOf(row.expires_at, now, days)
    if (stage !== undefined) await warnOf(db, row, stage, now)
  }
}

async function warnOf(db: Database, row: ExpiryRow, stage: number, now: Instant): Promise<void> {
  await db.transaction(async (tx) => {
    if (!(await markWarned(tx, row, stage))) return
    const { kind, object, name, api, participant, expires_at: until } = row
    await note(tx, actor, {
      ...{ at: now, did: 'expiry.warn', object: `${kind} ${object}`, details: { name, until, days: stage, api } },
      ...(participant === null ? {} : { participant }),
    })
    if (api !== null) await changed(tx, api)
  })
}
