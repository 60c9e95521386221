import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { isProblemError } from '../../base/problem.js'
import { readPolicy } from './read.js'

const example = readFileSync('examples/policy.yaml', 'utf8')

function refused(text: string): string[] {
  try {
    readPolicy(text, 'p.yaml')
  } catch (error) {
    if (!isProblemError(error)) throw error
    return error.problems.map(({ place, what }) => `${place && 'line' in place ? place.line : '?'}: ${what}`)
  }
  throw new Error('it was accepted')
}

test('the example is in order', () => {
  const { policy, digest } = readPolicy(example, 'p.yaml')
  expect(policy.rules.map(({ name, then }) => [name, then])).toEqual([
    ['departs', 'unpublish'],
    ['silent', 'limit'],
    ['silent-for-long', 'unpublish'],
  ])
  expect(policy).toMatchObject({ back: { rounds: 4, forMs: 1_800_000 }, commonCause: { withinMs: 1_200_000 } })
  expect(digest).toMatch(/^[0-9a-f]{64}$/)
})

test.each([
  ['rounds: 3, of: 5', 'rounds: 9, of: 5', '«rules.0»: expected rounds: no more than of:'],
  ['rounds: 3, of: 5', 'rounds: 3, of: 500', '«rules.0.nonconforming.of»: expected at most 50'],
  ['for: PT10M', 'for: 10 minutes', '«rules.1.down.for»: expected a duration such as PT10M or P1D'],
  ['for: PT1H', 'for: P2D', '«rules.2.down.for»: expected at most P1D'],
  ['share: 0.5', 'share: 50', '«commonCause.share»: expected a number from 0 to 1'],
  ['secondPerson: []', 'secondPerson: [publish]', '«secondPerson.0»: expected unpublish, limit or republish'],
  ['then: limit', 'then: delete', '«rules.1.then»: expected unpublish or limit'],
])('%s written as %s is refused with its line', (was, is, what) => {
  const lines = example.split('\n').findIndex((line) => line.includes(was)) + 1
  const [first] = refused(example.replace(was, is))
  expect(first).toContain(what)
  expect(Math.abs(lines - Number(first?.split(':')[0]))).toBeLessThanOrEqual(2)
})
