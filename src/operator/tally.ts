import type { Instant } from '../base/clock.js'
import type { RunId } from '../base/ids.js'
import { retryAfterSeconds } from '../base/retry-after.js'
import type { EvidenceEvent } from '../model/evidence.js'
import type { Plan, PlanItem } from '../model/plan.js'
import type { Availability, Conformance, RoundResult, TestTrouble } from '../model/round.js'
import type { RunEvent } from '../model/run.js'
import type { Verdict } from '../model/verdict.js'
import { isOurs } from './own-failure.js'

type Exchange = Extract<EvidenceEvent, { type: 'exchange' }>

/** Hours that nobody means by Retry-After. */
const longestWaitSeconds = 86_400

/** Watches a run and answers what it says of the API: a fold of verdicts and exchanges, with nothing of their content. */
export class RoundTally {
  private plan: Plan | undefined
  private run: RunId = ''
  private readonly verdicts: { readonly item: PlanItem; readonly verdict: Verdict }[] = []
  private readonly times: number[] = []
  private unanswered = 0
  private retryAfter: number | undefined
  private serverCertificate: RoundResult['serverCertificate']

  /** Takes one event of the run, in their order. */
  readonly on = (event: RunEvent): void => {
    if (event.type === 'run-started') {
      this.plan = event.plan
      this.run = event.run
    } else if (event.type === 'attempt-judged') {
      if (event.item.planned && event.item.scenario.subject === this.plan?.role) this.verdicts.push(event)
    } else if (event.type === 'attempt-event' && event.event.type === 'exchange') this.exchange(event.event)
  }

  /** What was found. */
  result(): RoundResult {
    return {
      run: this.run,
      conformance: this.conformance(),
      availability: this.availability(),
      tests: this.verdicts.length,
      passed: this.verdicts.filter(({ verdict }) => verdict.outcome === 'pass').length,
      times: this.times,
      unanswered: this.unanswered,
      trouble: this.verdicts.filter(({ verdict }) => verdict.outcome !== 'pass').map(troubleOf),
      ...(this.serverCertificate ? { serverCertificate: this.serverCertificate } : {}),
      ...(this.retryAfter === undefined ? {} : { retryAfter: this.retryAfter }),
    }
  }

  private exchange({ at, exchange, facts }: Exchange): void {
    // What the platform answers, or another bank, tells nothing of this one.
    if (exchange.request.peer !== 'subject' || facts.origin === 'platform') return
    const { outcome, timings, tls } = exchange
    // Through a platform it is the platform's.
    if (exchange.request.via === 'direct' && tls?.peerNotAfter)
      this.serverCertificate = { subject: tls.peerSubject, until: tls.peerNotAfter }
    if ('failure' in outcome) {
      // What we could not send is our own fault.
      if (!isOurs(outcome.failure)) this.unanswered += 1
      return
    }
    const { status, headers } = outcome.response
    if (status === 429 || status === 503) this.wait(headers['retry-after'], at)
    // A server that answers nothing but its own failure (Guide, clause 28) serves nobody.
    if (status >= 500) this.unanswered += 1
    else this.times.push(Math.max(0, timings.totalMs - (timings.stalledMs ?? 0)))
  }

  private wait(header: string | undefined, at: Instant): void {
    const seconds = retryAfterSeconds(header, Date.parse(at))
    if (seconds !== undefined) this.retryAfter = Math.max(this.retryAfter ?? 0, Math.min(longestWaitSeconds, seconds))
  }

  private conformance(): Conformance {
    if (this.verdicts.some(({ verdict }) => verdict.outcome === 'fail')) return 'departs'
    const all =
      this.plan?.items.filter(({ planned, scenario }) => planned && scenario.subject === this.plan?.role) ?? []
    const passed = this.verdicts.filter(({ verdict }) => verdict.outcome === 'pass').length
    return passed > 0 && passed === all.length ? 'conforms' : 'unsaid'
  }

  private availability(): Availability {
    if (this.times.length > 0) return 'up'
    return this.unanswered > 0 ? 'down' : 'unsaid'
  }
}

function troubleOf({ item, verdict }: { readonly item: PlanItem; readonly verdict: Verdict }): TestTrouble {
  return {
    scenario: item.scenario.id,
    title: item.scenario.title,
    mode: item.mode,
    outcome: verdict.outcome,
    findings: verdict.findings.filter(({ result }) => result !== 'met'),
  }
}
