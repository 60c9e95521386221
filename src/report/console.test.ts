import { describe, expect, test } from '@jest/globals'
import { sampleRecord } from '../../tests/support/sample-record.js'
import type { RunEvent, RunRecord } from '../model/run.js'
import { closingLines, progressLines, type Paint } from './console.js'

const same = (text: string) => text
const plain: Paint = { bold: same, dim: same, green: same, red: same, yellow: same, cyan: same }

/** The events that a live run of the record would have told. */
function eventsOf(record: RunRecord): RunEvent[] {
  const attempts = record.attempts.flatMap((attempt): RunEvent[] => {
    const { item, verdict, endedAt } = attempt
    if (!item.planned) return [{ type: 'attempt-judged', item, verdict }]
    return [
      ...attempt.events.map((event): RunEvent => ({ type: 'attempt-event', attempt: item.attempt, event })),
      { type: 'attempt-ended', at: endedAt ?? record.startedAt, attempt: item.attempt },
      { type: 'attempt-judged', item, verdict },
    ]
  })
  const ended = record.endedAt ?? record.startedAt
  return [
    { type: 'run-started', at: record.startedAt, run: record.run, plan: record.plan },
    ...attempts,
    { type: 'run-ended', at: ended, how: record.how },
  ]
}

const record = sampleRecord([
  { name: 'a', ends: 'pass' },
  { name: 'b', ends: 'fail', mode: 'through', departures: 5 },
  { name: 'c', ends: 'inconclusive' },
  { name: 'd', ends: 'inconclusive' },
  { name: 'e', ends: { kind: 'not-provided', what: 'a second client' } },
])

describe('lines of progress', () => {
  test('tell each verdict with its sign, title, way and time', () => {
    const say = progressLines('en', plain)
    expect(eventsOf(record).flatMap(say)).toEqual([
      'Scripts: 4; target: alatau-direct',
      '✓ Scenario a (direct, 2.0 s)',
      '✗ Scenario b (through the platform, 2.0 s)',
      '? Scenario c (direct, 2.0 s)',
      '? Scenario d (direct, 2.0 s)',
      '– Scenario e (not run, missing: a second client)',
    ])
  })

  test('say that a run was interrupted', () => {
    const interrupted = sampleRecord([{ name: 'a', ends: 'pass' }], { how: 'interrupted' })
    expect(eventsOf(interrupted).flatMap(progressLines('ru', plain)).at(-1)).toBe('Испытания прерваны.')
  })
})

describe('the closing block', () => {
  const lines = closingLines(
    record,
    {
      protocol: '/r/protocol.pdf',
      translations: [],
      reports: ['/r/report.html'],
      summary: '/r/summary.json',
      actRefusal: { ru: 'Акт не составлен', en: 'No Act' },
    },
    'en',
    plain,
  )

  test('gives outcome and counts, then each failure with expected, actual, clause, exchange and next step', () => {
    expect(lines[1]).toBe(
      'Does not conform · Object of testing: successful 1 of 5, not successful 1, inconclusive 2, not carried out 1',
    )
    const at = lines.indexOf('✗ Scenario b · sample/provider/b, through the platform')
    expect(lines.slice(at + 1, at + 8)).toEqual([
      '  step 2, check conforms',
      '    expected: /balances/0/amount: a decimal string',
      '    actual: /balances/0/amount: got a number',
      '    clause: P6.3b, Pilot report, section 6.3',
      '    exchange: GET /v3/accounts/6f1c/balances: HTTP 200 · attempts/0002.ndjson, event 3',
      '    likely cause: The amount is serialised as a number.',
      '    next: Send the amount as a string.',
    ])
    expect(lines).toContain('    … and 2 more')
  })

  test('tells one cause of several stops once', () => {
    expect(lines.filter((line) => line.includes('connection refused'))).toHaveLength(1)
    expect(lines).toContain('? Scenario d · sample/provider/d, direct')
  })

  test('names the documents and why there is no Act', () => {
    expect(lines.slice(-5)).toEqual([
      'Documents:',
      '  /r/protocol.pdf',
      '  /r/report.html',
      '  /r/summary.json',
      'No Act',
    ])
  })
})
