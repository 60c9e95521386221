import { expect, test } from '@jest/globals'
import type { Clock } from '../base/clock.js'
import { Pace } from './pace.js'

let ticks = 0
const clock: Clock = { now: () => '2026-11-22T07:42:00.000Z', ticks: () => ticks }

/** How long each of the turns had to wait, asked for at these ticks. */
async function waits(rate: number, ...asked: readonly number[]): Promise<number[]> {
  const found: number[] = []
  const pace = new Pace(rate, clock, (ms) => Promise.resolve(found.push(ms)))
  for (const [i, at] of asked.entries()) {
    ticks = at
    await pace.turn()
    if (found.length === i) found.push(0)
  }
  return found
}

test('the first goes at once, and those that come too soon are spaced evenly', async () => {
  expect(await waits(4, 1000, 1000, 1000, 1100)).toEqual([0, 250, 500, 650])
})

test('who comes late enough does not wait, and idle time is not saved up for a burst', async () => {
  expect(await waits(10, 0, 100, 5000, 5000)).toEqual([0, 0, 0, 100])
})

test('a rate below one a second is kept too', async () => {
  expect(await waits(0.5, 0, 500)).toEqual([0, 1500])
})
