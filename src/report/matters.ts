import type { Advice } from '../model/finding.js'
import type { RequirementId } from '../model/system.js'
import { advised } from './explain/index.js'
import { charged, isServedInstead, type Departed, type Result } from './results.js'

/** One thing that is wrong with the subject, however many scripts met it. */
export interface Matter {
  /** The first finding that shows it, and whose it is. */
  readonly finding: Departed
  readonly result: Result
  readonly advice: Advice
  /** Every result that shows it, each once, in the order of the plan. */
  readonly results: readonly Result[]
  /** Requirements that it breaks, in the order in which they were met. */
  readonly requirements: readonly RequirementId[]
}

/**
 * Findings that made results fail, gathered by what is wrong: those of most scripts come first, since mending them
 * helps most. What follows from a request that was served and should not have been is no matter of its own.
 */
export function mattersOf(results: readonly Result[]): Matter[] {
  const matters = new Map<string, Matter>()
  for (const result of results)
    for (const finding of charged(result).filter((found) => !isServedInstead(result, found))) {
      const advice = advised(result, finding)
      const key = keyOf(finding, advice, result)
      const known = matters.get(key) ?? { finding, result, advice, results: [], requirements: [] }
      matters.set(key, {
        ...known,
        results: withNew(known.results, result),
        requirements: withNew(known.requirements, finding.requirement),
      })
    }
  return [...matters.values()].sort((a, b) => b.results.length - a.results.length)
}

const withNew = <T>(known: readonly T[], one: T): readonly T[] => (known.includes(one) ? known : [...known, one])

/** What a check explains by itself is one matter wherever it is met; what follows from a script's plan is that script's. */
function keyOf(finding: Departed, { likelyCause }: Advice, { scenario }: Result): string {
  return finding.likelyCause === undefined ? `${scenario.id}\n${likelyCause.ru}` : likelyCause.ru
}
