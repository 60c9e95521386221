import { describe, expect, test } from '@jest/globals'
import { literal } from '../base/text.js'
import { sampleRecord, type SampleScenario } from '../../tests/support/sample-record.js'
import { actRefusal } from './refusal.js'

const refusal = (...scenarios: SampleScenario[]) => actRefusal(sampleRecord(scenarios))
const good: SampleScenario = { name: 'good', ends: 'pass' }

describe('an Act', () => {
  test('is made when every required script passed, those not applicable aside', () => {
    expect(refusal(good)).toBeUndefined()
    expect(refusal(good, { name: 'b', ends: { kind: 'not-applicable', why: literal('none') } })).toBeUndefined()
    expect(refusal(good, { name: 'p', ends: 'pass', subject: 'platform' })).toBeUndefined()
  })

  test.each<[string, SampleScenario, string, string]>([
    [
      'failed',
      { name: 'b', ends: 'fail' },
      'не пройдены сценарии: sample/provider/b (напрямую). Устраните',
      'sample/provider/b (direct)',
    ],
    [
      'is inconclusive',
      { name: 'b', ends: 'inconclusive', mode: 'through' },
      'нет вывода по сценариям: sample/provider/b (через платформу).',
      'inconclusive',
    ],
    ['is open', { name: 'b', ends: 'open' }, 'не завершены сценарии: sample/provider/b', 'not finished'],
    [
      'was not provided for',
      { name: 'b', ends: { kind: 'not-provided', what: literal('x') } },
      'Дополните файл цели',
      'Complete the target file',
    ],
    [
      'is a self-check that failed',
      { name: 'b', ends: 'fail', subject: 'platform' },
      'самопроверка платформы не прошла: sample/platform/b',
      'self-check',
    ],
    [
      'is a self-check that is inconclusive',
      { name: 'b', ends: 'inconclusive', subject: 'platform' },
      'самопроверка платформы не прошла',
      'self-check',
    ],
  ])('is refused when a script %s, and the sentence names it', (_, scenario, ru, en) => {
    const text = refusal(good, scenario)
    expect(text?.ru).toMatch(/^Акт не составлен: /)
    expect(text?.ru).toContain(ru)
    expect(text?.en).toContain(en)
    expect(text?.kk).toMatch(/^Акт жасалмады: /)
  })

  test('is refused when the run was cut short, though all that ran passed', () => {
    expect(actRefusal(sampleRecord([good], { how: 'interrupted' }))?.ru).toContain('испытания прерваны')
  })

  test('is refused when nothing is required, or nothing required passed', () => {
    expect(refusal({ ...good, required: false })?.ru).toContain('не задан обязательный набор')
    expect(refusal({ name: 'b', ends: { kind: 'not-applicable', why: literal('none') } })?.ru).toContain(
      'ни один обязательный сценарий не пройден',
    )
  })

  test('is refused when the selection left a required script out', () => {
    const record = sampleRecord([good])
    const plan = {
      ...record.plan,
      required: [...record.plan.required, { scenario: 'sample/provider/other', mode: 'through' as const }],
    }
    expect(actRefusal({ ...record, plan })?.ru).toContain(
      'не проводились обязательные сценарии: sample/provider/other (через платформу)',
    )
  })

  test('names five scripts of a long list and the number of the rest', () => {
    const many = Array.from({ length: 8 }, (_, i): SampleScenario => ({ name: `s${i}`, ends: 'fail' }))
    const text = refusal(...many)?.ru ?? ''
    expect(text).toContain('sample/provider/s4 (напрямую), ещё 3.')
    expect(text).not.toContain('sample/provider/s5')
  })
})
