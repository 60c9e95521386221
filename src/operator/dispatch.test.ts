import { describe, expect, test } from '@jest/globals'
import { dispatch, lateness, type Dispatch, type DispatchState, type DueApi } from './dispatch.js'

const start = Date.parse('2026-11-29T08:00:00.000Z')
const at = (seconds: number): string => new Date(start + seconds * 1000).toISOString()
const due: DueApi = {
  ...{ api: 'a', participant: 'P', number: 1, budget: 1920, tests: 20 },
  ...{ dueAt: at(0), open: false, first: false, works: false },
}
const rules = { bucket: { capacity: 40, perSecond: 1 } }
const free: DispatchState = { buckets: new Map(), starts: 10 }
const decide = (candidates: readonly DueApi[], now: number, state: DispatchState = free) =>
  dispatch(candidates, at(now), state, rules).decided

test('a slot that has come is started, and the next one is an interval on', () => {
  const [started] = decide([due], 0.5)
  expect(started).toMatchObject({ kind: 'start', api: 'a', dueAt: at(0) })
})

test('a first round comes before its first slot and takes the place of it', () => {
  const seconds = ({ nextAt }: Partial<Extract<Dispatch, { kind: 'start' }>> = {}): number =>
    (Date.parse(nextAt ?? '') - start) / 1000
  const next = (first: boolean): number => seconds(decide([{ ...due, first }], 0.5)[0] as never)
  expect(next(true) - next(false)).toBe(900)
})

describe('what cannot start now', () => {
  const empty = new Map([['P', { tokens: 0, at: at(0) }]])

  test.each<[string, DueApi, DispatchState, string]>([
    ['while the one before is under way', { ...due, open: true }, free, 'still-running'],
    ['while the participant was asked enough', due, { ...free, buckets: empty }, 'participant-limit'],
    ['while too many start at once', due, { ...free, starts: 0 }, 'not-scheduled'],
  ])('%s waits as long as its slot lasts, then it is missed', (_, candidate, state, why) => {
    const limit = lateness(candidate) / 1000
    const buckets = new Map([...state.buckets].map(([p, b]) => [p, { ...b, at: at(limit) }] as const))
    expect(decide([candidate], 1, state)).toMatchObject([{ kind: 'wait' }])
    expect(decide([candidate], limit + 1, { ...state, buckets })).toMatchObject([{ kind: 'missed', why, slots: 1 }])
  })

  test.each<[string, Partial<DueApi>, string]>([
    ['during announced works', { works: true }, 'works'],
    ['when it asked to be left alone', { notBefore: at(600) }, 'retry-after'],
  ])('%s is missed at once', (_, change, why) => {
    expect(decide([{ ...due, ...change }], 1)).toMatchObject([{ kind: 'missed', why }])
  })

  test('slots that went by unseen are one record and are not made up for', () => {
    const decided = decide([due], 3601)
    expect(decided).toMatchObject([{ kind: 'missed', why: 'not-scheduled', slots: 5, dueAt: at(0) }])
    expect(Date.parse(decided[0] && 'nextAt' in decided[0] ? decided[0].nextAt : '')).toBeGreaterThan(start + 3601_000)
  })
})

test('the longest due comes first, and no more start than may', () => {
  const candidates = [3, 1, 2].map((n) => ({ ...due, api: `api-${n}`, participant: `P${n}`, dueAt: at(n), number: n }))
  expect(decide(candidates, 4, { ...free, starts: 2 })).toMatchObject([
    { kind: 'start', api: 'api-1' },
    { kind: 'start', api: 'api-2' },
    { kind: 'wait', api: 'api-3' },
  ])
})

test('the APIs of one participant share its bucket', () => {
  const candidates = ['a', 'b', 'c'].map((api) => ({ ...due, api }))
  expect(decide(candidates, 0).map(({ kind }) => kind)).toEqual(['start', 'start', 'wait'])
})

test('a budget that was taken back ends the probes', () => {
  expect(decide([{ ...due, budget: 0 }], 0)).toEqual([{ kind: 'rest', api: 'a' }])
})
