import type { Instant } from '../base/clock.js'
import { problem, type ProblemError } from '../base/problem.js'
import type { ApiId, ParticipantId } from '../model/registry.js'
import type { Span, WorksId, WorksNotice, WorksOf, WorksRules } from '../model/works.js'
import { allChanged } from '../store/changes.js'
import type { Queryable } from '../store/database.js'
import { note, type Actor } from '../store/journal-rows.js'
import { api as apiById, participant as participantById } from '../store/registry-rows.js'
import {
  addWorks,
  apisUnder,
  cancelWorks as markCancelled,
  endWorks as markEnded,
  lockAnnouncements,
  lockWorks,
  ownPlannedWorks,
  sameNotice,
  worksRules,
  type WorksRow,
} from '../store/works-rows.js'
import { defaultWorksRules } from './settings/works.js'
import { tellParticipants } from './works/mail.js'
import { daysUsed, kindOf, noticeOf, yearsOf } from './works/rules.js'
import { warningsOf, type WorksWarning } from './works/warnings.js'

/** Who announces: a participant only for itself. */
export interface WorksActor extends Actor {
  readonly participant?: ParticipantId
}

/** Works that somebody wants to announce. They are told of at the moment when this is asked. */
export interface WorksAsk {
  readonly of: WorksOf
  readonly kind: 'planned' | 'unplanned'
  /** Unplanned works begin now where nothing is said. */
  readonly startsAt?: Instant
  /** When the service is back. */
  readonly endsAt: Instant
  /** A participant's APIs go to limited mode meanwhile (Guide, clauses 35-37). */
  readonly limited: boolean
  readonly note: string
  /** Announce them although something stands against them. */
  readonly anyway: boolean
}

export type Announced =
  | { readonly kind: 'announced'; readonly works: WorksRow; readonly warnings: readonly WorksWarning[] }
  /** The same notice stands already; nothing was done. */
  | { readonly kind: 'known'; readonly works: WorksRow }
  /** Nothing was done: ask again with `anyway`. */
  | { readonly kind: 'warned'; readonly warnings: readonly [WorksWarning, ...WorksWarning[]] }

/** A form has minutes: a start within the minute that goes on is now. */
const minuteMs = 60_000
/** Later ones are a year that was mistyped. */
const farthestMs = 366 * 86_400_000
const longestNote = 500

/** What is asked of works as it was set last. */
export async function worksRulesInForce(db: Queryable): Promise<WorksRules> {
  return (await worksRules(db)) ?? defaultWorksRules
}

/** True where somebody may announce works of this participant, or the operator's own, and end or cancel them. */
export function mayHandleWorks(by: WorksActor, participant: ParticipantId | null): boolean {
  return by.role === 'operator' || (by.role === 'participant' && participant !== null && by.participant === participant)
}

/**
 * Announces works: they are recorded as of now, the journal says by whom, and of the operator's own every participant is told by mail.
 * @throws ProblemError where they cannot be; codes begin with `works-`
 */
export async function announceWorks(tx: Queryable, ask: WorksAsk, by: WorksActor, now: Instant): Promise<Announced> {
  const rules = await worksRulesInForce(tx)
  const whose = await whoseWorks(tx, ask.of, by)
  if (!mayHandleWorks(by, whose.participant)) throw notYours()
  const span = spanOf(ask, now)
  refuse(ask, span, now, rules)
  await lockAnnouncements(tx)
  const notice = noticeOf(ask.kind, now, span.startsAt, rules)
  const works = {
    ...{ ...whose, notice, kind: kindOf(whose.participant, notice), announced_at: now },
    ...{ starts_at: span.startsAt, ends_at: span.endsAt, limited: ask.limited, note: ask.note.trim() },
  }
  const known = await sameNotice(tx, works)
  if (known) return { kind: 'known', works: known }
  const warnings = await warningsFor(tx, { ...span, own: whose.participant === null, notice, announcedAt: now }, rules)
  const [first, ...rest] = warnings
  if (first && !ask.anyway) return { kind: 'warned', warnings: [first, ...rest] }
  const entered = await addWorks(tx, works)
  const details = { notice, startsAt: span.startsAt, endsAt: span.endsAt, limited: ask.limited }
  await record(tx, 'works.announce', entered, by, now, details)
  if (entered.participant === null) await tellParticipants(tx, 'announced', entered, rules, now)
  return { kind: 'announced', works: entered, warnings }
}

