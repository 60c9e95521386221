import { describe, expect, test } from '@jest/globals'
import { sampleRecord } from '../../tests/support/sample-record.js'
import { summaryOf } from './summary.js'

describe('the summary', () => {
  const record = sampleRecord([
    { name: 'a', ends: 'fail', departures: 2, warnings: 1 },
    { name: 'b', ends: 'inconclusive', mode: 'through' },
    { name: 'c', ends: { kind: 'not-applicable', why: { ru: 'нет такого', en: 'none' } } },
    { name: 'p', ends: 'pass', subject: 'platform' },
  ])

  test('counts the subject and the self-check apart', () => {
    expect(summaryOf(record)).toMatchObject({
      format: 'synaq-summary/1',
      outcome: 'fail',
      counts: {
        subject: { pass: 0, fail: 1, inconclusive: 1, 'not-applicable': 1, 'not-provided': 0, open: 0 },
        selfCheck: { pass: 1, fail: 0 },
      },
      times: { startedAt: '2026-11-22T07:42:16.123Z', durationMs: 9000 },
      act: { issued: false },
    })
  })

  test('gives every finding that was not met, with clause, place and exchange, in two languages', () => {
    const { scenarios } = summaryOf(record) as { scenarios: { id: string; findings: Record<string, unknown>[] }[] }
    expect(scenarios.map(({ findings }) => findings.length)).toEqual([3, 1, 0, 0])
    expect(scenarios[0]?.findings[0]).toMatchObject({
      result: 'departed',
      weight: 'failure',
      requirement: 'P6.3b',
      clause: { ru: 'Отчёт о пилоте, раздел 6.3', en: 'Pilot report, section 6.3' },
      step: '2',
      actual: { ru: '/balances/0/amount: получено число', en: '/balances/0/amount: got a number' },
      exchange: { event: 3, line: 'GET /v3/accounts/6f1c/balances: HTTP 200' },
    })
    expect(scenarios[1]).toMatchObject({ outcome: 'inconclusive', cause: 'environment', mode: 'through' })
    expect(scenarios[2]).toMatchObject({ outcome: 'not-applicable', reason: { ru: 'нет такого', en: 'none' } })
  })

  test('has the same keys whatever the outcome', () => {
    const passed = summaryOf(sampleRecord([{ name: 'a', ends: 'pass' }]), {
      protocol: '/r/protocol.pdf',
      act: '/r/act.pdf',
      translations: [],
    })
    expect(Object.keys(passed)).toEqual(Object.keys(summaryOf(record)))
    expect(passed).toMatchObject({
      documents: { protocol: 'protocol.pdf', act: 'act.pdf' },
      act: { issued: true, refusal: null },
    })
  })
})
