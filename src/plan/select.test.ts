import { describe, expect, test } from '@jest/globals'
import { scenarioHead } from '../../tests/support/sample-attempt.js'
import { cutOff, isSelected, tagsOf } from './select.js'

const scenario = { ...scenarioHead({ id: 'a', script: 'failure', effects: ['consent'], tags: ['smoke'] }), steps: [] }

test('a scenario is chosen by its tags, its script, whom it judges and what it does', () => {
  expect(tagsOf(scenario)).toEqual(['smoke', 'failure', 'provider', 'consent'])
})

test.each([
  [{}, true],
  [{ only: new Set(['a']) }, true],
  [{ only: new Set(['b']) }, false],
  [{ tags: ['smoke', 'load'] }, true],
  [{ tags: ['load'] }, false],
  [{ tags: [] }, false],
  [{ only: new Set(['a']), tags: ['load'] }, false],
])('%j: %s', (selection, so) => {
  expect(isSelected(scenario, selection)).toBe(so)
})

describe('up to a scenario', () => {
  const items = ['a', 'b', 'a', 'c'].map((id) => ({ scenario: { id } }))
  const ids = (until: string | undefined) => cutOff(items, until).map(({ scenario: { id } }) => id)

  test('its last item is in, what follows is not', () => {
    expect(ids('a')).toEqual(['a', 'b', 'a'])
  })

  test('all of them where it is not there or none is named', () => {
    expect(ids('z')).toHaveLength(4)
    expect(ids(undefined)).toHaveLength(4)
  })
})
