import { describe, expect, test } from '@jest/globals'
import { literal } from '../base/text.js'
import { judgeContext, sampleAttempt, scenarioHead, verdictText } from '../../tests/support/sample-attempt.js'
import type { PlanItem } from '../model/plan.js'
import type { SkipReason, Verdict } from '../model/verdict.js'
import { RunJudge, runOutcome } from './run.js'

type Told = 'pass' | 'fail' | 'inconclusive' | SkipReason
const notProvided: SkipReason = { kind: 'not-provided', what: literal('a client') }
const notApplicable: SkipReason = { kind: 'not-applicable', why: literal('no such product') }

function verdict(told: Told): Verdict {
  const nothing = { findings: [], unjudged: [] }
  if (typeof told === 'object') return { outcome: 'skipped', reason: told, ...nothing }
  if (told === 'pass') return { outcome: 'pass', ...nothing }
  if (told === 'fail') return { outcome: 'fail', charged: ['1'], ...nothing }
  return { outcome: 'inconclusive', cause: 'environment', why: '1', ...nothing }
}

function outcome(ofSubject: readonly Told[], ofPlatform: readonly Told[] = []): string {
  const entry = (subject: 'provider' | 'platform') => (told: Told) => {
    const item: PlanItem = { ...sampleAttempt([]).item, scenario: scenarioHead({ subject }) }
    return { item, verdict: verdict(told) }
  }
  return runOutcome({ role: 'provider' }, [...ofSubject.map(entry('provider')), ...ofPlatform.map(entry('platform'))])
}

describe('the outcome of a run', () => {
  test.each<[Told[], Told[], string]>([
    [['pass', 'pass'], [], 'pass'],
    [['pass', 'fail'], [], 'fail'],
    [['fail', 'inconclusive', notProvided], [], 'fail'],
    [['pass', 'inconclusive'], [], 'inconclusive'],
    [['pass', 'inconclusive', notProvided], [], 'inconclusive'],
    [['pass', notProvided], [], 'open'],
    [['pass', notApplicable], [], 'pass'],
    // Nothing passed: nothing is shown.
    [[notApplicable], [], 'open'],
    [[], [], 'open'],
    [[], ['pass'], 'open'],
    // The platform's self-check is trusted or not; it never fails the subject.
    [['pass'], ['pass', notProvided], 'pass'],
    [['pass'], ['fail'], 'inconclusive'],
    [['pass'], ['inconclusive'], 'inconclusive'],
    [['fail'], ['fail'], 'fail'],
    [[notProvided], ['fail'], 'inconclusive'],
  ])('%j with a self-check of %j: %s', (ofSubject, ofPlatform, so) => {
    expect(outcome(ofSubject, ofPlatform)).toBe(so)
  })
})

describe('judging attempts one after another', () => {
  const good = sampleAttempt([{ checks: [['status', 200]], answers: [{ status: 200 }] }])
  const refused = sampleAttempt([{ checks: [['status', 200]], answers: [{ status: 401 }] }])

  test('a credential that one attempt proved counts for the next, never for the one before', () => {
    const judge = new RunJudge(judgeContext)
    expect([refused, good, refused].map(({ item, events }) => verdictText(judge.judge(item, events)))).toEqual([
      'inconclusive configuration',
      'pass',
      'fail source',
    ])
  })

  test('what was left out keeps its reason', () => {
    const item: PlanItem = { scenario: scenarioHead(), mode: 'direct', planned: false, reason: notApplicable }
    expect(new RunJudge(judgeContext).judge(item, [])).toEqual(verdict(notApplicable))
  })
})
