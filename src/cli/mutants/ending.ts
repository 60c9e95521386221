import type { Ending } from '../../matrix/index.js'
import type { Finding } from '../../model/finding.js'
import type { PlanItem } from '../../model/plan.js'
import type { Verdict } from '../../model/verdict.js'

/** What the matrix keeps of a verdict. */
export function endingOf({ scenario, mode }: PlanItem, verdict: Verdict): Ending {
  const { outcome, findings } = verdict
  const charged = verdict.outcome === 'fail' ? findings.filter(({ id }) => verdict.charged.includes(id)) : []
  const [first] = [...charged, ...findings.filter(isAmiss)]
  return {
    scenario: scenario.id,
    mode,
    outcome,
    charged: [...new Set(charged.map(({ requirement }) => requirement))],
    ...(first ? { amiss: { expected: first.expected, actual: first.actual } } : {}),
  }
}

const isAmiss = ({ result }: Finding): boolean => result !== 'met'
