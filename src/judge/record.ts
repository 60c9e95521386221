import type { ChainReading } from '../evidence/chain.js'
import type { RunFolder } from '../evidence/run-folder.js'
import type { EvidenceEvent } from '../model/evidence.js'
import type { Plan, PlanItem } from '../model/plan.js'
import type { CheckKind } from '../model/vocabulary.js'
import type { Interruption, JudgedAttempt, Resumption, RunRecord } from '../model/run.js'
import type { Verdict } from '../model/verdict.js'
import { RunJudge, runOutcome } from './run.js'

/**
 * Judges a run from its folder: the same function on the same input as during the run, so the findings are the same.
 * What has no record was not carried out and is judged as such.
 */
export function judgeFolder(run: RunFolder, checks: ReadonlyMap<string, CheckKind>): RunRecord {
  const { plan } = run
  const judge = new RunJudge({ checks, requirements: plan.requirements })
  const attempts = plan.items.map((item) => {
    const reading = readingOf(run, item)
    return judgedAttempt(item, reading, judge.judge(item, reading?.events ?? []))
  })
  return recordOf(run, plan, attempts)
}

/** What the folder holds of an item of its plan; undefined where it was not carried out. */
export function readingOf(run: RunFolder, item: PlanItem): ChainReading<EvidenceEvent> | undefined {
  return item.planned ? run.attempts.get(item.attempt) : undefined
}

/** An item with its verdict, and the times, head and events of its record. */
export function judgedAttempt(
  item: PlanItem,
  reading: ChainReading<EvidenceEvent> | undefined,
  verdict: Verdict,
): JudgedAttempt {
  if (!item.planned) return { item, verdict, events: [] }
  const events = reading?.events ?? []
  const started = events[0]?.at
  const ended = events.at(-1)
  return {
    item,
    verdict,
    events,
    ...(started === undefined ? {} : { startedAt: started }),
    ...(ended?.type === 'attempt-ended' ? { endedAt: ended.at } : {}),
    ...(reading ? { head: reading.head, count: reading.count } : {}),
  }
}

/** The record of a run by a plan, its own or one made again, with the attempts judged by that plan. */
export function recordOf(run: RunFolder, plan: Plan, attempts: readonly JudgedAttempt[]): RunRecord {
  const { lines } = run
  const start = lines.find((line) => line.type === 'run-started')
  const end = lines.at(-1)?.type === 'run-ended' ? lines.findLast((line) => line.type === 'run-ended') : undefined
  return {
    run: start?.run ?? '',
    folder: run.folder,
    tool: { name: 'synaq', version: start?.version ?? '' },
    startedAt: start?.at ?? '',
    endedAt: end?.at ?? null,
    how: end?.how ?? 'interrupted',
    interruptions: interruptionsOf(run),
    plan,
    attempts,
    outcome: isWhole(plan, end?.how) ? runOutcome(plan, attempts) : openAtBest(runOutcome(plan, attempts)),
  }
}

/** From the last thing that was recorded before each resumption. */
function interruptionsOf({ lines, attempts }: RunFolder): Interruption[] {
  return lines.flatMap((line, i): Interruption[] => {
    if (line.type !== 'run-resumed') return []
    const cutOff = line.abandoned.flatMap(({ attempt }) => attempts.get(attempt)?.events.at(-1)?.at ?? [])
    const from = [...lines.slice(0, i).map(({ at }) => at), ...cutOff].reduce((a, b) => (a > b ? a : b))
    const before = new Map(
      lines
        .slice(0, i)
        .flatMap((one) => (one.type === 'run-resumed' ? one.attempts : []))
        .map(numbers),
    )
    const repeated = line.attempts.filter(({ planned }) =>
      line.abandoned.some(({ attempt }) => attempt === (before.get(planned) ?? planned)),
    )
    return [{ from, to: line.at, repeated: repeated.length }]
  })
}

const numbers = ({ planned, attempt }: Resumption['attempts'][number]): [number, number] => [planned, attempt]

/** Came to its end, and took in everything that the Act rests on: a run of chosen scripts says nothing of the others. */
function isWhole({ required, items }: Plan, how: string | undefined): boolean {
  const taken = (scenario: string, mode: string): boolean =>
    items.some((item) => item.scenario.id === scenario && item.mode === mode)
  return how === 'complete' && required.every(({ scenario, mode }) => taken(scenario, mode))
}

/** Without the rest a run can have failed, but not passed. */
function openAtBest(outcome: RunRecord['outcome']): RunRecord['outcome'] {
  return outcome === 'fail' ? 'fail' : 'open'
}