/** Calls off works that have not begun. @throws ProblemError where they have, or there are none of this number */
export async function cancelWorks(tx: Queryable, id: WorksId, by: WorksActor, now: Instant): Promise<void> {
  const works = await heldWorks(tx, id, by)
  if (works.starts_at <= now || works.phase !== 'coming') {
    throw problem('works-begun', `works no. ${id} have begun`, 'End them instead.', place(id))
  }
  await markCancelled(tx, id, now)
  await record(tx, 'works.cancel', works, by, now)
  if (works.participant === null) await tellParticipants(tx, 'cancelled', works, await worksRulesInForce(tx), now)
}

/** Ends works that go on earlier than announced. @throws ProblemError where they do not go on, or there are none of this number */
export async function endWorks(tx: Queryable, id: WorksId, by: WorksActor, now: Instant): Promise<void> {
  const works = await heldWorks(tx, id, by)
  if (works.starts_at >= now)
    throw problem('works-not-begun', `works no. ${id} have not begun`, 'Cancel them instead.', place(id))
  if (works.ends_at <= now) {
    throw problem('works-over', `works no. ${id} are over`, 'There is nothing to end; the list shows them.', place(id))
  }
  await markEnded(tx, id, now)
  const ended = { ...works, ends_at: now }
  await record(tx, 'works.end', ended, by, now, { announcedEnd: works.announced_end })
  if (works.participant === null) await tellParticipants(tx, 'ended', ended, await worksRulesInForce(tx), now)
}

/** What stands against works that were announced, as a page shows it beside them. */
export async function warningsOfWorks(db: Queryable, works: WorksRow, rules: WorksRules): Promise<WorksWarning[]> {
  const own = works.participant === null
  const span = { startsAt: works.starts_at, endsAt: works.ends_at }
  return warningsFor(db, { ...span, own, notice: works.notice, announcedAt: works.announced_at }, rules)
}

interface Candidate extends Span {
  readonly own: boolean
  readonly notice: WorksNotice
  readonly announcedAt: Instant
}

async function warningsFor(db: Queryable, works: Candidate, rules: WorksRules): Promise<WorksWarning[]> {
  const years = yearsOf(works)
  const others = works.own ? await ownPlannedWorks(db, yearSpan(Math.min(...years), Math.max(...years))) : []
  return warningsOf(works, others, rules)
}

/** How many calendar days of a year the operator's own planned works take, those to come included. */
export async function ownDaysUsed(db: Queryable, year: number, { own }: WorksRules): Promise<number> {
  return daysUsed(await ownPlannedWorks(db, yearSpan(year, year)), year, own.counted)
}

/** Works of the years, a day more on either side: which dates count is the rules' to say. */
function yearSpan(first: number, last: number): Span {
  return { startsAt: `${first - 1}-12-31T00:00:00.000Z`, endsAt: `${last + 1}-01-02T00:00:00.000Z` }
}

interface Whose {
  readonly participant: ParticipantId | null
  readonly api: ApiId | null
}

async function whoseWorks(tx: Queryable, of: WorksOf, by: WorksActor): Promise<Whose> {
  if (of.kind === 'operator') return { participant: null, api: null }
  const whose = of.kind === 'api' ? await whoseApi(tx, of.api) : await participantById(tx, of.participant)
  if (whose && !isHidden(by, whose.id)) return { participant: whose.id, api: of.kind === 'api' ? of.api : null }
  throw unknown(of.kind === 'api' ? `there is no API «${of.api}»` : `there is no participant «${of.participant}»`)
}

