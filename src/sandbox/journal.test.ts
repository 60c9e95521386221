import { expect, test } from '@jest/globals'
import { createJournal } from './journal.js'

const entry = (requestId: string) => ({
  at: '2026-11-22T00:00:00.000Z',
  method: 'GET',
  path: '/',
  status: 200,
  requestId,
  provider: undefined,
})

test('the latest come first, and what had to go is counted', () => {
  const journal = createJournal(3)
  for (const id of ['a', 'b', 'c', 'd', 'e']) journal.record(entry(id))
  const { entries, dropped } = journal.latest(10)
  expect(entries.map(({ requestId }) => requestId)).toEqual(['e', 'd', 'c'])
  expect(dropped).toBe(2)
  expect(journal.latest(1).entries).toHaveLength(1)
})

test('a cleared journal is empty', () => {
  const journal = createJournal(3)
  journal.record(entry('a'))
  journal.clear()
  expect(journal.latest(10)).toEqual({ entries: [], dropped: 0 })
})
