import fc from 'fast-check'
import { describe, expect, test } from '@jest/globals'
import { literal } from '../base/text.js'
import type { RunRecord } from '../model/run.js'
import type { GivenWaivers, Waiver } from '../model/waiver.js'
import { sampleRecord, type SampleScenario } from '../../tests/support/sample-record.js'
import { actView } from './act.js'
import { alone } from './basis.js'
import { proposedConclusion } from './conclusion.js'
import { departuresView } from './departures.js'
import { htmlOf } from './html.js'
import { actRefusal } from './refusal.js'
import { filledRows } from './rows.js'
import { summaryOf } from './summary.js'
import { wordings } from './wording/index.js'

const waiver: Waiver = {
  owner: 'Департамент цифровых каналов',
  requirement: 'P6.3b',
  reason: 'Прежняя система выводится в марте',
  expires: '2027-03-31',
  participant: 'ALATAUBK',
  system: 'sample',
}
const key = 'k'.repeat(43)
const ofOperator = { by: 'key', thumbprint: key, operator: true } as const
const ofOther = { by: 'key', thumbprint: key, operator: false } as const
const nobody = { by: 'nobody' } as const

const failed: readonly SampleScenario[] = [
  { name: 'a', ends: 'pass' },
  { name: 'b', ends: 'fail' },
]
const given = (signature: GivenWaivers['signature'], ...waivers: Waiver[]): GivenWaivers => ({ waivers, signature })
const record = (waivers: GivenWaivers, scenarios = failed): RunRecord => ({ ...sampleRecord(scenarios), waivers })
const refusalOf = (waivers: GivenWaivers, scenarios = failed) => actRefusal(record(waivers, scenarios))?.en

describe('an Act in spite of what failed', () => {
  test('is made where the operator signed waivers of all of it', () => {
    expect(refusalOf(given(ofOperator, waiver))).toBeUndefined()
  })

  test.each([
    ['nobody signed', given(nobody, waiver), 'The waivers are not signed'],
    ['somebody else signed', given(ofOther, waiver), `signed by the key ${key}, which is not named`],
    ['it has expired', given(ofOperator, { ...waiver, expires: '2026-11-21' }), 'requirements: P6.3b'],
  ])('is refused where %s', (_, waivers, said) => {
    expect(refusalOf(waivers)).toContain('these scripts failed: sample/provider/b (direct)')
    expect(refusalOf(waivers)).toContain(said)
  })

  test('says nothing of waivers that have nothing to do with the run', () => {
    expect(refusalOf(given(nobody, { ...waiver, participant: 'OTHER' }))).not.toContain('waivers')
  })

  test.each<[string, SampleScenario]>([
    ['is inconclusive', { name: 'c', ends: 'inconclusive' }],
    ['is open', { name: 'c', ends: 'open' }],
    ['was not provided for', { name: 'c', ends: { kind: 'not-provided', what: literal('x') } }],
    [
      'was not provided for and not required',
      { name: 'c', ends: { kind: 'not-provided', what: literal('x') }, required: false },
    ],
    ['fails in the self-check', { name: 'c', ends: 'fail', subject: 'platform' }],
  ])('is refused where something else %s: that is never waived', (_, also) => {
    expect(refusalOf(given(ofOperator, waiver), [...failed, also])).toBeDefined()
  })

  test('is refused where nothing that is required passed', () => {
    expect(refusalOf(given(ofOperator, waiver), [{ name: 'b', ends: 'fail' }])).toContain('no required script passed')
  })
})

const scenarios = fc.array(
  fc.record({
    name: fc.constantFrom('a', 'b', 'c'),
    ends: fc.constantFrom<SampleScenario['ends']>('pass', 'fail', 'inconclusive', 'open'),
    script: fc.constantFrom('success', 'failure'),
  }),
  { minLength: 1, maxLength: 4 },
)
const waiversOf = fc.array(
  fc.record({
    requirement: fc.constantFrom('P6.3b', 'C-request-id'),
    expires: fc.constantFrom('2026-11-21', '2027-03-31'),
    participant: fc.constantFrom('ALATAUBK', 'OTHER'),
  }),
  { maxLength: 3 },
)
const signatures = fc.constantFrom<GivenWaivers['signature']>(nobody, ofOther, ofOperator)

