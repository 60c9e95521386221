import { describe, expect, test } from '@jest/globals'
import type { Plan } from '../model/plan.js'
import { sampleAttempt } from '../../tests/support/sample-attempt.js'
import { samplePlan } from '../../tests/support/sample-plan.js'
import { planDifferences, planOf } from './differences.js'

const item = (name: string, attempt: number) => ({
  ...sampleAttempt([{ checks: [['status', 200]] }], { id: `sample/provider/${name}` }).item,
  attempt,
})
const plan = samplePlan([item('a', 1), item('b', 2)])

test('a plan does not differ from itself, however it was written down', () => {
  expect(planDifferences(plan, JSON.parse(JSON.stringify(plan)) as Plan)).toEqual([])
})

describe('what differs is named', () => {
  const { target } = plan
  test.each<[string, Plan]>([
    ['role', { ...plan, role: 'user' }],
    ['target: endpoints', { ...plan, target: { ...target, endpoints: { direct: 'https://other' } } }],
    ['the contract in force', { ...plan, target: { ...target, contract: { ...target.contract, digest: 'f' } } }],
    ['requirements.yaml', { ...plan, requirements: {} }],
    ['system.yaml: rows or services', { ...plan, forms: { ...plan.forms, id: 'other' } }],
    ['the required set', { ...plan, required: [{ scenario: 'a', mode: 'direct' }] }],
    ['the order of the scripts', { ...plan, items: [...plan.items].reverse() }],
    ['sample/provider/b (direct)', { ...plan, items: plan.items.slice(0, 1) }],
    ['sample/provider/a (direct)', { ...plan, items: [{ ...item('a', 1), steps: [] }, item('b', 2)] }],
  ])('%s', (what, other) => {
    expect(planDifferences(plan, other)).toEqual([what])
  })
})

test('a run of chosen scripts goes on with those', () => {
  expect(planOf(plan.items.slice(0, 1), plan).items).toEqual(plan.items.slice(0, 1))
})
