import type { PlanItem } from '../../src/model/plan.js'
import type { RunRecord } from '../../src/model/run.js'
import type { Mode, Role } from '../../src/model/system.js'
import { sampleRecord, type SampleScenario } from './sample-record.js'

/** What tells one run from another in a Protocol over several. */
export interface SampleRunFacts {
  readonly run: string
  readonly system?: 'sample' | 'sample-open'
  readonly role?: Role
  readonly modes?: readonly Mode[]
  /** Days after the first one. */
  readonly day?: number
  readonly how?: RunRecord['how']
  readonly environment?: 'test' | 'live'
  readonly participant?: Partial<RunRecord['plan']['target']['participant']>
  readonly digest?: string
  readonly rows?: RunRecord['plan']['forms']['rows']
}

const titles = {
  sample: {
    ru: 'Обмен информацией о банковских счетах клиента',
    en: 'Exchange of information on clients’ bank accounts',
  },
  'sample-open': { ru: 'Обмен открытыми данными', en: 'Exchange of open data' },
}

/** A record of one of several runs; the forms are those of `sampleRecord`. */
export function sampleRunOf(facts: SampleRunFacts, scenarios: readonly SampleScenario[]): RunRecord {
  const { run, system = 'sample', role = 'provider', modes = ['direct', 'through'], day = 0, how, digest } = facts
  const { participant = {}, environment = 'test', rows } = facts
  const made = sampleRecord(scenarios, { participant, ...(how ? { how } : {}) })
  const { plan } = made
  const moved = moveBy(day * 86_400_000)
  const judging = <I extends PlanItem>(item: I): I =>
    item.scenario.subject === 'provider' ? { ...item, scenario: { ...item.scenario, subject: role } } : item
  return {
    ...made,
    run,
    folder: `/tmp/${run}`,
    startedAt: moved(made.startedAt),
    endedAt: made.endedAt === null ? null : moved(made.endedAt),
    attempts: made.attempts.map((attempt) => ({
      ...attempt,
      item: judging(attempt.item),
      ...(attempt.startedAt === undefined ? {} : { startedAt: moved(attempt.startedAt) }),
      ...(attempt.endedAt === undefined ? {} : { endedAt: moved(attempt.endedAt) }),
    })),
    plan: {
      ...plan,
      system,
      role,
      items: plan.items.map(judging),
      forms: { ...plan.forms, id: system, title: titles[system], ...(rows ? { rows } : {}) },
      target: {
        ...plan.target,
        environment,
        modes,
        contract: { ...plan.target.contract, ...(digest === undefined ? {} : { digest }) },
      },
    },
  }
}

const moveBy =
  (ms: number) =>
  (at: string): string =>
    new Date(Date.parse(at) + ms).toISOString()
