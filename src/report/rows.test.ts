import { describe, expect, test } from '@jest/globals'
import { literal } from '../base/text.js'
import { sampleRecord, type SampleScenario } from '../../tests/support/sample-record.js'
import { alone } from './basis.js'
import { proposedConclusion } from './conclusion.js'
import { isDraft } from './results.js'
import { filledRows } from './rows.js'
import { wordings } from './wording/index.js'

const notes = (...scenarios: SampleScenario[]) =>
  filledRows(alone(sampleRecord(scenarios))).map(({ parts }) => parts[0]?.note ?? 'notRun')
const failure = { script: 'failure' } as const
const notProvided = { kind: 'not-provided', what: literal('a second client') } as const
const notApplicable = { kind: 'not-applicable', why: literal('no such clients') } as const

describe('the rows of the Protocol', () => {
  test('are four, and rows of another system stay «Не проводилось»', () => {
    expect(notes({ name: 'a', ends: 'pass' }, { name: 'b', ends: 'pass', ...failure })).toEqual([
      'passed',
      'passed',
      'notRun',
      'notRun',
    ])
  })

  test('one script that failed makes its row «Не успешно», and only its row', () => {
    expect(
      notes({ name: 'a', ends: 'pass' }, { name: 'b', ends: 'fail' }, { name: 'c', ends: 'pass', ...failure }).slice(
        0,
        2,
      ),
    ).toEqual(['failed', 'passed'])
  })

  test('a script without a verdict leaves its row «Не проводилось», but takes no failure away', () => {
    expect(notes({ name: 'a', ends: 'pass' }, { name: 'b', ends: 'inconclusive' })[0]).toBe('notRun')
    expect(notes({ name: 'a', ends: 'pass' }, { name: 'b', ends: 'open' })[0]).toBe('notRun')
    expect(notes({ name: 'a', ends: 'fail' }, { name: 'b', ends: 'inconclusive' })[0]).toBe('failed')
  })

  test('what is not applicable does not stand in the way; what was not provided does, if it is required', () => {
    expect(notes({ name: 'a', ends: 'pass' }, { name: 'b', ends: notApplicable })[0]).toBe('passed')
    expect(notes({ name: 'a', ends: 'pass' }, { name: 'b', ends: notProvided })[0]).toBe('notRun')
    expect(notes({ name: 'a', ends: 'pass' }, { name: 'b', ends: notProvided, required: false })[0]).toBe('passed')
    expect(notes({ name: 'a', ends: notApplicable })[0]).toBe('notRun')
  })

  test('scripts of the platform fill no row', () => {
    expect(notes({ name: 'a', ends: 'fail', subject: 'platform' }, { name: 'b', ends: 'pass' })[0]).toBe('passed')
  })
})

describe('the proposed conclusion', () => {
  const propose = (scenarios: SampleScenario[], how?: 'interrupted') =>
    proposedConclusion(sampleRecord(scenarios, how ? { how } : {}), wordings.ru)

  test('recognises the subject only where an Act may be made', () => {
    expect(propose([{ name: 'a', ends: 'pass' }])).toMatch(/^Все обязательные сценарии пройдены \(успешно 1 из 1\)/)
    expect(
      propose([
        { name: 'a', ends: 'pass' },
        { name: 'b', ends: notProvided },
      ]),
    ).toContain('признавать объект испытаний соответствующим требованиям не предлагается')
  })

  test('says that it failed before it says that something is open', () => {
    expect(
      propose([
        { name: 'a', ends: 'fail' },
        { name: 'b', ends: 'inconclusive' },
      ]),
    ).toMatch(/^Испытания не пройдены \(успешно 0 из 2, не успешно 1, без вывода 1\)/)
    expect(
      propose([
        { name: 'a', ends: 'pass' },
        { name: 'b', ends: 'inconclusive' },
      ]),
    ).toMatch(/^Испытания не завершены или не дали вывода/)
    expect(propose([{ name: 'a', ends: 'pass' }], 'interrupted')).toMatch(/^Испытания не завершены или не дали вывода/)
  })
})

test('a Protocol is a draft while anything has no verdict, even where the run failed', () => {
  const draft = (...scenarios: SampleScenario[]) => isDraft(sampleRecord(scenarios))
  expect(draft({ name: 'a', ends: 'pass' })).toBe(false)
  expect(draft({ name: 'a', ends: 'fail' })).toBe(false)
  expect(draft({ name: 'a', ends: 'fail' }, { name: 'b', ends: 'inconclusive' })).toBe(true)
  expect(draft({ name: 'a', ends: 'pass' }, { name: 'b', ends: 'inconclusive', subject: 'platform' })).toBe(true)
  expect(isDraft(sampleRecord([{ name: 'a', ends: 'pass' }], { how: 'interrupted' }))).toBe(true)
})
