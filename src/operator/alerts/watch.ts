import { earlier, type Instant } from '../../base/clock.js'
import { problemLine } from '../../base/problem.js'
import { literal } from '../../base/text.js'
import type { AlertGround, Trouble } from '../../model/alert.js'
import type { MissedReason } from '../../model/round.js'
import type { Queryable } from '../../store/database.js'
import { warnedExpiries } from '../../store/expiry-rows.js'
import { diskUses } from '../../store/retention-rows.js'
import {
  apisWithProblem,
  badLastWords,
  badStreaks,
  lastControls,
  lateOrders,
  lostWorkers,
  missedSince,
  openProposals,
  overdueApis,
  unreachedReceivers,
  withdrawnApis,
  type LastWord,
} from '../../store/trouble-rows.js'
import { byHand, forWorks } from '../moves.js'
import { daysLeft } from '../expiry/stage.js'
import { expiryText } from '../expiry/words.js'
import { chargeOf } from '../policy/charge.js'
import { factOf, type CommonCauses } from './common-causes.js'
import type { Findings } from './reconcile.js'
import { whys } from './words.js'

/** From when on something is not well. */
export interface AlertRules {
  /** Bad rounds in a row before an API is told of. */
  readonly afterRounds: number
  /** A decision, or a message, that did not arrive for so long. */
  readonly lateMs: number
  /** Of the rounds of an hour, from 0 to 1. */
  readonly missedShare: number
}

export interface WatchParts {
  readonly rules: AlertRules
  readonly commonCauses: CommonCauses
  /** A worker that is not heard of for so long has lost its rounds. */
  readonly leaseMs: number
  /** The carrier of decisions, where the platform is told of them. */
  readonly platform?: string
  /** The watcher itself has been at work for so long: before that nothing can be said of the scheduler. */
  readonly upMs: number
}

const hourMs = 3_600_000
const dayMs = 86_400_000
/** Rounds that are due for so long are not looked at by anybody: those that merely wait are past after a minute. */
const silentMs = 180_000
/** Fewer rounds in an hour say nothing of a share. */
const fewRounds = 20
/** Our own fault. */
const ours: readonly MissedReason[] = ['no-worker', 'not-scheduled', 'worker-lost', 'harness']

/** Looks at everything once: what is not well, and of what nothing can be said. */
export async function look(db: Queryable, parts: WatchParts, now: Instant): Promise<Findings> {
  const [rounds, withdrawn] = [await probedApis(db, parts, now), await withdrawnTroubles(db)]
  const others = [
    await proposals(db),
    await targets(db),
    await orders(db, parts, now),
    await controls(db, now),
    await workers(db, parts, now),
    await scheduler(db, parts, now),
    await missed(db, parts, now),
    await receivers(db, parts, now),
    await expiries(db, now),
    await disks(db, now),
  ]
  return {
    troubles: [...rounds.troubles, ...withdrawn.troubles, ...others.flat()],
    unclear: new Set([...rounds.unclear, ...withdrawn.unclear]),
  }
}

interface Partial {
  readonly troubles: readonly Trouble[]
  readonly unclear: readonly string[]
}

const ofApi = (api: string): string => `api ${api}`

/** What rounds say of published APIs. What is not charged to them accuses nobody, and acquits nobody. */
async function probedApis(db: Queryable, { rules, commonCauses }: WatchParts, now: Instant): Promise<Partial> {
  const words = await badLastWords(db)
  if (words.length === 0) return { troubles: [], unclear: [] }
  const streaks = new Map(
    (
      await badStreaks(
        db,
        words.map(({ api }) => api),
      )
    ).map((streak) => [streak.api, streak]),
  )
  const { judged, common } = await commonCauses.judge(db, words.map(factOf), streaks, now)
  const troubles: Trouble[] = []
  const unclear: string[] = []
  const together: LastWord[] = []
  for (const word of words) {
    const { api, participant } = word
    const streak = streaks.get(api)
    const charge = chargeOf(factOf(word), { isCommon: ({ id }) => common.has(id) })
    if (charge === 'common-cause') together.push(word)
    const known = judged.has(word.id) && charge === 'charged'
    if (!known || !streak || streak.rounds < rules.afterRounds) unclear.push(ofApi(api))
    else {
      const kind = word.availability === 'down' ? ('down' as const) : ('departs' as const)
      const why =
        kind === 'down' ? whys.down(streak.onset, streak.rounds) : whys.departs(word.passed, word.tests, word.trouble)
      troubles.push({ thing: ofApi(api), kind, ground: kind, api, participant, why })
    }
  }
  if (together.length > 0) {
    const onsets = together.flatMap(({ api }) => streaks.get(api)?.onset ?? [])
    const participants = new Set(together.map(({ participant }) => participant)).size
    const why = whys.commonCause(participants, onsets.sort()[0] ?? '')
    troubles.push({ thing: 'common-cause', kind: 'common-cause', ground: 'common-cause', why })
  }
  return { troubles, unclear }
}

