import { describe, expect, test } from '@jest/globals'
import type { Offset } from '../base/clock-offset.js'
import { compareClocks, isThisMachine } from './clock.js'

const hour = 3_600_000
const exactly = (ms: number): Offset => ({ least: ms - 500, most: ms + 500 })

describe('compareClocks', () => {
  test('three that agree are green', () => {
    expect(compareClocks({ bank: exactly(1000), platform: exactly(-2000) }).state).toBe('green')
  })

  test('two that agree name the third', () => {
    const bankIsAhead = compareClocks({ bank: exactly(hour), platform: exactly(0) })
    expect([bankIsAhead.state, bankIsAhead.what.en]).toEqual([
      'red',
      "The bank's clock is 60 min ahead of ours and the platform's, which agree: the bank's clock is wrong.",
    ])
    const oursIsBehind = compareClocks({ bank: exactly(3 * hour), platform: exactly(3 * hour) })
    expect([oursIsBehind.state, oursIsBehind.what.en]).toEqual([
      'red',
      "This machine's clock is 3 h 0 min behind the bank's and the platform's, which agree: ours is wrong.",
    ])
    const platformIsBehind = compareClocks({ bank: exactly(0), platform: exactly(-90_000) })
    expect([platformIsBehind.state, platformIsBehind.what.ru]).toEqual([
      'red',
      'Часы платформы отстают на 90 с от наших и часов банка, а те сходятся: неверны часы платформы.',
    ])
  })

  test('three that all differ, and two that differ, blame nobody', () => {
    expect(compareClocks({ bank: exactly(hour), platform: exactly(-hour) }).state).toBe('yellow')
    const two = compareClocks({ bank: exactly(-hour) })
    expect([two.state, two.what.en]).toEqual([
      'yellow',
      "The bank's clock is 60 min behind ours. There are only two clocks, so it cannot be said which is wrong.",
    ])
  })

  test("an application's clock stands in the bank's place", () => {
    expect(compareClocks({ app: exactly(hour), platform: exactly(0) }).what).toEqual({
      ru: 'Часы приложения спешат на 60 мин относительно наших и часов платформы, а те сходятся: неверны часы приложения.',
      en: "The application's clock is 60 min ahead of ours and the platform's, which agree: the application's clock is wrong.",
    })
    expect(compareClocks({ app: exactly(0) }).what.en).toBe("Clocks: ours and the application's agree (within 5 s)")
  })

  test('a few seconds, or what the measurement leaves open, is no difference', () => {
    expect(compareClocks({ bank: exactly(5400) }).state).toBe('green')
    expect(compareClocks({ bank: { least: -9000, most: -4000 } }).state).toBe('green')
    expect(compareClocks({ bank: exactly(6000) }).state).toBe('yellow')
  })

  test('no other clock is a thing to look at', () => {
    expect(compareClocks({}).state).toBe('yellow')
  })
})

test('loopback is this machine, a documentation address is not', async () => {
  expect(await isThisMachine('127.0.0.1')).toBe(true)
  expect(await isThisMachine('192.0.2.1')).toBe(false)
})
