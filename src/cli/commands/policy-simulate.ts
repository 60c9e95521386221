import { earlier, durationMs, kazakhstanTime, systemClock, type Instant } from '../../base/clock.js'
import { problem } from '../../base/problem.js'
import { inLanguage, type Text } from '../../base/text.js'
import type { DecisionAction, DecisionRecord } from '../../model/decision.js'
import type { ApiId } from '../../model/registry.js'
import { forWorks } from '../../operator/moves.js'
import { readPolicyFile } from '../../operator/policy/read.js'
import { Simulation, type SimulatedMove } from '../../operator/policy/simulate.js'
import { intervalMs } from '../../operator/schedule.js'
import type { Database } from '../../store/database.js'
import { decisionsSince, standingsAt } from '../../store/decision-rows.js'
import { factsSince } from '../../store/round-rows.js'
import { rhythms } from '../../store/schedule-rows.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { withStore } from '../serve/with-store.js'
import type { Output } from '../wiring.js'

export interface SimulateOptions {
  readonly file: string
  /** How far back, e.g. `30d`, `12h` or an ISO 8601 duration. */
  readonly since: string
  readonly data: string
}

/** `synaq policy simulate FILE` — what a policy would have decided of the rounds that are there, beside what was decided. */
export async function policySimulate(options: SimulateOptions, out: Output): Promise<ExitCode> {
  const { policy, digest } = readPolicyFile(options.file)
  const since = beginning(options.since, systemClock.now())
  const { simulated, apis, real } = await withStore(options.data, async (db) => {
    const begun = new Simulation(policy, await standingsAt(db, since, forWorks), await intervals(db))
    const { simulation, apis } = await replay(db, begun, since)
    return { simulated: simulation.result(), apis, real: await decisionsSince(db, since) }
  })
  const { rounds, bad, moves } = simulated
  const byPolicy = real.filter(({ policy, status }) => policy !== undefined && status === 'in-force')
  const say = (text: Text): void => out.line(inLanguage(text, out.language))
  say(words.head(policy.name, since))
  say(words.rounds(rounds, apis, bad))
  say(words.simulated(countOf(moves)))
  for (const move of moves) say(words.move(move))
  say(words.real(countOf(byPolicy)))
  for (const decision of byPolicy) say(words.move(decision))
  out.result({ policy: policy.name, digest, since, rounds, apis, bad, moves, decided: byPolicy })
  return exitCodes.conforms
}

async function replay(db: Database, simulation: Simulation, since: Instant) {
  const apis = new Set<string>()
  for await (const fact of factsSince(db, since)) {
    simulation.add(fact)
    apis.add(fact.api)
  }
  return { simulation, apis: apis.size }
}

/** How often each API is probed now. */
async function intervals(db: Database): Promise<ReadonlyMap<ApiId, number>> {
  const known = (await rhythms(db)).flatMap(({ id, ...rhythm }) => {
    const everyMs = intervalMs(rhythm)
    return everyMs === undefined ? [] : [[id, everyMs] as const]
  })
  return new Map(known)
}

const short = /^(\d{1,4})([dhm])$/

/** @throws ProblemError */
function beginning(length: string, now: Instant): Instant {
  const [, number, unit] = short.exec(length) ?? []
  const iso = unit === 'd' ? `P${number ?? ''}D` : `PT${number ?? ''}${(unit ?? '').toUpperCase()}`
  const ms = durationMs(unit === undefined ? length : iso)
  if (ms === undefined || ms === 0) {
    const remedy = 'Write 30d, 12h, 90m or an ISO 8601 duration such as P30D.'
    throw problem('since', `«${length}» is no length of time`, remedy, { name: '--since' })
  }
  return earlier(now, ms)
}

type Counts = Readonly<Record<DecisionAction, number>>

function countOf(moves: readonly { readonly action: DecisionAction }[]): Counts {
  const counts = { publish: 0, unpublish: 0, limit: 0, republish: 0 }
  for (const { action } of moves) counts[action] += 1
  return counts
}

const moment = (at: Instant): string => {
  const { date, time } = kazakhstanTime(at)
  return `${date} ${time}`
}

const words = {
  head: (name: string, since: Instant): Text => ({
    ru: `Политика «${name}» на раундах с ${moment(since)} (UTC+5)`,
    kk: `«${name}» саясаты ${moment(since)} (UTC+5) бергі кезеңдерде`,
    en: `Policy «${name}» over the rounds since ${moment(since)} (UTC+5)`,
  }),
  rounds: (rounds: number, apis: number, bad: number): Text => ({
    ru: `Раундов ${rounds}, API ${apis}; раундов с расхождениями или без ответа ${bad}.`,
    kk: `Кезең ${rounds}, API ${apis}; ауытқуы бар не жауапсыз кезең ${bad}.`,
    en: `${rounds} rounds, ${apis} APIs; ${bad} rounds departed or had no answer.`,
  }),
  simulated: (n: Counts): Text => ({
    ru: `Эта политика решила бы: снять ${n.unpublish}, ограничить ${n.limit}, вернуть ${n.republish}.`,
    kk: `Бұл саясаттың шешімі: алу ${n.unpublish}, шектеу ${n.limit}, қайтару ${n.republish}.`,
    en: `This policy would have decided: unpublish ${n.unpublish}, limit ${n.limit}, republish ${n.republish}.`,
  }),
  real: (n: Counts): Text => ({
    ru: `На самом деле политика решила: снять ${n.unpublish}, ограничить ${n.limit}, вернуть ${n.republish}.`,
    kk: `Шын мәнінде саясат шешкені: алу ${n.unpublish}, шектеу ${n.limit}, қайтару ${n.republish}.`,
    en: `What the policy decided in fact: unpublish ${n.unpublish}, limit ${n.limit}, republish ${n.republish}.`,
  }),
  move: ({ at, api, action, why, rule }: SimulatedMove | DecisionRecord): Text => ({
    ru: `  ${moment(at)}  ${api}: ${action} (${rule}). ${why.ru}`,
    kk: `  ${moment(at)}  ${api}: ${action} (${rule}). ${why.kk ?? why.ru}`,
    en: `  ${moment(at)}  ${api}: ${action} (${rule}). ${why.en}`,
  }),
}
