import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/base/root.js'
import type { Fault } from '../support/fault-proxy.js'
import * as faults from '../support/faults.js'
import { openFaultyBank, resultOf, type FaultyBank } from '../support/faulty-bank.js'
import type { ScenarioResult, Summary } from '../support/target.js'

/**
 * What comes in place of a sound answer, made for real, and who is blamed for it; docs/blame.md tells the same. All in one
 * run, a script for each, so that it shows as well that one fault says nothing in another script.
 */
const id = (name: string): string => `npck-accounts/provider/${name}`

/** `ru` and `en` match the next step; `requirement` is what the bank is charged with. */
interface Case {
  readonly fault: Fault
  readonly is: 'inconclusive environment' | 'inconclusive throttled' | 'pass' | 'fail'
  readonly requirement?: string
  readonly ru?: RegExp
  readonly en?: RegExp
}
const environment = (fault: Fault, ru: RegExp, en: RegExp): Case => ({ fault, is: 'inconclusive environment', ru, en })

/** By script; which script stands for which case means nothing, but for those that judge the answer itself. */
const cases: Readonly<Record<string, readonly [what: string, Case]>> = {
  [id('balances')]: [
    'the connection is reset before an answer',
    environment(faults.reset, /сброшено.*журналы/, /connection reset\..*logs/),
  ],
  [id('closed-account')]: [
    'no answer within `limits.timeoutMs`',
    environment(faults.silence, /за 5 с.*timeoutMs/, /within 5 s.*timeoutMs/),
  ],
  [id('transactions-in-pages')]: [
    'the connection closes in the middle of the body',
    environment(faults.closedInBody, /оборван/, /cut off/),
  ],
  [id('transactions-by-date')]: [
    'the connection closes in the middle of a chunk',
    environment(faults.truncatedChunk, /оборван/, /cut off/),
  ],
  [id('currency-of-balances')]: [
    'the connection closes in a body whose length was not told',
    environment(faults.closedWithoutLength, /неверное оно или оборвано/, /wrong or was cut off/),
  ],
  [id('legal-entity')]: [
    'a body over `limits.maxBodyBytes`',
    environment(faults.endless, /maxBodyBytes/, /maxBodyBytes/),
  ],
  [id('repeated-reads')]: [
    'a compressed body that inflates over `limits.maxBodyBytes`',
    environment(faults.gzipBomb(2000), /после распаковки \(gzip\)/, /once unpacked \(gzip\)/),
  ],
  [id('garbage-token')]: [
    'something that is no HTTP',
    environment(faults.bytes('SSH-2.0\r\n\r\n'), /HTTP\/1\.1/, /HTTP\/1\.1/),
  ],
  [id('wrong-method')]: [
    'HTTP 101 that nobody asked for',
    environment(faults.bytes('HTTP/1.1 101 Switching Protocols\r\n\r\n'), /Адрес https:/, /At https:/),
  ],
  [id('no-token')]: [
    '429, unless the script tests the rate',
    {
      fault: faults.answer(429, { 'retry-after': '7' }),
      is: 'inconclusive throttled',
      ru: /Retry-After: 7/,
      en: /Retry-After: 7.*limits\.rate/,
    },
  ],
  [id('client-without-accounts')]: [
    'a complete body that is no JSON',
    { fault: faults.malformedJson, is: 'fail', requirement: 'C-response' },
  ],
  [id('text-in-utf-8')]: [
    'a complete body that is not UTF-8',
    { fault: faults.invalidUtf8, is: 'fail', requirement: 'C-encoding' },
  ],
  [id('unknown-account')]: ['a redirect', { fault: faults.redirectLoop, is: 'fail', requirement: 'G28' }],
  [id('malformed-dates')]: [
    '5xx straight from the bank',
    { fault: faults.answer(500), is: 'fail', requirement: 'G29' },
  ],
  [id('malformed-paging')]: [
    '204 with a length',
    {
      fault: faults.bytes('HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\nhello'),
      is: 'fail',
      requirement: 'G29',
    },
  ],
  [id('request-without-id')]: [
    '204 where a body is due',
    { fault: faults.answer(204), is: 'fail', requirement: 'C-request-id' },
  ],
  [id('account-list')]: ['a sound answer after 3.5 seconds', { fault: faults.late(3500), is: 'pass' }],
  [id('reversed-period')]: ['a sound answer, compressed though nobody asked', { fault: faults.gzipped, is: 'pass' }],
}
/** Nothing is wrong with these, before and among the others. */
const sound = ['balance-without-scope', 'expired-token', 'tampered-token', 'malformed-account-id'].map(id)

let bank: FaultyBank
let summary: Summary
let code: number | null
beforeAll(async () => {
  bank = await openFaultyBank()
  const spoiled = Object.entries(cases).map(([script, [, { fault }]]) => [script, fault] as const)
  const all = Object.fromEntries<Fault | undefined>([
    ...spoiled,
    ...sound.map((script) => [script, undefined] as const),
  ])
  ;({ summary, code } = await bank.runSpoiled(all, { timeoutMs: 5000 }))
}, 120_000)
afterAll(() => bank.leave())

const resultFor = (script: string): ScenarioResult => resultOf(summary, script)
const charged = ({ findings }: ScenarioResult) => findings.filter(({ weight }) => weight === 'failure')
const rows = Object.entries(cases).map(([script, [what, expected]]) => ({ what, script, ...expected }))

describe('says nothing about the bank, but where and what to do', () => {
  test.each(rows.filter(({ is }) => is.startsWith('inconclusive')))('$what: $is', ({ script, is, ru, en }) => {
    const result = resultFor(script)
    expect(`${result.outcome} ${String(result.cause)}`).toBe(is)
    expect(charged(result)).toEqual([])
    const { next } = result.findings.at(-1) ?? {}
    expect([next?.ru, next?.en]).toEqual([expect.stringMatching(ru ?? /^$/), expect.stringMatching(en ?? /^$/)])
  })
})

describe('is the bank’s: the answer is complete and its own', () => {
  test.each(rows.filter(({ is }) => is === 'fail'))('$what breaks $requirement', ({ script, requirement }) => {
    const result = resultFor(script)
    expect(result.outcome).toBe('fail')
    expect(charged(result).map((finding) => finding.requirement)).toContain(requirement)
    for (const { exchange } of charged(result)) expect(exchange?.line).toMatch(/^\w+ \/v3\//)
  })
})

describe('does no harm', () => {
  test.each(rows.filter(({ is }) => is === 'pass'))('$what', ({ script }) => {
    expect(resultFor(script).outcome).toBe('pass')
  })

  test('to any other script of the run', () => {
    expect(sound.map((script) => resultFor(script).outcome)).toEqual(sound.map(() => 'pass'))
  })
})

test('docs/blame.md tells the same', () => {
  const page = readFileSync(join(packageRoot(), 'docs', 'blame.md'), 'utf8')
  const told = [...page.matchAll(/^\| (.*?) +\| (inconclusive: \w+|fail|pass) +\|.*\|$/gm)].map(([, what, is]) => [
    what,
    is,
  ])
  const found = rows.map(({ what, is }) => [what, is.replace(' ', ': ')])
  expect(found.filter((row) => !told.some((other) => other.join() === row.join()))).toEqual([])
})

test('the run fails, since what was found stands beside what could not be judged', () => {
  expect([code, summary.outcome]).toEqual([1, 'fail'])
})
