import { describe, expect, test } from '@jest/globals'
import {
  judgeContext,
  sampleAttempt,
  verdictOn,
  verdictText,
  type SampleCheck,
  type SampleStep,
} from '../../tests/support/sample-attempt.js'
import { judgeAttempt } from './attempt.js'

/** Certificate and token of the samples, as they are proven by a control that succeeded. */
const credential = 'subject/direct/platform/bearer'
const ok: SampleCheck = ['status', 200]
const control: SampleStep = { checks: [ok], answers: [{ status: 200 }] }
const refused = { failure: { kind: 'refused', detail: '' } } as const
const timeout = { failure: { kind: 'timeout', limitMs: 15_000, phase: 'response' } } as const

describe('weight', () => {
  test.each([
    ['source', 'failure'],
    ['contract', 'failure'],
    ['choice', 'warning'],
    ['should', 'warning'],
    ['may', 'note'],
    ['choice-may', 'note'],
    ['platform', 'note'],
    ['unheard-of', 'note'],
  ])('a departure from what is %s is a %s', (id, weight) => {
    const { findings } = verdictOn(sampleAttempt([{ checks: [['status', 200, id]], answers: [{ status: 404 }] }]))
    expect(findings).toMatchObject([{ result: 'departed', requirement: id, weight }])
  })
})

describe('a call of a procedure', () => {
  const inner = [{ answers: [{}] }, { answers: [{}] }]

  test('is judged by its steps, then by its own checks', () => {
    const redirect: SampleCheck = ['redirected', { of: '${back}', code: true }]
    const fact = { check: 0, kind: 'redirected', version: 1, fact: { error: 'absent', code: false } }
    const call: SampleStep = { inner, checks: [redirect], captured: [fact] }
    expect(verdictText(verdictOn(sampleAttempt([control, call])))).toBe('fail source')
  })

  test('that lacks what it takes stops before its first step', () => {
    const call: SampleStep = { inner: [{ notReached: true }], unresolved: 'list.body.accounts' }
    const verdict = verdictOn(sampleAttempt([control, call], {}, 'stopped'))
    expect(verdictText(verdict)).toBe('inconclusive configuration')
    expect(verdict.findings.at(-1)?.actual.en).toContain('list.body.accounts')
  })

  test('that cannot give what it promised stops the rest', () => {
    const call: SampleStep = { inner, unresolved: 'tokens.body.access_token' }
    expect(verdictText(verdictOn(sampleAttempt([control, call, { notReached: true }], {}, 'stopped')))).toBe(
      'inconclusive configuration',
    )
  })

  test('that cannot give what it promised is no pass where it stands last', () => {
    const call: SampleStep = { inner, unresolved: 'tokens.body.access_token' }
    expect(verdictText(verdictOn(sampleAttempt([control, call], {}, 'stopped')))).toBe('inconclusive configuration')
  })
})

describe('an attempt that was cut off', () => {
  test.each(['stopped', 'interrupted', null] as const)('and ended as %s is never a pass', (how) => {
    expect(verdictText(verdictOn(sampleAttempt([control, control], {}, how)))).toBe('inconclusive environment')
    expect(verdictText(verdictOn(sampleAttempt([control, { checks: [ok], notReached: true }], {}, how)))).toBe(
      'inconclusive environment',
    )
  })

  test('keeps the failure that it found', () => {
    const failing: SampleStep = { checks: [ok], answers: [{ status: 404 }] }
    expect(verdictText(verdictOn(sampleAttempt([failing, { notReached: true }], {}, null)))).toBe('fail source')
  })

  test('without any record was not carried out', () => {
    const { item } = sampleAttempt([control])
    expect(verdictText(verdictOn({ item, events: [] }))).toBe('inconclusive environment')
  })

  test('is not told by what its undoing lacked', () => {
    const { item, events } = sampleAttempt([control, { notReached: true, checks: [ok] }], {}, null)
    const undo = { type: 'unresolved', at: '', step: 'undo.1.1', reference: 'consentId' } as const
    expect(verdictText(verdictOn({ item, events: [...events, undo] }))).toBe('inconclusive environment')
  })
})

test('what was not judged is named', () => {
  const stopped = verdictOn(sampleAttempt([control, { checks: [ok], answers: [timeout] }, control, control]))
  expect(stopped.unjudged.map(({ step }) => step)).toEqual(['3', '4'])
  expect(verdictOn(sampleAttempt([control, control])).unjudged).toEqual([])
  expect(verdictOn(sampleAttempt([control, { checks: [ok], answers: [timeout] }])).unjudged).toEqual([])
})

test('a finding says where it stands, and what it rests on', () => {
  const [, second] = verdictOn(
    sampleAttempt([{ checks: [ok, ['conforms', 'response', 'contract']], answers: [{}] }]),
  ).findings
  expect(second).toEqual({
    id: '1:1:1:1',
    place: { scenario: 'sample/provider/one', step: '1', check: 1 },
    check: 'conforms',
    requirement: 'contract',
    result: 'met',
    expected: expect.anything(),
    actual: expect.anything(),
    exchange: 2,
  })
})

test('ids of findings differ', () => {
  const ids = verdictOn(sampleAttempt([control, control, { checks: [ok, ok, ok], answers: [{}] }])).findings.map(
    ({ id }) => id,
  )
  expect(new Set(ids).size).toBe(ids.length)
})

test('a connection failure names the address and says how to go on', () => {
  const { findings } = verdictOn(sampleAttempt([{ checks: [ok], answers: [refused] }]))
  const [finding] = findings
  expect(finding?.result === 'undecided' && finding.next.en).toContain('https://bank.example')
})

test('a credential is proven by a control that succeeded, not by a preparation', () => {
  const proven = (steps: readonly SampleStep[]) => {
    const { item, events } = sampleAttempt(steps)
    return [...judgeAttempt(item, { attempt: 1, events }, new Set(), judgeContext).proven]
  }
  expect(proven([control])).toEqual([credential])
  expect(proven([{ answers: [{}] }])).toEqual([])
  expect(proven([{ checks: [ok], answers: [{ status: 401 }] }])).toEqual([])
})
