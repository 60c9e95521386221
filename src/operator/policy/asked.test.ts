import { expect, test } from '@jest/globals'
import { departs, minute, round } from '../../../tests/support/sample-rounds.js'
import type { RoundFact } from '../../model/round.js'
import { decideByReading } from './asked.js'
import { decide } from './decide.js'
import { History } from './history.js'
import { readPolicyFile } from './read.js'

const { policy } = readPolicyFile('examples/policy.yaml')
const rest = { state: 'published', since: minute(-100_000), byHand: false, workers: 1 } as const
const byEnd = (a: RoundFact, b: RoundFact): number => (a.endedAt < b.endedAt ? -1 : 1)

/** All APIs' rounds every 15 minutes; `bad` tells which of them depart. */
function rounds(apis: string, slots: number, bad: (api: string, slot: number) => boolean): readonly RoundFact[] {
  const all = Array.from({ length: slots }, (_, slot) =>
    Array.from(apis, (api, i) => round(slot * 15 + i / 10, { ...(bad(api, slot) ? departs : {}), api })),
  )
  return all.flat().sort(byEnd)
}

/** Reads out of a list, and counts. */
function readerOf(all: readonly RoundFact[]) {
  const read = { own: 0, others: 0 }
  return {
    read,
    last: (limit: number) => {
      const own = all.filter(({ api }) => api === 'a').slice(-limit)
      read.own += own.length
      return Promise.resolve(own)
    },
    between: (from: string, until: string) => {
      const found = all.filter(({ at }) => from <= at && at <= until)
      read.others += found.length
      return Promise.resolve(found)
    },
  }
}

const asWhole = (all: readonly RoundFact[]) =>
  decide(policy, {
    ...rest,
    rounds: all.filter(({ api }) => api === 'a'),
    history: new History(policy.commonCause, all),
  })

test('a sound API of months costs the reading of a day, and nothing of others', async () => {
  const reader = readerOf(rounds('abc', 1000, () => false))
  expect(await decideByReading(policy, rest, reader)).toBeUndefined()
  expect(reader.read).toEqual({ own: 128, others: 0 })
})

test.each<[string, (api: string, slot: number) => boolean, string | undefined]>([
  ['departs alone', (api, slot) => api === 'a' && slot > 396, 'unpublish'],
  ['departs with all the others', (_, slot) => slot > 396, undefined],
  [
    'departed long before it did with all the others',
    (api, slot) => slot > 300 || (api === 'a' && slot > 290),
    'unpublish',
  ],
  ['flaps', (api, slot) => api === 'a' && slot % 2 === 0, undefined],
  ['flaps with all the others, and departed before', (api, slot) => slot > 200 && slot % 2 === 0, undefined],
])('what is read is enough: an API that %s', async (_, bad, action) => {
  const all = rounds('abcdef', 400, bad)
  const reader = readerOf(all)
  const decided = await decideByReading(policy, rest, reader)
  expect(decided?.action).toBe(action)
  expect(decided).toEqual(asWhole(all))
  expect(reader.read.others).toBeLessThan(all.length / 4)
})

test('what nobody is charged with leads further back, as far as it takes', async () => {
  // Works for two days, after three rounds that departed.
  const all = rounds('a', 400, (_, slot) => slot > 196 && slot < 200).map((one, slot) =>
    slot >= 200 ? { ...one, works: 'planned' as const } : one,
  )
  const reader = readerOf(all)
  expect((await decideByReading(policy, rest, reader))?.action).toBe('unpublish')
  expect(reader.read.own).toBe(128 + 400)
})
