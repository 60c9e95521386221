import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { intervalMs, nextSlot, phaseOf, slotsUntil } from './schedule.js'

const at = (ms: number): string => new Date(ms).toISOString()
const rhythms = fc.record({
  number: fc.nat(100_000),
  budget: fc.integer({ min: 1, max: 1920 }),
  tests: fc.integer({ min: 1, max: 60 }),
})
const moments = fc.integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2030-01-01T00:00:00Z') })

describe('the budget counts tests', () => {
  test.each([
    [1920, 20, 900],
    [1920, 1, 45],
    [1920, 1920, 86_400],
    [40, 20, 43_200],
    [59, 20, 43_200],
  ])('%i tests a day in rounds of %i are a round every %i s', (budget, tests, seconds) => {
    expect(intervalMs({ number: 1, budget, tests })).toBe(seconds * 1000)
  })

  test.each([
    [0, 20],
    [19, 20],
    [1920, 0],
  ])('%i tests a day in rounds of %i are no round at all', (budget, tests) => {
    expect(intervalMs({ number: 1, budget, tests })).toBeUndefined()
    expect(nextSlot({ number: 1, budget, tests }, at(0))).toBeUndefined()
  })

  test('a day never holds more tests than the budget', () => {
    fc.assert(
      fc.property(rhythms, moments, (rhythm, start) => {
        let tests = 0
        for (let slot = nextSlot(rhythm, at(start)); slot !== undefined && Date.parse(slot) < start + 86_400_000 - 1;) {
          tests += rhythm.tests
          slot = nextSlot(rhythm, slot)
        }
        expect(tests).toBeLessThanOrEqual(rhythm.budget)
      }),
      { numRuns: 60 },
    )
  })
})

describe('slots', () => {
  test('the next one lies ahead, by one interval at most', () => {
    fc.assert(
      fc.property(rhythms, moments, (rhythm, now) => {
        const interval = intervalMs(rhythm)
        const next = nextSlot(rhythm, at(now))
        if (interval === undefined || next === undefined) return
        expect(Date.parse(next)).toBeGreaterThan(now - 1)
        expect(Date.parse(next)).toBeLessThanOrEqual(now + interval + 1)
      }),
    )
  })

  test('are the same whenever they are asked for: two schedulers agree', () => {
    const rhythm = { number: 17, budget: 1920, tests: 20 }
    const slot = nextSlot(rhythm, '2026-11-29T08:00:00.000Z') ?? ''
    expect(nextSlot(rhythm, at(Date.parse(slot) - 1000))).toBe(slot)
    expect(Date.parse(nextSlot(rhythm, slot) ?? '') - Date.parse(slot)).toBe(900_000)
  })

  test('that went by are counted', () => {
    const rhythm = { number: 1, budget: 1920, tests: 20 }
    const first = '2026-11-29T08:00:00.000Z'
    expect(slotsUntil(rhythm, first, first)).toBe(1)
    expect(slotsUntil(rhythm, first, '2026-11-29T09:00:00.000Z')).toBe(5)
    expect(slotsUntil(rhythm, first, '2026-11-29T07:59:59.000Z')).toBe(0)
  })
})

test('phases lie evenly: no gap between neighbours is over three times the mean', () => {
  for (const n of [10, 137, 500, 1000]) {
    const phases = Array.from({ length: n }, (_, i) => phaseOf(i + 1)).sort((a, b) => a - b)
    const gaps = phases.map((phase, i) => (phases[i + 1] ?? 1 + (phases[0] ?? 0)) - phase)
    expect(Math.max(...gaps)).toBeLessThan(3 / n)
    expect(Math.min(...gaps)).toBeGreaterThan(0.3 / n)
  }
})
