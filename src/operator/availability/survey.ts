import { type Instant, later } from '../../base/clock.js'
import type { DecisionAction, DecisionRecord } from '../../model/decision.js'
import type { ApiId, ParticipantId } from '../../model/registry.js'
import type { RoundFact } from '../../model/round.js'
import {
  accountedApis,
  accountedSlots,
  accountedWorks,
  type AccountedApi,
  type AccountedSlot,
  type AccountedWorks,
} from '../../store/account-rows.js'
import type { Queryable } from '../../store/database.js'
import { decisionsSince } from '../../store/decision-rows.js'
import { factsSince } from '../../store/round-rows.js'
import { chargeOf } from '../policy/charge.js'
import { History } from '../policy/history.js'
import type { CommonCause } from '../policy/policy.js'
import { sumsOf, type MeasuredRound, type Sums } from './account.js'
import { outagesOf, type Outage } from './outages.js'
import { sampleOfMissed, sampleOfRound, type MissedSlots, type Sample } from './sample.js'
import { timeline, type ExcludedWindow } from './timeline.js'

/** What became of an API in a time. */
export interface ApiAccount {
  readonly api: ApiId
  readonly name: string
  readonly system: string
  readonly participant: ParticipantId
  readonly participantName: string
  /** Milliseconds between rounds as they are now; null where it is not probed. */
  readonly intervalMs: number | null
  readonly sums: Sums
  readonly outages: readonly AccountedOutage[]
}

export interface AccountedOutage {
  readonly from: Instant
  readonly until: Instant
  /** It had begun before the time that is accounted for. */
  readonly before: boolean
  /** It went on at its end. */
  readonly open: boolean
  readonly downMs: number
  readonly rounds: number
  /** What was decided on its rounds. */
  readonly decision?: {
    readonly id: number
    readonly action: DecisionAction
    readonly at: Instant
    readonly rule: string
  }
}

export interface SurveyAsked {
  readonly from: Instant
  /** At most now: of what is to come nothing is said. */
  readonly until: Instant
  readonly commonCause: CommonCause
  readonly only?: { readonly ids?: readonly ApiId[]; readonly participant?: ParticipantId }
}

const hourMs = 3_600_000
/** An interval is a day at most: rounds of so long before may still hold. */
const leadMs = 26 * hourMs
/** Rounds of others by which a common cause is seen: those before show who had failed for long, those after who followed. */
const historyLeadMs = leadMs + 4 * hourMs
const historyTailMs = 2 * hourMs
/** Rounds that are read at once: a report is in no hurry, and probes are. */
const handful = 500

/** Accounts for APIs one after another, by participant and name. Reads what is stored, and keeps one API in memory at a time. */
export async function* survey(db: Queryable, asked: SurveyAsked): AsyncGenerator<ApiAccount, void> {
  const { from, until, commonCause, only } = asked
  const history = new History(commonCause)
  for await (const fact of factsSince(db, later(from, -historyLeadMs), { until: later(until, historyTailMs), handful }))
    history.add(fact)
  const works = await accountedWorks(db, asked)
  const decisions = await decisionsSince(db, from)
  for (const api of await accountedApis(db, only)) {
    const slots = await accountedSlots(db, api.id, { from: later(from, -leadMs), until })
    yield accountOf(api, { slots, history, works, decisions }, { from: Date.parse(from), until: Date.parse(until) })
  }
}

interface Known {
  readonly slots: readonly AccountedSlot[]
  readonly history: History
  readonly works: readonly AccountedWorks[]
  readonly decisions: readonly DecisionRecord[]
}

function accountOf(
  api: AccountedApi,
  known: Known,
  time: { readonly from: number; readonly until: number },
): ApiAccount {
  const rounds: MeasuredRound[] = []
  const missed: MissedSlots[] = []
  const samples: Sample[] = []
  for (const slot of known.slots) {
    // A round that was written down before intervals were is judged by today's.
    const intervalMs = slot.interval_ms ?? api.interval_ms ?? 0
    if (slot.state === 'done') {
      const round = measured(slot, api, known.history)
      rounds.push(round)
      samples.push(sampleOfRound(round, intervalMs))
    } else {
      const slots = { dueAt: slot.due_at, slots: slot.slots, why: slot.missed }
      missed.push(slots)
      const sample = sampleOfMissed(slots, intervalMs)
      if (sample) samples.push(sample)
    }
  }
  // A round that waited for a worker began after a slot that was missed behind it.
  samples.sort((a, b) => a.at - b.at)
  rounds.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  const segments = timeline(samples, windowsOf(api, known.works), time)
  const decisions = known.decisions.filter((decision) => decision.api === api.id && decision.status === 'in-force')
  return {
    api: api.id,
    name: api.name,
    system: api.system,
    participant: api.participant,
    participantName: api.participant_name,
    intervalMs: api.interval_ms,
    sums: sumsOf(segments, rounds, missed),
    outages: outagesOf(segments).map((outage) => accounted(outage, time.from, decisions)),
  }
}

function measured(slot: Extract<AccountedSlot, { state: 'done' }>, api: AccountedApi, history: History): MeasuredRound {
  const { id, started_at: at, ended_at: endedAt, availability, conformance, control, worker, works, times } = slot
  const said = { id, at, endedAt, availability, conformance, ...(works === null ? {} : { works }) }
  const fact: RoundFact = { ...said, api: api.id, participant: api.participant, control, worker }
  return { ...said, times, charge: chargeOf(fact, history) }
}

function windowsOf(api: AccountedApi, works: readonly AccountedWorks[]): ExcludedWindow[] {
  return works
    .filter((one) => (one.participant ?? api.participant) === api.participant && (one.api ?? api.id) === api.id)
    .map(({ kind, starts_at: from, ends_at: until }) => ({
      from: Date.parse(from),
      until: Date.parse(until),
      why: kind === 'operator' ? 'operator-works' : 'planned-works',
    }))
}

function accounted(outage: Outage, begin: number, decisions: readonly DecisionRecord[]): AccountedOutage {
  const { from, until, downMs, rounds, open } = outage
  const decision = decisions.find((one) => one.rounds.some((round) => rounds.includes(round)))
  return {
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    before: from === begin,
    open,
    downMs,
    rounds: rounds.length,
    ...(decision
      ? { decision: { id: decision.id, action: decision.action, at: decision.at, rule: decision.rule } }
      : {}),
  }
}
