import type { Instant } from '../base/clock.js'
import type { Problem } from '../base/problem.js'
import type { PublicationState } from '../model/registry.js'
import type { Availability, Conformance, ControlResult, MissedReason, WorksKind } from '../model/round.js'
import type { Queryable } from './database.js'

/** An API as the grid needs it; its hours come apart. */
export interface BoardRow {
  readonly id: string
  readonly number: number
  readonly name: string
  readonly participant: string
  readonly participant_name: string
  readonly participant_limited: boolean
  readonly participant_blocked: boolean
  readonly system: string
  readonly state: PublicationState
  readonly state_since: Instant
  readonly budget: number
  readonly tests: number | null
  readonly next_at: Instant | null
  readonly problem: readonly Problem[] | null
  /** Its last round that came to an end, or was missed. */
  readonly last_state: 'done' | 'missed' | null
  readonly last_at: Instant | null
  readonly last_conformance: Conformance | null
  readonly last_availability: Availability | null
  readonly last_control: ControlResult | null
  readonly last_missed: MissedReason | null
  readonly last_tests: number | null
  readonly last_passed: number | null
  readonly running: boolean
  readonly proposed: boolean
  readonly works: WorksKind | null
  /** An alert of it is open. */
  readonly alerted: boolean
}

const query = `
  select a.id, a.number, a.name, a.participant, p.name as participant_name, p.limited as participant_limited,
    p.blocked as participant_blocked, a.system, a.state, a.state_since, a.budget, a.tests, a.next_at, a.problem,
    l.state as last_state, l.ended_at as last_at, l.conformance as last_conformance, l.availability as last_availability,
    l.control as last_control, l.missed as last_missed, l.tests as last_tests, l.passed as last_passed,
    exists (select 1 from round r where r.api = a.id and r.state = 'running') as running,
    exists (select 1 from decision d where d.api = a.id and d.status = 'proposed') as proposed,
    exists (select 1 from alert l where l.api = a.id and l.closed_at is null) as alerted,
    (select w.kind from works w where w.cancelled_at is null and w.starts_at <= $1 and w.ends_at > $1
       and (w.participant is null or w.participant = a.participant) and (w.api is null or w.api = a.id) limit 1) as works
  from api a
  join participant p on p.id = a.participant
  left join lateral (
    select * from round r where r.api = a.id and r.state in ('done', 'missed') order by r.due_at desc limit 1
  ) l on true`

/** All APIs, or those that are named. */
export async function boardRows(db: Queryable, now: Instant, ids?: readonly string[]): Promise<BoardRow[]> {
  return db.rows(`${query} where $2::text[] is null or a.id = any($2) order by a.number`, [now, ids ?? null])
}
