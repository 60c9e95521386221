import type { PlanItem, Plan } from '../model/plan.js'
import type { RunOutcome, Verdict } from '../model/verdict.js'
import type { EvidenceEvent } from '../model/evidence.js'
import type { ProvenCredentials } from './admissible.js'
import { judgeAttempt, type JudgeContext } from './attempt.js'

/**
 * Judges the attempts of a run one after another; what one proves (a credential that works) counts for the next.
 * Give the items in the order of the plan.
 */
export class RunJudge {
  private proven: ProvenCredentials = new Set()

  constructor(private readonly context: JudgeContext) {}

  /** The verdict on an item of the plan. */
  judge(item: PlanItem, events: readonly EvidenceEvent[]): Verdict {
    if (!item.planned) return { outcome: 'skipped', reason: item.reason, findings: [], unjudged: [] }
    const { verdict, proven } = judgeAttempt(item, { attempt: item.attempt, events }, this.proven, this.context)
    this.proven = proven
    return verdict
  }
}

/**
 * The outcome of a run for its subject: fail before inconclusive or open before pass (design 6).
 * A self-check of the platform that does not pass leaves the run inconclusive: what it says of the subject is not trusted.
 */
export function runOutcome(
  plan: Pick<Plan, 'role'>,
  verdicts: readonly { item: PlanItem; verdict: Verdict }[],
): RunOutcome {
  const ofSubject = verdicts.filter(({ item }) => item.scenario.subject === plan.role).map(({ verdict }) => verdict)
  if (ofSubject.some(({ outcome }) => outcome === 'fail')) return 'fail'
  const selfCheck = verdicts.filter(({ item }) => item.scenario.subject !== plan.role).map(({ verdict }) => verdict)
  if (selfCheck.some(({ outcome }) => outcome === 'fail' || outcome === 'inconclusive')) return 'inconclusive'
  if (ofSubject.some(({ outcome }) => outcome === 'inconclusive')) return 'inconclusive'
  const open = ofSubject.some((verdict) => verdict.outcome === 'skipped' && verdict.reason.kind === 'not-provided')
  return open || !ofSubject.some(({ outcome }) => outcome === 'pass') ? 'open' : 'pass'
}
