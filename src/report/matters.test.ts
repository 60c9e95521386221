import { expect, test } from '@jest/globals'
import { sampleRecord } from '../../tests/support/sample-record.js'
import { mattersOf } from './matters.js'
import { resultsOf } from './results.js'

const matters = (...scenarios: Parameters<typeof sampleRecord>[0]) => mattersOf(resultsOf(sampleRecord(scenarios)))

test('what is wrong in several scripts is told once, with all of them', () => {
  const [first, ...rest] = matters(
    { name: 'a', ends: 'fail', departures: 3 },
    { name: 'b', ends: 'pass' },
    { name: 'c', ends: 'fail', mode: 'through' },
  )
  expect(rest).toEqual([])
  expect(first?.results.map(({ scenario }) => scenario.id)).toEqual(['sample/provider/a', 'sample/provider/c'])
  expect(first?.requirements).toEqual(['P6.3b'])
  expect(first?.advice.next.en).toBe('Send the amount as a string.')
})

test('remarks and what has no conclusion are no matters', () => {
  expect(matters({ name: 'a', ends: 'pass', warnings: 2 }, { name: 'b', ends: 'inconclusive' })).toEqual([])
})
