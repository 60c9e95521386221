import type { RunId } from '../base/ids.js'
import type { EvidenceEvent } from '../model/evidence.js'
import type { Plan, PlanItem } from '../model/plan.js'
import type { Resumption, RunEvent } from '../model/run.js'
import { runAttempt, type RunPorts } from './attempt.js'

/**
 * Carries out a plan: its attempts one after another, as the Protocol's form demands.
 * After an abort the attempt under way puts back what it changed and the run ends as interrupted.
 */
export async function executePlan(
  plan: Plan,
  run: RunId,
  ports: RunPorts,
  emit: (event: RunEvent) => void,
  signal: AbortSignal,
  /** Awaited after each attempt, e.g. to let a person look at what failed; `stop` ends the run as interrupted. */
  pause: () => Promise<'go-on' | 'stop'> = () => Promise.resolve('go-on'),
): Promise<void> {
  emit({ type: 'run-started', at: ports.clock.now(), run, plan })
  const items = plan.items.filter((item) => item.planned)
  await carryOut(items, ports, emit, signal, pause)
}

/** Goes on with a run that was cut off: carries out what the resumption names, as `executePlan` does the whole plan. */
export async function resumePlan(
  plan: Plan,
  resumption: Resumption,
  run: RunId,
  ports: RunPorts,
  emit: (event: RunEvent) => void,
  signal: AbortSignal,
  pause: () => Promise<'go-on' | 'stop'> = () => Promise.resolve('go-on'),
): Promise<void> {
  emit({ type: 'run-resumed', at: ports.clock.now(), run, plan, resumption })
  await carryOut(resumedItems(plan, resumption), ports, emit, signal, pause)
}

/** The items that a resumption carries out, with the numbers of their new attempts. */
export function resumedItems({ items }: Plan, { attempts }: Resumption): PlannedItem[] {
  return attempts.flatMap(({ planned, attempt }) =>
    items.flatMap((item) => (item.planned && item.attempt === planned ? [{ ...item, attempt }] : [])),
  )
}

type PlannedItem = Extract<PlanItem, { planned: true }>

async function carryOut(
  items: readonly PlannedItem[],
  ports: RunPorts,
  emit: (event: RunEvent) => void,
  signal: AbortSignal,
  pause: () => Promise<'go-on' | 'stop'>,
): Promise<void> {
  const { clock } = ports
  let stopped = false
  for (const item of items) {
    if (signal.aborted || stopped) break
    const { attempt } = item
    const record = (event: EvidenceEvent): void => emit({ type: 'attempt-event', attempt, event })
    await runAttempt(item, ports, record, signal)
    emit({ type: 'attempt-ended', at: clock.now(), attempt })
    stopped = (await pause()) === 'stop'
  }
  emit({ type: 'run-ended', at: clock.now(), how: signal.aborted || stopped ? 'interrupted' : 'complete' })
}
