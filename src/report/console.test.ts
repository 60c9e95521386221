import { describe, expect, test } from '@jest/globals'
import { sampleRecord } from '../../tests/support/sample-record.js'
import type { RunEvent, RunRecord } from '../model/run.js'
import { leftOutLines, progressLines, type Paint } from './console.js'

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
  { name: 'e', ends: { kind: 'not-provided', what: { ru: 'второго клиента', en: 'a second client' } } },
])

describe('lines of progress', () => {
  test('tell in the reader’s language why something is not run', () => {
    expect(eventsOf(record).flatMap(progressLines('ru', plain)).at(-1)).toBe(
      '– Сценарий e (не проводится, нет необходимого: второго клиента)',
    )
  })

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

test('a plan says why something is left out, and asks what a person would have to answer', () => {
  const why = { ru: 'нет такого продукта', en: 'no such product' }
  expect(leftOutLines({ kind: 'not-applicable', why }, 'ru')).toEqual(['не проводится: нет такого продукта'])
  const what = { ru: 'испытываемого приложения', en: 'an application under test' }
  const toConfirm = [{ ru: 'Видно?', en: 'Is it seen?' }]
  expect(leftOutLines({ kind: 'not-provided', what, toConfirm }, 'ru')).toEqual([
    'не проводится, нет необходимого: испытываемого приложения',
    'подлежит подтверждению: Видно?',
  ])
  expect(leftOutLines({ kind: 'not-provided', what, toConfirm }, 'en')).toEqual([
    'not run, missing: an application under test',
    'to be confirmed: Is it seen?',
  ])
})
