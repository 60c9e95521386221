import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Fault } from '../support/fault-proxy.js'
import * as faults from '../support/faults.js'
import { openFaultyBank, type FaultyBank } from '../support/faulty-bank.js'

let bank: FaultyBank
beforeAll(async () => {
  bank = await openFaultyBank()
})
afterAll(() => bank.leave())

const list = 'npck-accounts/provider/account-list'
const balances = 'npck-accounts/provider/balances'
const scope = 'npck-accounts/provider/balance-without-scope'

test('none', async () => {
  bank.proxy.follow(() => undefined)
  const { summary, stderr, code } = await bank.run([])
  console.log(
    code,
    stderr,
    summary.scenarios.filter((s) => s.outcome !== 'pass').map((s) => s.id),
  )
})
const cases: Record<string, Fault> = {
  reset: faults.reset,
  late: faults.late(3500),
  closedInBody: faults.closedInBody,
  truncatedChunk: faults.truncatedChunk,
  closedWithoutLength: faults.closedWithoutLength,
  malformedJson: faults.malformedJson,
  invalidUtf8: faults.invalidUtf8,
  endless: faults.endless,
  gzipBomb: faults.gzipBomb(2000),
  redirectLoop: faults.redirectLoop,
  a429: faults.answer(429, { 'retry-after': '7' }),
  a503: faults.answer(503),
  a101: faults.bytes('HTTP/1.1 101 Switching Protocols\r\n\r\n'),
  a100: faults.bytes('HTTP/1.1 100 Continue\r\n\r\n'),
  a204: faults.bytes('HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\nhello'),
  a200neg: faults.bytes('HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\nhello'),
  a999: faults.bytes('HTTP/1.1 999 OK\r\ncontent-length: 5\r\n\r\nhello'),
}
test.each(Object.keys(cases))('%s', async (name) => {
  bank.proxy.follow((request) => (request.url?.includes('/balances') ? cases[name] : undefined))
  const t = Date.now()
  const { code, stderr, summary } = await bank.run([list, balances, scope])
  console.log(
    name,
    Date.now() - t,
    code,
    stderr,
    JSON.stringify(
      summary.scenarios.map((s) => [
        s.id.split('/').at(-1),
        s.outcome,
        s.cause,
        ...s.findings.map((f) => [f.requirement, f.actual.en, f.next?.en]),
      ]),
      null,
      1,
    ),
  )
})
