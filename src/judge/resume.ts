import type { RunFolder } from '../evidence/run-folder.js'
import type { EvidenceEvent } from '../model/evidence.js'
import type { PlanItem, PlannedStep } from '../model/plan.js'
import type { JudgedAttempt, Resumption } from '../model/run.js'
import type { Vocabulary } from '../model/vocabulary.js'
import { judgeFolder } from './record.js'

/** What an attempt that was cut off had changed and, as far as the record knows, nobody put back. */
export interface LeftBehind {
  readonly item: PlanItem
  /** Names of procedures and acts with their steps, e.g. `consent (1)`. */
  readonly what: readonly string[]
}

/**
 * What is to be done so that a run that was cut off comes to its end: fresh attempts for scripts that were not begun, and
 * for those that were begun and have no verdict. A failure that stands in a record that was cut off is a verdict: it is not
 * tried again until it passes.
 */
export function resumptionOf(
  run: RunFolder,
  vocabulary: Vocabulary,
): { readonly resumption: Resumption; readonly left: readonly LeftBehind[] } {
  const { attempts: judged } = judgeFolder(run, vocabulary.checks)
  const given = run.lines.flatMap((line) => (line.type === 'run-resumed' ? line.attempts : []))
  const numbers = [
    ...run.planned.items.flatMap((item) => (item.planned ? [item.attempt] : [])),
    ...given.map((one) => one.attempt),
  ]
  let next = Math.max(0, ...numbers) + 1
  const abandoned: Resumption['abandoned'][number][] = []
  const attempts: Resumption['attempts'][number][] = []
  const left: LeftBehind[] = []
  for (const [i, one] of judged.entries()) {
    const { item } = one
    const planned = run.planned.items[i]
    if (!item.planned || !planned?.planned) continue
    const reading = run.attempts.get(item.attempt)
    if (!reading) {
      attempts.push({ planned: planned.attempt, attempt: item.attempt })
      continue
    }
    if (hasEnded(run, one)) continue
    abandoned.push({ attempt: item.attempt, head: reading.head, count: reading.count })
    const what = leftBehind(item, reading.events, vocabulary)
    if (what.length > 0) left.push({ item, what })
    if (one.verdict.outcome === 'fail') continue
    attempts.push({ planned: planned.attempt, attempt: next })
    next += 1
  }
  return { resumption: { abandoned, attempts }, left }
}

/** Its end is attested, and it was not Ctrl-C that ended it before it could say anything. */
function hasEnded(run: RunFolder, { item, events, verdict }: JudgedAttempt): boolean {
  if (!item.planned || !run.sealed.has(item.attempt)) return false
  const last = events.at(-1)
  return verdict.outcome === 'fail' || last?.type !== 'attempt-ended' || last.how !== 'interrupted'
}

function leftBehind(
  item: Extract<PlanItem, { planned: true }>,
  events: readonly EvidenceEvent[],
  { steps: kinds }: Vocabulary,
): string[] {
  const undone = events.flatMap((event) => (event.type === 'undo' && event.outcome === 'done' ? [event.what] : []))
  const started = events.flatMap((event) => (event.type === 'step-started' ? [event.step] : []))
  return everyStep(item.steps).flatMap((step): string[] => {
    if (step.type === 'call') {
      const begun = started.some((path) => path.startsWith(`${step.path}.`))
      const back = step.undo && undone.includes(`${step.undo.procedure} (${step.path})`)
      return step.undo && begun && !back ? [`${step.procedure} (${step.path})`] : []
    }
    // A consent that an act of the platform changes is put back, or not, with the procedure that gave it.
    const changes = kinds.get(step.kind)?.writes.some((what) => what !== 'consent') ?? false
    const acted = events.some((event) => event.type === 'act' && event.step === step.path)
    return changes && acted && !undone.some((what) => what.startsWith(step.kind)) ? [`${step.kind} (${step.path})`] : []
  })
}

function everyStep(steps: readonly PlannedStep[]): PlannedStep[] {
  return steps.flatMap((step) => (step.type === 'call' ? [step, ...everyStep(step.steps)] : [step]))
}
