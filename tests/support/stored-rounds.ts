import type { Instant } from '../../src/base/clock.js'
import type { Availability, Conformance, ControlResult, MissedReason, WorksKind } from '../../src/model/round.js'
import type { Queryable } from '../../src/store/database.js'
import { saveApi, saveParticipant } from '../../src/store/registry-rows.js'

/** Enters a participant `P-<id>` with one published API that is probed every 15 minutes. */
export async function publishedApi(
  db: Queryable,
  id: string,
  names: { participant?: string; api?: string } = {},
): Promise<void> {
  const now = '2026-10-01T00:00:00.000Z'
  const participant = `P-${id}`
  const state = { accredited: true, blocked: false, limited: false, contacts: [] }
  await saveParticipant(
    db,
    { id: participant, name: names.participant ?? `Bank ${id}`, roles: ['provider'], ...state },
    now,
  )
  const probe = { environment: 'test' as const, effects: ['none'], only: [], tags: [] }
  const name = names.api ?? 'Accounts'
  await saveApi(db, { id, participant, system: 'sys', name, targets: { test: `${id}.yaml` }, budget: 1920, probe }, now)
  await db.run(`update api set state = 'published', tests = 20 where id = $1`, [id])
}

export interface StoredRound {
  readonly at: Instant
  readonly conformance?: Conformance
  readonly availability?: Availability
  readonly control?: ControlResult
  readonly works?: WorksKind
  readonly times?: readonly number[]
  readonly run?: string
  readonly worker?: string
}

/** Enters a round that took ten seconds; answers its id. */
export async function storeRound(db: Queryable, api: string, round: StoredRound): Promise<number> {
  const ended = new Date(Date.parse(round.at) + 10_000).toISOString()
  const isDown = round.availability === 'down'
  const row = await db.row<{ id: number }>(
    `insert into round (api, due_at, trigger, state, started_at, ended_at, run, conformance, availability, tests, passed,
       unanswered, times, trouble, control, works, worker, interval_ms)
     values ($1, $2, 'scheduled', 'done', $2, $3, $4, $5, $6, 20, 20, 0, $7, '[]', $8, $9, $10, 900000) returning id`,
    [
      ...[api, round.at, ended, round.run ?? `run ${api} ${round.at}`],
      ...[round.conformance ?? (isDown ? 'unsaid' : 'conforms'), round.availability ?? 'up'],
      isDown ? [] : (round.times ?? [120, 180]),
      ...[round.control ?? 'good', round.works ?? null, round.worker ?? 'w1'],
    ],
  )
  return row?.id ?? 0
}

/** Enters good rounds every 15 minutes from an instant until before another one. */
export async function storeGoodRounds(db: Queryable, api: string, from: Instant, until: Instant): Promise<void> {
  await db.run(
    `insert into round (api, due_at, trigger, state, started_at, ended_at, run, conformance, availability, tests, passed,
       unanswered, times, trouble, control, worker, interval_ms)
     select $1, at, 'scheduled', 'done', at, at + interval '10 s', 'run ' || $1 || ' ' || at, 'conforms', 'up', 20, 20, 0,
       '{120,180}', '[]', 'good', 'w1', 900000
     from generate_series($2::timestamptz, $3::timestamptz - interval '1 s', interval '15 min') at
     on conflict do nothing`,
    [api, from, until],
  )
}

/** Enters slots that went by. */
export async function storeMissed(
  db: Queryable,
  api: string,
  at: Instant,
  slots: number,
  why: MissedReason,
): Promise<void> {
  await db.run(
    `insert into round (api, due_at, slots, trigger, state, missed, ended_at, interval_ms)
     values ($1, $2, $3, 'scheduled', 'missed', $4, $2, 900000)`,
    [api, at, slots, why],
  )
}