test('waivers change no outcome, no verdict and no row, and only what the operator signed changes whether there is an Act', () => {
  fc.assert(
    fc.property(scenarios, waiversOf, signatures, (ends, changes, signature) => {
      const plain = sampleRecord(ends)
      const waived = { ...plain, waivers: given(signature, ...changes.map((change) => ({ ...waiver, ...change }))) }
      const states = (of: RunRecord) => {
        const { outcome, counts, scenarios: each } = summaryOf(of)
        return { outcome, counts, ends: (each as { outcome: string }[]).map(({ outcome: one }) => one) }
      }
      expect(states(waived)).toEqual(states(plain))
      const notes = (of: RunRecord) => filledRows(alone(of)).map(({ parts }) => parts.map(({ note }) => note))
      expect(notes(waived)).toEqual(notes(plain))
      const holds = changes.some(
        (one) => one.participant === 'ALATAUBK' && one.requirement === 'P6.3b' && one.expires > '2027',
      )
      if (signature !== ofOperator || !holds)
        expect(actRefusal(waived) === undefined).toBe(actRefusal(plain) === undefined)
    }),
  )
})

describe('documents print waivers', () => {
  const run = record(given(ofOperator, waiver, { ...waiver, requirement: 'C-request-id' }))
  const printed = JSON.stringify(departuresView(alone(run), 'ru'))

  test('the Protocol: owner, requirement, reason, last day, signature, what it covers; the row stays as it was', () => {
    for (const said of [
      'Разрешение № 1',
      waiver.owner,
      waiver.reason,
      'P6.3b (Отчёт о пилоте, раздел 6.3)',
      '31.03.2027',
      `ключ ${key}, названный ключом Оператора`,
      'несоответствия в сценариях: sample/provider/b (напрямую)',
      'ничего: такого несоответствия в этих испытаниях нет',
      '№ 1, действует по 31.03.2027; результата не меняет',
    ])
      expect(printed).toContain(said)
    expect(filledRows(alone(run))[0]?.parts[0]?.note).toBe('failed')
    expect(proposedConclusion(run, wordings.ru)).toContain('допустить объект испытаний по 31.03.2027')
    expect(proposedConclusion(record(given(nobody, waiver)), wordings.ru)).not.toContain('допустить')
  })

  test.each([
    [nobody, 'не подписано, поэтому Акта не открывает'],
    [ofOther, 'который не назван ключом Оператора'],
  ])('the Protocol says that a signature is not the operator’s: %#', (signature, said) => {
    expect(JSON.stringify(departuresView(alone(record(given(signature, waiver))), 'ru'))).toContain(said)
  })

  test('the Act says that it rests on them, in every language, and only on those that cover something', () => {
    for (const language of ['ru', 'kk', 'en'] as const) {
      const act = JSON.stringify(actView(alone(run), {}, language))
      expect(act).toContain(wordings[language].act.waived.lead)
      expect(act).toContain('31.03.2027')
      expect(act).not.toContain('C-request-id')
    }
    expect(actView(alone(sampleRecord([{ name: 'a', ends: 'pass' }])), {}, 'ru')).toMatchObject({ waived: null })
  })

  test('data that was given out is said first', () => {
    const leak = disclosing(run)
    expect(departuresView(alone(leak), 'ru').waivers?.disclosure).toContain('разрешениям № 1 означают')
    expect(JSON.stringify(actView(alone(leak), {}, 'en'))).toContain('must be protected was given out')
    expect(departuresView(alone(run), 'ru').waivers?.disclosure).toBeNull()
  })

  test('the page and summary.json', () => {
    const page = htmlOf(run, 'ru')
    for (const said of [waiver.owner, waiver.reason, 'Waiver No. 1', 'This Act rests on waivers'])
      expect(page).toContain(said)
    expect(summaryOf(run)).toMatchObject({
      outcome: 'fail',
      waivers: {
        signature: ofOperator,
        unlockAct: true,
        given: [
          { number: 1, requirement: 'P6.3b', state: 'applies', covers: [{ scenario: 'sample/provider/b' }] },
          { number: 2, state: 'no-departure', covers: [] },
        ],
      },
    })
    expect(JSON.stringify(summaryOf(run))).toContain('"weight":"failure","waiver":1')
    expect(summaryOf(sampleRecord(failed))).toMatchObject({ waivers: null })
  })
})

/** The same run, with what failed found by a check of what must not be seen. */
function disclosing(of: RunRecord): RunRecord {
  return {
    ...of,
    attempts: of.attempts.map((attempt) => ({
      ...attempt,
      verdict: {
        ...attempt.verdict,
        findings: attempt.verdict.findings.map((finding) =>
          finding.result === 'departed' ? { ...finding, check: 'discloses-nothing-of' } : finding,
        ),
      },
    })),
  }
}
