import type { Instant } from '../base/clock.js'
import type { ApiId, ParticipantId, PublicationState } from '../model/registry.js'
import type { Availability, Conformance, ControlResult, MissedReason, RoundId, WorksKind } from '../model/round.js'
import type { Queryable } from './database.js'

/** An API that is accounted for. */
export interface AccountedApi {
  readonly id: ApiId
  readonly name: string
  readonly system: string
  readonly participant: ParticipantId
  readonly participant_name: string
  readonly state: PublicationState
  /** Milliseconds between rounds, as budget and tests are now; null where it is not probed. */
  readonly interval_ms: number | null
}

/** All that were ever published, or those that are named or are of a participant. */
export async function accountedApis(
  db: Queryable,
  { ids, participant }: { readonly ids?: readonly ApiId[]; readonly participant?: ParticipantId } = {},
): Promise<AccountedApi[]> {
  return db.rows(
    `select a.id, a.name, a.system, a.participant, p.name as participant_name, a.state,
       86400000 / nullif(a.budget / nullif(a.tests, 0), 0) as interval_ms
     from api a join participant p on p.id = a.participant
     where a.state <> 'draft' and ($1::text[] is null or a.id = any($1)) and ($2::text is null or a.participant = $2)
     order by p.name, a.name, a.id`,
    [ids ?? null, participant ?? null],
  )
}

interface RoundMoment {
  readonly id: RoundId
  readonly due_at: Instant
  /** Of when it was due; null for rounds of before this was written down. */
  readonly interval_ms: number | null
}

/** A slot as accounting needs it. */
export type AccountedSlot =
  | (RoundMoment & {
      readonly state: 'done'
      readonly started_at: Instant
      readonly ended_at: Instant
      readonly availability: Availability
      readonly conformance: Conformance
      readonly control: ControlResult
      readonly worker: string
      readonly works: WorksKind | null
      readonly times: readonly number[]
    })
  | (RoundMoment & { readonly state: 'missed'; readonly missed: MissedReason; readonly slots: number })

/** Rows that are read at once: more of them would hold up whatever else goes on in this process. */
const handful = 500

/** Slots of an API that were due in a time, in their order. */
export async function accountedSlots(
  db: Queryable,
  api: ApiId,
  { from, until }: { readonly from: Instant; readonly until: Instant },
): Promise<AccountedSlot[]> {
  const slots: AccountedSlot[] = []
  for (;;) {
    const after = slots.at(-1)?.due_at ?? new Date(Date.parse(from) - 1).toISOString()
    const rows = await slotsAfter(db, api, after, until)
    slots.push(...rows)
    if (rows.length < handful) return slots
  }
}

/** That nobody took a round which a person asked for says nothing of the rhythm. */
function slotsAfter(db: Queryable, api: ApiId, after: Instant, until: Instant): Promise<AccountedSlot[]> {
  return db.rows(
    `select id, state, due_at, interval_ms, started_at, ended_at, availability, conformance, control, worker, works, times,
       missed, slots
     from round
     where api = $1 and due_at > $2 and due_at < $3 and (state = 'done' or state = 'missed' and trigger <> 'manual')
     order by due_at limit $4`,
    [api, after, until, handful],
  )
}

/** Works that touch a time and are charged to nobody. */
export interface AccountedWorks {
  readonly kind: Extract<WorksKind, 'planned' | 'operator'>
  readonly participant: ParticipantId | null
  readonly api: ApiId | null
  readonly starts_at: Instant
  /** When they ended, or were called off. */
  readonly ends_at: Instant
}

/** The operator's own come first. */
export async function accountedWorks(
  db: Queryable,
  { from, until }: { readonly from: Instant; readonly until: Instant },
): Promise<AccountedWorks[]> {
  return db.rows(
    `select kind, participant, api, starts_at, least(ends_at, coalesce(cancelled_at, ends_at)) as ends_at
     from works
     where kind in ('planned', 'operator') and starts_at < $2 and ends_at > $1
       and (cancelled_at is null or cancelled_at > starts_at)
     order by kind = 'operator' desc, starts_at`,
    [from, until],
  )
}

/** When the first round took place that is still known. */
export async function firstRoundAt(db: Queryable): Promise<Instant | undefined> {
  const row = await db.row<{ at: Instant | null }>(`select min(ended_at) as at from round where state = 'done'`)
  return row?.at ?? undefined
}
