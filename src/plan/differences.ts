import { canonicalJson, type Json } from '../base/json.js'
import type { Plan, PlanItem } from '../model/plan.js'

/** In which respects two plans differ, in words: empty where the one would do what the other did. */
export function planDifferences(recorded: Plan, now: Plan): string[] {
  const { contract: was, ...target } = recorded.target
  const { contract: is, ...targetNow } = now.target
  const named = (['system', 'role'] as const).filter((name) => recorded[name] !== now[name])
  const inTarget = [...new Set([...Object.keys(target), ...Object.keys(targetNow)])].filter(
    (name) => textOf(valueOf(target, name)) !== textOf(valueOf(targetNow, name)),
  )
  return [
    ...named,
    ...inTarget.map((name) => `target: ${name}`),
    ...(textOf(was) === textOf(is) ? [] : ['the contract in force']),
    ...(textOf(recorded.requirements) === textOf(now.requirements) ? [] : ['requirements.yaml']),
    ...(textOf(recorded.forms) === textOf(now.forms) ? [] : ['system.yaml: rows or services']),
    ...(textOf(recorded.required) === textOf(now.required) ? [] : ['the required set']),
    ...itemDifferences(recorded.items, now.items),
  ]
}

function itemDifferences(recorded: readonly PlanItem[], now: readonly PlanItem[]): string[] {
  const changed = recorded.flatMap((item) => {
    const found = now.find((one) => keyOf(one) === keyOf(item))
    return found && textOf(found) === textOf(item) ? [] : [keyOf(item)]
  })
  const inOrder = textOf(recorded.map(keyOf)) === textOf(now.map(keyOf))
  return changed.length > 0 || inOrder ? changed : ['the order of the scripts']
}

/** The part of a plan that concerns these items: a run of chosen scripts goes on with those scripts. */
export function planOf(items: readonly PlanItem[], plan: Plan): Plan {
  const keys = new Set(items.map(keyOf))
  return { ...plan, items: plan.items.filter((item) => keys.has(keyOf(item))) }
}

const keyOf = ({ scenario, mode }: PlanItem): string => `${scenario.id} (${mode})`

const valueOf = (value: object, name: string): unknown => Object.entries(value).find(([key]) => key === name)?.[1]

const textOf = (value: unknown): string =>
  value === undefined ? '' : canonicalJson(JSON.parse(JSON.stringify(value)) as Json)
