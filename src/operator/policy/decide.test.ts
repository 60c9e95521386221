import { describe, expect, test } from '@jest/globals'
import { departs, down, minute, round } from '../../../tests/support/sample-rounds.js'
import type { PublicationState } from '../../model/registry.js'
import type { RoundFact } from '../../model/round.js'
import { decide, type PolicyView } from './decide.js'
import { History } from './history.js'
import type { Policy } from './policy.js'

const policy: Policy = {
  name: 'test',
  rules: [
    { name: 'departs', then: 'unpublish', when: 'nonconforming', rounds: 3, of: 5 },
    { name: 'silent', then: 'limit', when: 'down', forMs: 600_000, workers: 2 },
    { name: 'silent-long', then: 'unpublish', when: 'down', forMs: 3_600_000, workers: 2 },
  ],
  back: { rounds: 3, forMs: 1_800_000 },
  commonCause: { participants: 3, share: 0.5, withinMs: 1_200_000 },
  secondPerson: [],
}

function asked(state: PublicationState, rounds: readonly RoundFact[], change: Partial<PolicyView> = {}) {
  const history = new History(policy.commonCause, [...rounds].sort(byEnd))
  const mine = rounds.filter(({ api }) => api === 'a')
  return decide(policy, { state, since: minute(-1), byHand: false, rounds: mine, history, workers: 1, ...change })
}

const byEnd = (a: RoundFact, b: RoundFact): number => (a.endedAt < b.endedAt ? -1 : 1)
const every = (minutes: number, ...changes: Partial<RoundFact>[]) =>
  changes.map((change, i) => round(i * minutes, change))

describe('N of the last M rounds', () => {
  test('at the threshold it acts, and names the rounds that it rests on', () => {
    const rounds = every(15, departs, {}, departs, {}, departs)
    expect(asked('published', rounds)).toMatchObject({
      action: 'unpublish',
      rule: 'departs',
      rounds: [rounds[0]?.id, rounds[2]?.id, rounds[4]?.id],
      why: { en: '3 of the last 5 rounds depart from the requirements; the threshold is 3 of 5.' },
    })
  })

  test.each<[string, readonly RoundFact[]]>([
    ['one below the threshold', every(15, departs, {}, departs, {}, {})],
    ['bad ones that are too long ago', every(15, departs, departs, {}, {}, {}, departs)],
    ['rounds that say nothing', every(15, departs, departs, { conformance: 'unsaid' })],
    ['a control that failed too', every(15, departs, departs, { ...departs, control: 'bad' })],
    ['works that were announced in time', every(15, departs, departs, { ...departs, works: 'planned' })],
    ['our own works', every(15, departs, departs, { ...departs, works: 'operator' })],
  ])('%s: nothing happens', (_, rounds) => {
    expect(asked('published', rounds)).toBeUndefined()
  })

  test('works that were announced late excuse nothing', () => {
    expect(asked('published', every(15, departs, departs, { ...departs, works: 'late' }))?.action).toBe('unpublish')
  })

  test('what led to the last change is dealt with by it', () => {
    const rounds = every(15, departs, departs, departs)
    expect(asked('published', rounds, { since: minute(20) })).toBeUndefined()
  })

  test('a draft is nobody\u2019s business', () => {
    expect(asked('draft', every(15, departs, departs, departs))).toBeUndefined()
  })
})

