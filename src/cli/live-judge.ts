import type { EvidenceEvent } from '../model/evidence.js'
import type { PlanItem } from '../model/plan.js'
import type { RunFolder } from '../evidence/run-folder.js'
import type { Resumption, RunEvent } from '../model/run.js'
import type { Verdict } from '../model/verdict.js'
import type { CheckKind } from '../model/vocabulary.js'
import { RunJudge } from '../judge/run.js'
import { resumedItems } from '../run/run.js'

/** Judges attempts as they end and tells the verdicts to the other subscribers. */
export class LiveJudge {
  readonly verdicts: { readonly item: PlanItem; readonly verdict: Verdict }[] = []
  private readonly events = new Map<number, EvidenceEvent[]>()
  private judge: RunJudge | undefined
  private items: readonly PlanItem[] = []

  constructor(
    private readonly checks: ReadonlyMap<string, CheckKind>,
    private readonly emit: (event: RunEvent) => void,
    /** Of a run that is resumed: what was carried out before. */
    private readonly earlier?: Pick<RunFolder, 'plan' | 'attempts'>,
  ) {}

  /** Takes one event of the run. */
  on(event: RunEvent): void {
    if (event.type === 'run-started') {
      this.judge = new RunJudge({ checks: this.checks, requirements: event.plan.requirements })
      this.items = event.plan.items
    } else if (event.type === 'run-resumed') {
      this.judge = new RunJudge({ checks: this.checks, requirements: event.plan.requirements })
      this.items = [...resumedItems(event.plan, event.resumption), ...event.plan.items.filter((item) => !item.planned)]
      this.judgeEarlier(event.resumption)
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

  /** What was carried out before proves credentials for the rest. */
  private judgeEarlier({ attempts }: Resumption): void {
    const fresh = new Set(attempts.map(({ attempt }) => attempt))
    for (const item of this.earlier?.plan.items ?? []) {
      const reading = item.planned && !fresh.has(item.attempt) ? this.earlier?.attempts.get(item.attempt) : undefined
      if (reading) this.judge?.judge(item, reading.events)
    }
  }

  private tell(item: PlanItem, events: readonly EvidenceEvent[]): void {
    const verdict = this.judge?.judge(item, events)
    if (!verdict) return
    this.verdicts.push({ item, verdict })
    this.emit({ type: 'attempt-judged', item, verdict })
  }
}
