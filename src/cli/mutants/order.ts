import type { Plan, PlanItem } from '../../model/plan.js'

/** Which scripts of a plan a defect is to meet. */
export interface Wanted {
  readonly claims: (item: PlanItem) => boolean
  /** Beside those that claim it. */
  readonly others: (item: PlanItem) => boolean
}

/**
 * The plan with witnesses first, then the scripts that claim the defect, then the others. A witness is the first script of
 * success in a mode: it shows that our credentials work, without which a refused control says nothing about the subject.
 */
export function orderedFor(plan: Plan, { claims, others }: Wanted): Plan {
  const witnesses = plan.target.modes.flatMap(
    (mode) => plan.items.find((item) => item.mode === mode && isWitness(item, plan)) ?? [],
  )
  const rank = (item: PlanItem): number => (witnesses.includes(item) ? 0 : claims(item) ? 1 : 2)
  const items = plan.items.filter((item) => rank(item) < 2 || others(item))
  return { ...plan, items: items.toSorted((a, b) => rank(a) - rank(b)) }
}

const isWitness = ({ planned, scenario }: PlanItem, { role }: Plan): boolean =>
  planned && scenario.subject === role && scenario.script === 'success'
