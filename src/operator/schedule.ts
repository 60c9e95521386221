import type { Instant } from '../base/clock.js'

/** When an API's rounds are due: everything about it follows from three numbers, so any two schedulers agree. */
export interface Rhythm {
  /** Of its registration; 0 or more. */
  readonly number: number
  /** Tests a day. */
  readonly budget: number
  /** Tests that a round consists of. */
  readonly tests: number
}

const dayMs = 86_400_000

/** (√5 − 1) / 2: multiples of it modulo 1 lie as evenly as any sequence can, however many there are. */
const goldenRatio = (Math.sqrt(5) - 1) / 2

/**
 * Milliseconds from one round of an API to its next, so that a day holds no more tests than its budget:
 * 1,920 tests in rounds of 20 are 96 rounds, one every 900 s. Undefined where it is not probed.
 */
export function intervalMs({ budget, tests }: Rhythm): number | undefined {
  const rounds = tests > 0 ? Math.floor(budget / tests) : 0
  return rounds > 0 ? dayMs / rounds : undefined
}

/**
 * Where in its interval an API's rounds stand, from 0 to 1: the same as long as it is registered. By multiples of the golden
 * ratio rather than by a hash, which puts four rounds of 500 APIs into one second and none into the next.
 */
export function phaseOf(number: number): number {
  return (number * goldenRatio) % 1
}

/** The first slot after an instant; undefined where the API is not probed. Slots are counted from midnight UTC of 1970. */
export function nextSlot(rhythm: Rhythm, after: Instant): Instant | undefined {
  const interval = intervalMs(rhythm)
  if (interval === undefined) return undefined
  const offset = phaseOf(rhythm.number) * interval
  const now = Date.parse(after)
  const passed = Math.floor((now - offset) / interval)
  const slot = (n: number): number => Math.ceil(n * interval + offset)
  // A slot between two milliseconds is rounded up: rounded down it would come again after itself.
  return new Date(slot(passed + 1) > now ? slot(passed + 1) : slot(passed + 2)).toISOString()
}

/** How many slots lie from the first one up to an instant, both included: those that nobody scheduled. */
export function slotsUntil(rhythm: Rhythm, first: Instant, until: Instant): number {
  const interval = intervalMs(rhythm)
  if (interval === undefined || first > until) return 0
  return Math.floor((Date.parse(until) - Date.parse(first)) / interval) + 1
}
