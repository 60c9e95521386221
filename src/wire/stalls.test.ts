import { expect, test } from '@jest/globals'
import { Stalls } from './stalls.js'

/** Holds this thread, and with it the whole process. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
const moment = () => new Promise((resolve) => setTimeout(resolve, 150))

test('tells how long we stood still, before the tick that was due and after it', async () => {
  const stalls = new Stalls(() => performance.now())
  const [one, other] = [stalls.watch(), stalls.watch()]
  standStill(600)
  expect(one()).toBeGreaterThanOrEqual(490)
  await moment()
  expect(other()).toBeGreaterThanOrEqual(490)
})

test('what lies before or between the watches is not counted, nor ordinary work', async () => {
  const stalls = new Stalls(() => performance.now())
  standStill(600)
  const first = stalls.watch()
  standStill(100)
  expect(first()).toBe(0)
  standStill(600)
  const second = stalls.watch()
  await moment()
  expect(second()).toBe(0)
})
