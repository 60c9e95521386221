import fc from 'fast-check'
import { expect, test } from '@jest/globals'
import type { Waiver } from '../model/waiver.js'
import { areWaived, bearingOf, unlockAct, waiverFor, type Charge } from './waivers.js'

const charge: Charge = {
  participant: 'MYBK01',
  system: 'sample',
  requirement: 'P6.3b',
  scenario: 'sample/provider/b',
  at: '2026-11-22T08:00:00.000Z',
}
const waiver: Waiver = {
  owner: 'Digital channels',
  requirement: 'P6.3b',
  reason: 'the old system goes in March',
  expires: '2026-11-22',
  participant: 'MYBK01',
  system: 'sample',
}

test.each([
  ['covers', {}],
  ['covers', { scenarios: ['sample/provider/a', 'sample/provider/b'] }],
  ['other-participant', { participant: 'MYBK02' }],
  ['other-system', { system: 'other' }],
  ['other-requirement', { requirement: 'P6.3' }],
  ['other-scenario', { scenarios: ['sample/provider/a'] }],
  ['expired', { expires: '2026-11-21' }],
] as const)('a waiver that differs: %s %j', (bearing, change) => {
  expect(bearingOf({ ...waiver, ...change }, charge)).toBe(bearing)
})

test('it holds to the end of its last day in Kazakhstan', () => {
  expect(bearingOf(waiver, { ...charge, at: '2026-11-22T18:59:59.999Z' })).toBe('covers')
  expect(bearingOf(waiver, { ...charge, at: '2026-11-22T19:00:00.000Z' })).toBe('expired')
})

test('the first that covers is named; one that would cover and has expired is told', () => {
  const over = { ...waiver, expires: '2026-11-21' }
  expect(waiverFor(charge, [over, waiver, waiver])).toMatchObject({ waived: true, number: 2 })
  expect(waiverFor(charge, [over])).toEqual({ waived: false, why: 'expired' })
  expect(waiverFor(charge, [{ ...waiver, system: 'other' }])).toEqual({ waived: false, why: 'none' })
})

const charges = fc.array(
  fc.record({
    participant: fc.constantFrom('A', 'B'),
    system: fc.constantFrom('s', 't'),
    requirement: fc.constantFrom('R1', 'R2'),
    scenario: fc.constantFrom('x', 'y'),
    at: fc.constantFrom('2026-11-22T08:00:00.000Z', '2026-11-30T08:00:00.000Z'),
  }),
  { maxLength: 4 },
)
const waivers = fc.array(
  fc
    .record({
      participant: fc.constantFrom('A', 'B'),
      system: fc.constantFrom('s', 't'),
      requirement: fc.constantFrom('R1', 'R2'),
      scenario: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
      expires: fc.constantFrom('2026-11-21', '2026-11-25', '2026-12-31'),
    })
    .map(({ scenario, ...rest }): Waiver => ({
      owner: 'o',
      reason: 'r',
      ...rest,
      ...(scenario === undefined ? {} : { scenarios: [scenario] }),
    })),
  { maxLength: 5 },
)
const operator = { by: 'key', thumbprint: 'k', operator: true } as const

test('nothing unlocks an Act but a signature of the operator over waivers of every charge', () => {
  fc.assert(
    fc.property(charges, waivers, (charged, given) => {
      const all = charged.length > 0 && charged.every((one) => given.some((w) => bearingOf(w, one) === 'covers'))
      expect(areWaived(charged, given)).toBe(all)
      expect(unlockAct(charged, { waivers: given, signature: operator })).toBe(all)
      expect(unlockAct(charged, { waivers: given, signature: { by: 'nobody' } })).toBe(false)
      expect(unlockAct(charged, { waivers: given, signature: { ...operator, operator: false } })).toBe(false)
    }),
  )
})

test('what has expired unlocks nothing, and one more charge never unlocks what was locked', () => {
  fc.assert(
    fc.property(charges, waivers, charges, (charged, given, more) => {
      const over = given.map((one) => ({ ...one, expires: '2026-11-21' }))
      expect(unlockAct(charged, { waivers: over, signature: operator })).toBe(false)
      fc.pre(charged.length > 0)
      const before = unlockAct(charged, { waivers: given, signature: operator })
      const after = unlockAct([...charged, ...more], { waivers: given, signature: operator })
      expect(after && !before).toBe(false)
    }),
  )
})