/** What a policy or a person took off, or limited; what works limited was announced, and comes back by itself. */
async function withdrawnTroubles(db: Queryable): Promise<Partial> {
  const rows = await withdrawnApis(db)
  const byWorks = rows.filter(({ rule }) => rule === forWorks)
  const troubles = rows
    .filter((row) => !byWorks.includes(row))
    .map(({ api, participant, state, rule, why, down }): Trouble => {
      const ground: AlertGround = rule === byHand ? 'by-hand' : down ? 'down' : 'departs'
      const kind = state === 'limited' ? 'limited' : 'taken-off'
      return { thing: ofApi(api), kind, ground, api, participant, why }
    })
  return { troubles, unclear: byWorks.map(({ api }) => ofApi(api)) }
}

async function proposals(db: Queryable): Promise<Trouble[]> {
  return (await openProposals(db)).map(({ decision, api, participant, why, down }) => ({
    ...{ thing: `proposal ${decision}`, kind: 'proposal', ground: down ? 'down' : 'departs', api, participant, why },
  }))
}

async function targets(db: Queryable): Promise<Trouble[]> {
  return (await apisWithProblem(db)).map(({ api, participant, problem }) => {
    const why = literal(problem.map((one) => problemLine(one).replace(/\s+/g, ' ')).join('; '))
    return { thing: `target ${api}`, kind: 'target', ground: 'target', api, participant, why }
  })
}

async function orders(db: Queryable, { platform, rules }: WatchParts, now: Instant): Promise<Trouble[]> {
  if (platform === undefined) return []
  return (await lateOrders(db, platform, earlier(now, rules.lateMs))).map(
    ({ api, participant, decision, since, tries, given_up_at: givenUp, error }) => {
      const why = whys.order(decision, since, tries, givenUp !== null, error ?? '')
      return { thing: `order ${api}`, kind: 'order', ground: 'order', api, participant, why }
    },
  )
}

async function controls(db: Queryable, now: Instant): Promise<Trouble[]> {
  const bad = (await lastControls(db, earlier(now, dayMs))).filter(({ result }) => result === 'bad')
  // One trouble a system, whichever of its scripts fail.
  const bySystem = new Map(bad.map((control) => [control.system, control]))
  return [...bySystem.values()].map(({ system, at, trouble }) => ({
    ...{ thing: `control ${system}`, kind: 'control', ground: 'control', why: whys.control(system, at, trouble) },
  }))
}

async function workers(db: Queryable, { leaseMs }: WatchParts, now: Instant): Promise<Trouble[]> {
  return (await lostWorkers(db, earlier(now, dayMs), earlier(now, 2 * leaseMs))).map(({ id, host, seen_at }) => ({
    ...{ thing: `worker ${id}`, kind: 'worker', ground: 'worker', why: whys.worker(id, host, seen_at) },
  }))
}

async function scheduler(db: Queryable, { upMs }: WatchParts, now: Instant): Promise<Trouble[]> {
  if (upMs < silentMs) return []
  const { apis, since } = await overdueApis(db, earlier(now, silentMs))
  if (apis === 0 || since === null) return []
  return [{ thing: 'scheduler', kind: 'scheduler', ground: 'scheduler', why: whys.scheduler(apis, since) }]
}

async function missed(db: Queryable, { rules }: WatchParts, now: Instant): Promise<Trouble[]> {
  const rounds = await missedSince(db, earlier(now, hourMs), ours)
  const all = rounds.done + rounds.missed
  if (all < fewRounds || rounds.missed <= rules.missedShare * all) return []
  return [{ thing: 'missed', kind: 'missed', ground: 'missed', why: whys.missed(rounds.missed, all) }]
}

async function receivers(db: Queryable, { rules }: WatchParts, now: Instant): Promise<Trouble[]> {
  const unreached = await unreachedReceivers(db, earlier(now, rules.lateMs), earlier(now, dayMs))
  return unreached.map(({ receiver, since, error }) => ({
    ...{ thing: `receiver ${receiver}`, kind: 'undelivered', ground: 'undelivered' },
    why: whys.undelivered(receiver, since, error ?? ''),
  }))
}

/** Dates that the calendar has warned of; each warning before it is a degree. */
async function expiries(db: Queryable, now: Instant): Promise<Trouble[]> {
  return (await warnedExpiries(db)).map(({ kind, object, name, api, participant, expires_at, warned_days }) => ({
    ...{ thing: `${kind} ${object}`, kind: 'expiry', ground: 'expiry', grade: -(warned_days ?? 0) },
    ...(api === null ? {} : { api }),
    ...(participant === null ? {} : { participant }),
    why: expiryText({ kind, name, expiresAt: expires_at }, daysLeft(expires_at, now)),
  }))
}

/** A machine that was not looked at for two days is no more. */
async function disks(db: Queryable, now: Instant): Promise<Trouble[]> {
  const gb = (bytes: number): string => (bytes / 1e9).toFixed(1)
  return (await diskUses(db, earlier(now, 2 * dayMs)))
    .filter(({ tight }) => tight)
    .map(({ host, evidence, database, budget, free }) => ({
      ...{ thing: `disk ${host}`, kind: 'disk', ground: 'disk' },
      why: whys.disk(host, gb(evidence + database), budget === null ? '' : gb(budget), gb(free)),
    }))
}
