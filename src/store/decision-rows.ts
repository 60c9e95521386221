import type { Instant } from '../base/clock.js'
import type { Text } from '../base/text.js'
import type { DecisionAction, DecisionRecord, DecisionStatus } from '../model/decision.js'
import type { ApiId, ParticipantId, PublicationState } from '../model/registry.js'
import { json, type Queryable } from './database.js'

interface DecisionRow {
  readonly id: number
  readonly api: string
  readonly at: Instant
  readonly action: DecisionAction
  readonly state_before: PublicationState
  readonly state_after: PublicationState
  readonly rule: string
  readonly policy: string | null
  readonly why: Text
  readonly rounds: readonly (number | string)[]
  readonly status: DecisionStatus
  readonly proposed_by: string
  readonly confirmed_by: string | null
}

const decisionOf = (row: DecisionRow): DecisionRecord => ({
  id: row.id,
  api: row.api,
  at: row.at,
  action: row.action,
  before: row.state_before,
  after: row.state_after,
  rule: row.rule,
  ...(row.policy === null ? {} : { policy: row.policy }),
  why: row.why,
  // An array of bigint comes as text.
  rounds: row.rounds.map(Number),
  status: row.status,
  proposedBy: row.proposed_by,
  ...(row.confirmed_by === null ? {} : { confirmedBy: row.confirmed_by }),
})

/** Records a decision; answers its id. */
export async function addDecision(db: Queryable, d: Omit<DecisionRecord, 'id' | 'confirmedBy'>): Promise<number> {
  const row = await db.row<{ id: number }>(
    `insert into decision (api, at, action, state_before, state_after, rule, policy, why, rounds, status, proposed_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id`,
    [d.api, d.at, d.action, d.before, d.after, d.rule, d.policy ?? null, json(d.why), d.rounds, d.status, d.proposedBy],
  )
  return row?.id ?? 0
}

/** A second person, or time, settles a proposal; false where it is settled already. */
export async function settleDecision(
  db: Queryable,
  id: number,
  status: Exclude<DecisionStatus, 'proposed'>,
  by: string,
  now: Instant,
): Promise<boolean> {
  const done = await db.run(
    `update decision set status = $2, confirmed_by = $3, confirmed_at = $4 where id = $1 and status = 'proposed'`,
    [id, status, by, now],
  )
  return done === 1
}

export async function decision(db: Queryable, id: number): Promise<DecisionRecord | undefined> {
  const row = await db.row<DecisionRow>('select * from decision where id = $1', [id])
  return row && decisionOf(row)
}

/** Newest first; of one API where it is given. */
export async function decisions(db: Queryable, limit: number, api?: ApiId): Promise<DecisionRecord[]> {
  const rows = await db.rows<DecisionRow>(
    'select * from decision where $1::text is null or api = $1 order by at desc, id desc limit $2',
    [api ?? null, limit],
  )
  return rows.map(decisionOf)
}

/** Newest first, before a decision where one is named; of an API or of a participant's where they are given. */
export async function decisionsBefore(
  db: Queryable,
  of: {
    readonly before?: number
    readonly api?: ApiId
    readonly participant?: ParticipantId
    readonly limit: number
  },
): Promise<DecisionRecord[]> {
  const rows = await db.rows<DecisionRow>(
    `select d.* from decision d join api a on a.id = d.api
     where ($1::bigint is null or d.id < $1) and ($2::text is null or d.api = $2)
       and ($3::text is null or a.participant = $3) order by d.id desc limit $4`,
    [of.before ?? null, of.api ?? null, of.participant ?? null, of.limit],
  )
  return rows.map(decisionOf)
}

/** All since an instant, oldest first. */
export async function decisionsSince(db: Queryable, since: Instant): Promise<DecisionRecord[]> {
  const rows = await db.rows<DecisionRow>('select * from decision where at > $1 order by at, id', [since])
  return rows.map(decisionOf)
}

/** How APIs stood at an instant; those that nothing had been decided of are not in it. */
export async function standingsAt(
  db: Queryable,
  at: Instant,
): Promise<Map<ApiId, { readonly state: PublicationState; readonly since: Instant }>> {
  const rows = await db.rows<{ api: string; state: PublicationState; since: Instant }>(
    `select distinct on (api) api, state_after as state, at as since from decision
     where at <= $1 and status = 'in-force' order by api, at desc, id desc`,
    [at],
  )
  return new Map(rows.map(({ api, ...standing }) => [api, standing]))
}

/** The last decision that moved an API. */
export async function lastMove(db: Queryable, api: ApiId): Promise<DecisionRecord | undefined> {
  const row = await db.row<DecisionRow>(
    `select * from decision where api = $1 and status = 'in-force' order by at desc, id desc limit 1`,
    [api],
  )
  return row && decisionOf(row)
}

/** When a person last rejected a proposal on an API. */
export async function lastRejection(db: Queryable, api: ApiId): Promise<Instant | undefined> {
  const row = await db.row<{ at: Instant | null }>(
    `select max(confirmed_at) as at from decision where api = $1 and status = 'rejected'`,
    [api],
  )
  return row?.at ?? undefined
}

/** The proposal of an API that waits for a second person. */
export async function openProposal(db: Queryable, api: ApiId): Promise<DecisionRecord | undefined> {
  const row = await db.row<DecisionRow>(`select * from decision where api = $1 and status = 'proposed'`, [api])
  return row && decisionOf(row)
}

/** The text of a policy that decisions rest on. */
export async function policyText(
  db: Queryable,
  digest: string,
): Promise<{ readonly name: string; readonly text: string; readonly since: Instant } | undefined> {
  return db.row('select name, text, since from policy where digest = $1', [digest])
}

/** Keeps the text of a policy that decisions rest on. */
export async function keepPolicy(
  db: Queryable,
  p: { readonly digest: string; readonly name: string; readonly text: string; readonly now: Instant },
): Promise<void> {
  await db.run(`insert into policy (digest, name, text, since) values ($1, $2, $3, $4) on conflict do nothing`, [
    p.digest,
    p.name,
    p.text,
    p.now,
  ])
}
