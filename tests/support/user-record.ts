import { checks } from '../../src/checks/index.js'
import { judgeAttempt } from '../../src/judge/attempt.js'
import type { Plan, PlanItem } from '../../src/model/plan.js'
import type { JudgedAttempt, RunRecord } from '../../src/model/run.js'
import type { SkipReason } from '../../src/model/verdict.js'
import { steps as kinds } from '../../src/steps/index.js'
import { MemoryApp } from './memory-app.js'
import { MemoryInbox, type Sent } from './memory-inbox.js'
import { memoryTarget } from './memory-target.js'
import { requirements, scenarioHead } from './sample-attempt.js'
import { sampleContract } from './sample-contract.js'
import { sampleRecord } from './sample-record.js'
import { plannedItem, runSample, type SamplePlanned } from './sample-run.js'

/** A script for an application, and what the application sends at each drive; or why it was left out. */
export interface UserScript {
  readonly name: string
  readonly script?: 'success' | 'failure'
  readonly steps?: readonly SamplePlanned[]
  readonly sends?: readonly (readonly Sent[])[]
  readonly leftOut?: SkipReason
}

export const sampleApp = { id: 'MYAP01', name: 'ТОО «Кошелёк»', invented: true }

/** A whole record of a run with an application under test: carried out and judged in memory. */
export async function userRecord(...scripts: readonly UserScript[]): Promise<RunRecord> {
  const attempts = await Promise.all(scripts.map(judged))
  const { plan, ...rest } = sampleRecord([])
  const items = attempts.map(({ item }) => item)
  return {
    ...rest,
    endedAt: '2026-11-22T07:45:16.123Z',
    outcome: attempts.some(({ verdict }) => verdict.outcome === 'fail') ? 'fail' : 'pass',
    attempts,
    plan: {
      ...plan,
      role: 'user',
      items,
      requirements,
      required: items.map(({ scenario, mode }) => ({ scenario: scenario.id, mode })),
      target: {
        ...plan.target,
        name: 'my-app',
        participant: sampleApp,
        modes: ['through'],
        endpoints: { through: 'https://127.0.0.1:40222', platform: 'https://127.0.0.1:40333' },
      },
      purposes: purposes(),
    },
  }
}

async function judged({ name, script = 'success', steps = [], sends = [], leftOut }: UserScript, i: number) {
  const head = {
    id: `sample/user/${name}`,
    title: { ru: `Сценарий ${name}`, en: `Script ${name}` },
    subject: 'user',
    script,
    requires: ['of-user'],
  } as const
  if (leftOut) {
    const item: PlanItem = { scenario: scenarioHead({ ...head }), mode: 'through', planned: false, reason: leftOut }
    return {
      item,
      verdict: { outcome: 'skipped', reason: leftOut, findings: [], unjudged: [] },
      events: [],
    } satisfies JudgedAttempt
  }
  const item = { ...plannedItem(steps, 'through', { ...head }), attempt: i + 1 }
  const inbox = new MemoryInbox()
  const turns = [...sends]
  const app = new MemoryApp(() => {
    inbox.arrive(...(turns.shift() ?? []))
    return {}
  })
  const contract = sampleContract({ responseOpenness: () => ({ properties: { error: true } }) })
  const target = memoryTarget({ role: 'user', participant: sampleApp })
  const events = await runSample(item, { inbox, app, target, contract })
  const { verdict } = judgeAttempt(item, { attempt: i + 1, events }, new Set(), { checks, requirements })
  const [first, last] = [events[0], events.at(-1)]
  return { item, verdict, events, ...(first ? { startedAt: first.at } : {}), ...(last ? { endedAt: last.at } : {}) }
}

function purposes(): NonNullable<Plan['purposes']> {
  const summaries = (all: ReadonlyMap<string, { readonly summary: { readonly ru: string; readonly en: string } }>) =>
    Object.fromEntries([...all].map(([name, { summary }]) => [name, summary]))
  return { steps: summaries(kinds), checks: summaries(checks) }
}
