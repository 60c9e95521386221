import { expect, test } from '@jest/globals'
import { literal } from '../../base/text.js'
import { scenarioHead } from '../../../tests/support/sample-attempt.js'
import { samplePlan } from '../../../tests/support/sample-plan.js'
import type { Plan, PlanItem } from '../../model/plan.js'
import { orderedFor } from './order.js'

const item = (id: string, mode: PlanItem['mode'], script: 'success' | 'failure', planned = true): PlanItem => {
  const head = { scenario: scenarioHead({ id, script }), mode }
  return planned
    ? { ...head, planned, attempt: 1, clients: {}, steps: [] }
    : { ...head, planned, reason: { kind: 'not-provided', what: literal('something') } }
}

const sample = samplePlan([
  item('left-out', 'direct', 'success', false),
  item('list', 'direct', 'success'),
  item('list', 'through', 'success'),
  item('pages', 'direct', 'success'),
  item('no-token', 'direct', 'failure'),
  item('scope', 'direct', 'failure'),
])
const plan: Plan = { ...sample, target: { ...sample.target, modes: ['direct', 'through'] } }
const ids = ({ items }: Plan) => items.map(({ scenario, mode }) => `${scenario.id} ${mode}`)
const claims = ({ scenario }: PlanItem) => ['scope', 'pages'].includes(scenario.id)

test('first a witness of each mode, then what claims the defect in the order of the plan, then the rest', () => {
  expect(ids(orderedFor(plan, { claims, others: () => true }))).toEqual([
    'list direct',
    'list through',
    'pages direct',
    'scope direct',
    'left-out direct',
    'no-token direct',
  ])
})

test('without others only the witnesses come with those that claim it', () => {
  const ordered = orderedFor(plan, { claims, others: () => false })
  expect(ids(ordered)).toEqual(['list direct', 'list through', 'pages direct', 'scope direct'])
})
