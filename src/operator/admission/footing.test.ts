import { expect, test } from '@jest/globals'
import { plannedItem } from '../../../tests/support/sample-run.js'
import { sampleRecord } from '../../../tests/support/sample-record.js'
import { literal } from '../../base/text.js'
import type { Plan, PlanItem } from '../../model/plan.js'
import type { Effect, Scenario } from '../../model/scenario.js'
import { footingOf } from './footing.js'
import { scriptDigest } from './standing.js'

const planOf = (items: readonly PlanItem[], environment: 'test' | 'live', required: readonly string[]): Plan => {
  const { plan } = sampleRecord([])
  return {
    ...plan,
    items,
    target: { ...plan.target, environment },
    required: required.map((scenario) => ({ scenario, mode: 'direct' })),
  }
}
const item = (id: string, args = {}) => plannedItem([{ kind: 'request', args }], 'direct', { id })
const scenario = (id: string, ...effects: Effect[]): Scenario => ({
  ...item(id).scenario,
  effects,
  steps: [],
})
const kinds = (plan: Plan, scenarios: readonly Scenario[]) =>
  footingOf(plan, scenarios).required.map(({ scenario: id, kind }) => `${id} ${kind}`)

const left = (id: string, reason: Extract<PlanItem, { planned: false }>['reason']): PlanItem => ({
  ...{ scenario: item(id).scenario, mode: 'direct', planned: false, reason },
})

test('what is required follows from the plan: to be run, declared away, or not possible', () => {
  const items = [
    item('reads'),
    left('away', { kind: 'not-applicable', why: literal('no such account') }),
    left('cannot', { kind: 'not-provided', what: literal('a test client') }),
  ]
  const plan = planOf(items, 'test', ['reads', 'away', 'cannot', 'nowhere'])
  expect(kinds(plan, [scenario('reads', 'none')])).toEqual([
    'reads planned',
    'away excused',
    'cannot lacking',
    'nowhere lacking',
  ])
})

test('in a live environment nothing is required that loads or attacks, and it is told what that is', () => {
  const scenarios = [
    scenario('reads', 'none'),
    scenario('consents', 'consent'),
    scenario('attacks', 'consent', 'hostile'),
  ]
  const items = scenarios.map(({ id }) => item(id))
  const required = ['reads', 'consents', 'attacks']
  expect(kinds(planOf(items, 'test', required), scenarios)).toHaveLength(3)
  const live = footingOf(planOf(items, 'live', required), scenarios)
  expect(live.required.map(({ scenario: id }) => id)).toEqual(['reads', 'consents'])
  expect(live.leftOut).toEqual([{ scenario: 'attacks', mode: 'direct', effects: ['consent', 'hostile'] }])
})

test('a script is the same wherever its file lies, and another one when it does something else', () => {
  const [one, same, other] = [item('a'), item('a'), item('a', { operation: 'other' })]
  const moved = {
    ...same,
    attempt: 7,
    steps: same.steps.map((step) => ({ ...step, position: { ...step.position, line: 99 } })),
  }
  expect(scriptDigest(moved)).toBe(scriptDigest(one))
  expect(scriptDigest(other)).not.toBe(scriptDigest(one))
})
