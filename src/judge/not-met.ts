import type { Finding } from '../model/finding.js'
import type { Verdict } from '../model/verdict.js'

/** A finding that is not as required, told so that it can be recognised in another judgement or another run. */
export interface NotMet {
  readonly step: string
  readonly check: string
  readonly requirement: string
  /** `failure`, `warning`, `note`, or `undecided`. */
  readonly weight: string
  readonly expected: Finding['expected']
  readonly actual: Finding['actual']
}

/** What a verdict found that is not as required, in its order. */
export function notMetIn({ findings }: Pick<Verdict, 'findings'>): NotMet[] {
  return findings.flatMap((finding) =>
    finding.result === 'met'
      ? []
      : [
          {
            step: finding.place.step,
            check: finding.check,
            requirement: finding.requirement,
            weight: finding.result === 'departed' ? finding.weight : 'undecided',
            expected: finding.expected,
            actual: finding.actual,
          },
        ],
  )
}

/** Those of the one list that the other lacks; what stands twice has to be there twice. What came is not compared: it varies. */
export function without(list: readonly NotMet[], other: readonly NotMet[]): NotMet[] {
  const left = other.map(keyOf)
  return list.filter((finding) => {
    const found = left.indexOf(keyOf(finding))
    if (found !== -1) left.splice(found, 1)
    return found === -1
  })
}

const keyOf = ({ step, check, requirement, weight, expected }: NotMet): string =>
  [step, check, requirement, weight, expected.en].join('\n')
