import { canonicalJson, type Json } from '../base/json.js'
import type { CheckUse } from '../model/scenario.js'

/** A check of a mended step with the one that it was before, by their indices; either is undefined where there is none. */
export interface CheckPair {
  readonly before: number | undefined
  readonly after: number | undefined
  /** Kind and settings are the same: what was observed for the one holds for the other. */
  readonly same: boolean
}

/** Pairs the checks of a step: equal ones first, then those of one kind that differ in their settings. */
export function pairChecks(before: readonly CheckUse[], after: readonly CheckUse[]): CheckPair[] {
  const left = new Set(before.keys())
  const take = (fits: (use: CheckUse) => boolean): number | undefined => {
    const found = [...left].find((index) => {
      const use = before[index]
      return use !== undefined && fits(use)
    })
    if (found !== undefined) left.delete(found)
    return found
  }
  const pairs = new Map<number, CheckPair>()
  const pass = (same: boolean, fits: (one: CheckUse, other: CheckUse) => boolean): void => {
    for (const [index, use] of after.entries()) {
      if (pairs.has(index)) continue
      const found = take((one) => fits(one, use))
      if (found !== undefined) pairs.set(index, { before: found, after: index, same })
    }
  }
  pass(true, (one, other) => alike(one, other) && one.requirement === other.requirement)
  pass(true, alike)
  pass(false, (one, other) => one.kind === other.kind)
  return [
    ...after.map((_, index) => pairs.get(index) ?? { before: undefined, after: index, same: false }),
    ...[...left].map((index) => ({ before: index, after: undefined, same: false })),
  ]
}

/** Kind and settings, wherever the check stands. */
function alike(one: CheckUse, other: CheckUse): boolean {
  return one.kind === other.kind && textOf(one.params) === textOf(other.params)
}

const textOf = (params: Json): string => canonicalJson(JSON.parse(JSON.stringify(params)) as Json)
