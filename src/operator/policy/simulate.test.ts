import { expect, test } from '@jest/globals'
import { departs, down, minute, round } from '../../../tests/support/sample-rounds.js'
import type { RoundFact } from '../../model/round.js'
import { readPolicy, readPolicyFile } from './read.js'
import { Simulation } from './simulate.js'

const strict = readPolicy(
  'name: strict\nrules:\n  - { name: d, nonconforming: { rounds: 1, of: 1 }, then: unpublish }\nback: { rounds: 2, for: PT0S }\n',
  'x',
)
const mild = readPolicy(
  'name: mild\nrules:\n  - { name: d, nonconforming: { rounds: 3, of: 3 }, then: unpublish }\nback: { rounds: 2, for: PT0S }\n',
  'x',
)

function simulate({ policy }: typeof strict, rounds: readonly RoundFact[]) {
  const simulation = new Simulation(policy, new Map())
  for (const one of rounds) simulation.add(one)
  return simulation.result()
}

test('the same rounds under a strict policy and under a mild one', () => {
  const rounds = [{}, departs, {}, {}, departs, {}, {}].map((change, i) => round(i * 15, change))
  const { moves, bad } = simulate(strict, rounds)
  expect(moves.map(({ action, at }) => [action, at])).toEqual([
    ['unpublish', rounds[1]?.endedAt],
    ['republish', rounds[3]?.endedAt],
    ['unpublish', rounds[4]?.endedAt],
    ['republish', rounds[6]?.endedAt],
  ])
  expect(bad).toBe(2)
  expect(simulate(mild, rounds).moves).toEqual([])
})

test('an API begins as it stood', () => {
  const standings = new Map([['a', { state: 'unpublished' as const, since: minute(0) }]])
  const simulation = new Simulation(strict.policy, standings)
  for (const at of [15, 30]) simulation.add(round(at))
  expect(simulation.result().moves).toMatchObject([{ action: 'republish', before: 'unpublished' }])
})

test('what is known later excuses nobody earlier', () => {
  // The third participant fails after the first has been taken off.
  const rounds = Array.from('abc', (api, i) => round(i, { ...departs, api }))
  expect(simulate(strict, rounds).moves.map(({ api }) => api)).toEqual(['a', 'b'])
})

test('many APIs beside each other: one that goes wrong for good is taken off, those that err now and then stay', () => {
  const simulation = new Simulation(readPolicyFile('examples/policy.yaml').policy, new Map())
  for (let slot = 0; slot < 120; slot++)
    for (let n = 0; n < 100; n++) {
      const bad = (slot % 97 === n && n % 7 === 0) || (n === 5 && slot > 60)
      simulation.add(round(slot * 15 + n / 10, { api: `api-${n}`, ...(bad ? departs : {}) }))
    }
  const { rounds, moves } = simulation.result()
  expect([rounds, moves.map(({ api, action }) => [api, action])]).toEqual([12_000, [['api-5', 'unpublish']]])
})

test('a machine that had a worker long ago is none that has to see a silence', () => {
  const silence =
    'name: s\nrules:\n  - { name: s, down: { for: PT10M }, then: limit }\nback: { rounds: 2, for: PT0S }\n'
  const seen = (worker: string, ...at: number[]) =>
    at.map((minutes) => round(minutes, { ...(at.length > 1 ? down : {}), worker }))
  const before = seen('w1', -300)
  expect(simulate(readPolicy(silence, 'x'), [...before, ...seen('w2', 0, 6, 12)]).moves).toHaveLength(1)
  const both = seen('w1', -20)
  expect(simulate(readPolicy(silence, 'x'), [...both, ...seen('w2', 0, 6, 12)]).moves).toHaveLength(0)
})
