import type { Scenario, ScenarioId } from '../model/scenario.js'

/** Which part of a system's scenarios is wanted; everything where nothing is said. */
export interface Selection {
  readonly only?: ReadonlySet<ScenarioId>
  /** Words of `tags`, or the script, the subject or an effect of a scenario; one of them is enough. */
  readonly tags?: readonly string[]
  /** The last scenario of the plan that is wanted. */
  readonly until?: ScenarioId
}

/** The words that a scenario can be chosen by. */
export function tagsOf({ tags = [], script, subject, effects }: Scenario): string[] {
  return [...tags, script, subject, ...effects]
}

/** True for a scenario that is wanted as far as ids and tags go. */
export function isSelected(scenario: Scenario, { only, tags }: Selection): boolean {
  const words = tagsOf(scenario)
  return (only?.has(scenario.id) ?? true) && (tags?.some((tag) => words.includes(tag)) ?? true)
}

/** The items up to and including the last one of the scenario `until`. */
export function cutOff<I extends { readonly scenario: { readonly id: ScenarioId } }>(
  items: readonly I[],
  until: ScenarioId | undefined,
): readonly I[] {
  if (until === undefined) return items
  const last = items.findLastIndex(({ scenario }) => scenario.id === until)
  return last === -1 ? items : items.slice(0, last + 1)
}
