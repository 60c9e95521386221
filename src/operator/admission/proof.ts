import type { Text } from '../../base/text.js'
import type { Proof, ProvenScript } from '../../model/admission.js'
import type { JudgedAttempt, RunRecord } from '../../model/run.js'
import { scriptDigest, standingOf } from './standing.js'

/** What a judged run shows; `digest` is that of its run.ndjson. */
export function proofOf(record: RunRecord, digest: string): Proof {
  const { run, startedAt, endedAt, how, plan, attempts, outcome } = record
  const ofSubject = attempts.filter(({ item }) => item.scenario.subject === plan.role)
  const aboutPlatform = attempts.filter(({ item }) => item.scenario.subject !== plan.role)
  return {
    ...{ run, digest, startedAt, outcome },
    endedAt: how === 'complete' ? endedAt : null,
    standing: standingOf(plan),
    scripts: ofSubject.map(provenScript),
    selfCheck: aboutPlatform
      .filter(({ verdict }) => verdict.outcome === 'fail' || verdict.outcome === 'inconclusive')
      .map(({ item }) => item.scenario.id),
  }
}

function provenScript({ item, verdict }: JudgedAttempt): ProvenScript {
  const why = reasonOf(verdict)
  return {
    scenario: item.scenario.id,
    mode: item.mode,
    outcome: verdict.outcome,
    ...(item.planned ? { digest: scriptDigest(item) } : {}),
    ...(why ? { why } : {}),
  }
}

/** The first thing that was amiss. */
function reasonOf(verdict: JudgedAttempt['verdict']): Text | undefined {
  switch (verdict.outcome) {
    case 'pass':
      return undefined
    case 'skipped':
      return verdict.reason.kind === 'not-provided' ? verdict.reason.what : verdict.reason.why
    case 'fail':
    case 'inconclusive': {
      const wanted = verdict.outcome === 'fail' ? verdict.charged[0] : verdict.why
      const found = verdict.findings.find(({ id }) => id === wanted)
      return found?.actual
    }
  }
}
