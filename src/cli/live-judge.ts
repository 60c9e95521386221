import type { EvidenceEvent } from '../model/evidence.js'
import type { PlanItem } from '../model/plan.js'
import type { RunEvent } from '../model/run.js'
import type { Verdict } from '../model/verdict.js'
import type { CheckKind } from '../model/vocabulary.js'
import { RunJudge } from '../judge/run.js'

/** Judges attempts as they end and tells the verdicts to the other subscribers. */
export class LiveJudge {
  readonly verdicts: { readonly item: PlanItem; readonly verdict: Verdict }[] = []
  private readonly events = new Map<number, EvidenceEvent[]>()
  private judge: RunJudge | undefined
  private items: readonly PlanItem[] = []

  constructor(
    private readonly checks: ReadonlyMap<string, CheckKind>,
    private readonly emit: (event: RunEvent) => void,
  ) {}

  /** Takes one event of the run. */
  on(event: RunEvent): void {
    if (event.type === 'run-started') {
      this.judge = new RunJudge({ checks: this.checks, requirements: event.plan.requirements })
      this.items = event.plan.items
    } else if (event.type === 'attempt-event') {
      const events = this.events.get(event.attempt)
      if (events) events.push(event.event)
      else this.events.set(event.attempt, [event.event])
    } else if (event.type === 'attempt-ended') {
      const item = this.items.find((candidate) => candidate.planned && candidate.attempt === event.attempt)
      if (item) this.tell(item, this.events.get(event.attempt) ?? [])
      this.events.delete(event.attempt)
    } else if (event.type === 'run-ended') {
      // What was left out is told at the end, with its reason.
      for (const item of this.items) {
        const verdict = item.planned ? undefined : this.judge?.judge(item, [])
        if (verdict) this.emit({ type: 'attempt-judged', item, verdict })
      }
    }
  }

  /** Whether the attempt that ended last passed. */
  lastPassed(): boolean {
    return this.verdicts.at(-1)?.verdict.outcome === 'pass'
  }

  private tell(item: PlanItem, events: readonly EvidenceEvent[]): void {
    const verdict = this.judge?.judge(item, events)
    if (!verdict) return
    this.verdicts.push({ item, verdict })
    this.emit({ type: 'attempt-judged', item, verdict })
  }
}
