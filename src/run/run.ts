import type { RunId } from '../base/ids.js'
import type { EvidenceEvent } from '../model/evidence.js'
import type { Plan } from '../model/plan.js'
import type { RunEvent } from '../model/run.js'
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
  const { clock } = ports
  let stopped = false
  emit({ type: 'run-started', at: clock.now(), run, plan })
  for (const item of plan.items) {
    if (!item.planned) continue
    if (signal.aborted || stopped) break
    const { attempt } = item
    const record = (event: EvidenceEvent): void => emit({ type: 'attempt-event', attempt, event })
    await runAttempt(item, ports, record, signal)
    emit({ type: 'attempt-ended', at: clock.now(), attempt })
    stopped = (await pause()) === 'stop'
  }
  emit({ type: 'run-ended', at: clock.now(), how: signal.aborted || stopped ? 'interrupted' : 'complete' })
}