describe('down for so long', () => {
  test('is counted from the first silent round to the end of the last', () => {
    expect(asked('published', every(5, {}, down, down))).toBeUndefined()
    expect(asked('published', every(5, {}, down, down, down))).toMatchObject({ action: 'limit', rule: 'silent' })
  })

  test('one answer between ends it', () => {
    expect(asked('published', every(5, down, down, {}, down, down))).toBeUndefined()
  })

  test('where there are two workers both have to see it: a line may be broken at one', () => {
    const rounds = every(5, down, down, down)
    expect(asked('published', rounds, { workers: 2 })).toBeUndefined()
    const seenByBoth = every(5, down, { ...down, worker: 'w2' }, down)
    expect(asked('published', seenByBoth, { workers: 2 })?.action).toBe('limit')
  })

  test('one round alone takes nothing off, however long it waited', () => {
    expect(asked('published', [round(0, { ...down, endedAt: minute(12) })])).toBeUndefined()
  })

  test.each<[string, number, PolicyView['rounds']]>([
    ['our machines stood still between', 15, [round(0, down), round(300, down)]],
    ['the clock jumped ahead', 15, [round(0, down), round(90, down)]],
    [
      'works went on, or it asked to be left alone',
      6,
      [round(0, down), round(6, { ...down, works: 'planned' }), round(240, down)],
    ],
  ])('time that was not watched is no silence: %s', (_, every, rounds) => {
    expect(asked('published', rounds, { everyMs: every * 60_000 })).toBeUndefined()
    // Silence that is watched from then on is.
    const last = rounds.at(-1)
    const from = last ? (Date.parse(last.at) - Date.parse(minute(0))) / 60_000 : 0
    const after = [...rounds, round(from + every, down), round(from + 2 * every, down)]
    expect(asked('published', after, { everyMs: every * 60_000 })?.action).toBe('limit')
  })

  test('one slot that was missed is bridged', () => {
    const rounds = [round(0, down), round(15, down), round(45, down)]
    expect(asked('published', rounds, { everyMs: 900_000 })?.action).toBe('limit')
  })

  test('an API that is limited is taken off when it lasts', () => {
    expect(asked('limited', every(15, down, down, down, down, down))).toMatchObject({ rule: 'silent-long' })
  })
})

describe('back on publication', () => {
  test.each([
    ['enough good rounds over long enough', every(15, {}, {}, {}), 'republish'],
    ['too few', every(30, {}, {}), undefined],
    ['too quickly', every(5, {}, {}, {}), undefined],
    ['a bad one between', every(15, {}, {}, departs, {}, {}), undefined],
  ])('%s', (_, rounds, action) => {
    expect(asked('unpublished', rounds)?.action).toBe(action)
  })

  test('what a person took off only a person puts back', () => {
    expect(asked('unpublished', every(15, {}, {}, {}), { byHand: true })).toBeUndefined()
  })

  test('an API that is off is not taken off again', () => {
    expect(asked('unpublished', every(15, departs, departs, departs))).toBeUndefined()
  })
})

describe('many that begin to fail together', () => {
  const together = (from: number, apis: string, change: Partial<RoundFact> = departs) =>
    [0, 15, 30].flatMap((at) => Array.from(apis, (api, i) => round(from + at + i / 10, { ...change, api })))
  const sound = (apis: string) => Array.from(apis, (api, i) => round(1 + i / 10, { api }))

  test('are not charged: the cause is ours', () => {
    expect(asked('published', together(0, 'abc'))).toBeUndefined()
  })

  test('are not charged although others were well just before: our line broke, and these alone were called since', () => {
    const before = Array.from('defghijklmnopqrs', (api, i) => round(-10 + i / 2, { api }))
    const broken = Array.from('abc', (api, i) => round(1 + i / 10, { ...down, api, endedAt: minute(12) }))
    const again = [round(12, { ...down, endedAt: minute(24) })]
    expect(asked('published', [...before, ...broken, ...again])).toBeUndefined()
  })

  test('two are all there are, and both fall silent: nobody can tell whose line it is', () => {
    const both = (b: Partial<RoundFact>) =>
      [0, 6, 12].flatMap((at) => [round(at, down), round(at + 1, { ...b, api: 'b' })])
    expect(asked('published', both(down))).toBeUndefined()
    expect(asked('published', both({}))?.action).toBe('limit')
    // One answers, whatever it says: the line is well.
    expect(asked('published', both(departs))?.action).toBe('limit')
    expect(asked('published', both({ conformance: 'unsaid' }))?.action).toBe('limit')
  })

  test('another one that was silent since long before excuses nobody', () => {
    const dead = every(6, ...Array.from({ length: 30 }, () => ({ ...down, api: 'b' }))).map((one, i) => ({
      ...one,
      at: minute(i * 6 - 160),
      endedAt: minute(i * 6 - 159.8),
    }))
    expect(asked('published', [...dead, ...every(6, down, down, down)])?.action).toBe('limit')
  })

  test.each([
    ['two of many', [...together(0, 'ab'), ...sound('cdef')]],
    ['three, but only a small share of those probed', [...together(0, 'abc'), ...sound('defghij')]],
    ['APIs of one participant', together(0, 'abc', { ...departs, participant: 'P' })],
    [
      'others that have failed since long before',
      [...together(-120, 'bc'), ...together(-90, 'bc'), ...together(0, 'a')],
    ],
  ])('%s are charged', (_, rounds) => {
    expect(asked('published', rounds)?.action).toBe('unpublish')
  })
})
