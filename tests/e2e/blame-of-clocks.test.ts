import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/base/root.js'
import * as faults from '../support/faults.js'
import { openFaultyBank, resultOf, type FaultyBank } from '../support/faulty-bank.js'
import { synaq } from '../support/synaq.js'

/** A bank in a process whose clock is wrong, as its tokens and its `Date` headers show. Two clocks blame nobody. */
const list = 'npck-accounts/provider/account-list'
const expired = 'npck-accounts/provider/expired-token'
const hour = 3_600_000

async function withClock(aheadMs: number, look: (bank: FaultyBank) => Promise<void>): Promise<void> {
  const preload = pathToFileURL(join(packageRoot(), 'tests', 'support', 'shifted-clock.js')).href
  const bank = await openFaultyBank({ NODE_OPTIONS: `--import ${preload}`, CLOCK_AHEAD_MS: String(aheadMs) })
  try {
    bank.proxy.follow(() => faults.dated(aheadMs))
    await look(bank)
  } finally {
    await bank.leave()
  }
}

describe('the bank’s clock is an hour ahead', () => {
  test('it refuses every token of ours, and nobody is blamed; doctor and run name the clocks', () =>
    withClock(hour, async (bank) => {
      const { code, summary } = await bank.run([list])
      const { outcome, cause, findings } = resultOf(summary, list)
      expect([code, outcome, cause]).toEqual([3, 'inconclusive', 'environment'])
      expect(findings.map(({ result, actual }) => [result, actual.en])).toEqual([['undecided', 'HTTP 401']])
      expect(findings[0]?.next?.en).toContain("The server's clock is 60 min ahead of ours")
      expect(findings[0]?.next?.ru).toContain('Часы сервера спешат на 60 мин относительно наших')
      expect((await synaq(['doctor', bank.target()])).stdout).toContain('clock is 60 min ahead of ours')
    }))
})

describe('the bank’s clock is two hours behind', () => {
  test('a token that expired an hour ago is good there: taking it is not charged', () =>
    withClock(-2 * hour, async (bank) => {
      const { code, summary } = await bank.run([list, expired])
      expect(resultOf(summary, list).outcome).toBe('pass')
      const { outcome, cause, findings } = resultOf(summary, expired)
      expect([code, outcome, cause]).toEqual([3, 'inconclusive', 'environment'])
      expect(findings.map(({ result, actual }) => [result, actual.en])).toEqual([['undecided', 'HTTP 200']])
      expect(findings[0]?.next?.en).toContain("The server's clock is 2 h 0 min behind ours")
    }))

  test('a minute behind does not excuse it: it is charged', async () => {
    const bank = await openFaultyBank()
    try {
      bank.proxy.follow(({ headers }) => {
        const token = headers.authorization ?? ''
        return isExpired(token) ? faults.answer(200, { date: new Date(Date.now() - 60_000).toUTCString() }) : undefined
      })
      const { summary } = await bank.run([expired])
      expect(resultOf(summary, expired).outcome).toBe('fail')
    } finally {
      await bank.leave()
    }
  })
})

function isExpired(authorization: string): boolean {
  const [, payload = ''] = authorization.split('.')
  const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp: number }
  return exp * 1000 < Date.now()
}