async function whoseApi(tx: Queryable, id: ApiId): Promise<{ readonly id: ParticipantId } | undefined> {
  const api = await apiById(tx, id)
  return api && { id: api.participant }
}

function spanOf({ kind, startsAt, endsAt }: WorksAsk, now: Instant): Span {
  if (startsAt === undefined && kind === 'planned') {
    throw problem('works-start', 'planned works have a beginning', 'Say when they begin, in the time of Kazakhstan.')
  }
  const [start, end] = [startsAt ?? now, endsAt].map(normal) as [Instant, Instant]
  return { startsAt: start < now && Date.parse(now) - Date.parse(start) < minuteMs ? now : start, endsAt: end }
}

/** RFC 3339 in any zone as the database has it. */
function normal(at: Instant): Instant {
  const ms = Date.parse(at)
  if (Number.isFinite(ms)) return new Date(ms).toISOString()
  throw problem('works-time', `«${at}» is no instant`, 'Write RFC 3339, such as 2026-12-05T22:00:00+05:00.')
}

function refuse(ask: WorksAsk, { startsAt, endsAt }: Span, now: Instant, { longestMs }: WorksRules): void {
  if (startsAt < now) {
    const remedy = 'A notice is given when it is given: leave the beginning of unplanned works out, they begin now.'
    throw problem('works-past', 'the works would begin before their notice', remedy)
  }
  if (endsAt <= startsAt) {
    throw problem(
      'works-end',
      'the works would end before they begin',
      'Say when the service is back, after the beginning.',
    )
  }
  if (Date.parse(endsAt) - Date.parse(startsAt) > longestMs) {
    const most = `${Math.round(longestMs / 3_600_000)} h`
    throw problem(
      'works-long',
      `works last ${most} at most`,
      'Check the dates, or announce several works; `works.longest` sets it.',
    )
  }
  if (Date.parse(startsAt) - Date.parse(now) > farthestMs) {
    throw problem('works-far', 'the works would begin in more than a year', 'Check the year.')
  }
  if (ask.limited && ask.of.kind === 'operator') {
    const remedy = 'Leave limited mode out: during works of the operator nobody is probed anyhow.'
    throw problem('works-limited', 'limited mode is a mode of participants', remedy)
  }
  if (ask.note.length > longestNote) {
    throw problem('works-note', `the note has more than ${longestNote} characters`, 'Shorten it.')
  }
}

/** Works that stand, kept from others. @throws ProblemError */
async function heldWorks(tx: Queryable, id: WorksId, by: WorksActor): Promise<WorksRow> {
  const works = await lockWorks(tx, id)
  if (!works || isHidden(by, works.participant)) throw unknown(`there are no works no. ${id}`)
  if (!mayHandleWorks(by, works.participant)) throw notYours()
  if (works.cancelled_at !== null)
    throw problem('works-cancelled', `works no. ${id} were cancelled`, 'There is nothing left to do.', place(id))
  return works
}

async function record(
  tx: Queryable,
  did: string,
  works: WorksRow,
  by: WorksActor,
  now: Instant,
  details: object = {},
): Promise<void> {
  const { id, participant, api } = works
  const whose = participant === null ? {} : { participant }
  const entry = { at: now, did, object: `works ${id}`, ...whose }
  await note(tx, by, { ...entry, details: { ...(api === null ? {} : { api }), ...details } })
  await allChanged(tx, await apisUnder(tx, works))
}

/** Of what belongs to others a participant does not even learn that it is there. */
function isHidden(by: WorksActor, participant: ParticipantId | null): boolean {
  return by.role === 'participant' && participant !== null && participant !== by.participant
}

const place = (id: WorksId) => ({ name: `works ${id}` })
const unknown = (what: string): ProblemError =>
  problem('works-unknown', what, 'Check the id; `synaq works list` and the page of works show what there is.')
const notYours = (): ProblemError =>
  problem('works-not-yours', 'these works are not yours to handle', 'A participant handles its own, an operator all.')
