import fc from 'fast-check'
import { expect, test } from '@jest/globals'
import { sampleAttempt, verdictOn, verdictText, type SampleStep } from '../../tests/support/sample-attempt.js'
import { runOutcome } from './run.js'

/** Steps as they could have gone: checks of every weight, answers of every kind, trouble, values that are missing. */
const check = fc.tuple(
  fc.constant('status'),
  fc.constantFrom(200, 403),
  fc.constantFrom('source', 'contract', 'choice', 'should', 'may', 'platform'),
)
const answer = fc.oneof(
  fc.constantFrom(200, 201, 302, 401, 403, 404, 429, 500).map((status) => ({ status })),
  fc.constantFrom('refused', 'reset', 'truncated').map((kind) => ({ failure: { kind, detail: '' } }) as const),
  fc.constant({ status: 502, request: { via: 'through' }, facts: { origin: 'platform' } } as const),
)
const step: fc.Arbitrary<SampleStep> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ checks: fc.array(check, { maxLength: 3 }), answers: fc.array(answer, { maxLength: 2 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ trouble: { cause: 'platform', what: 'so' } } as const) },
  { weight: 1, arbitrary: fc.constant({ unresolved: 'list.body' }) },
)
const steps = fc.array(step, { minLength: 1, maxLength: 5 })
const script = fc.constantFrom('success', 'failure')
const how = fc.constantFrom('complete', 'stopped', 'interrupted', null)

test('judging is a function: the same evidence has the same verdict, before and after it was written down', () => {
  fc.assert(
    fc.property(steps, script, how, (went, kind, end) => {
      const attempt = sampleAttempt(went, { script: kind }, end)
      const reread = JSON.parse(JSON.stringify(attempt)) as typeof attempt
      expect(verdictOn(attempt)).toEqual(verdictOn(attempt))
      expect(verdictOn(reread)).toEqual(verdictOn(attempt))
    }),
  )
})

test('one more check that is met changes no outcome', () => {
  // An answer that conforms meets `conforms`, so the step that gets it has to have answers and no failure.
  const judged = (step: SampleStep) => (step.checks ?? []).length > 0 && (step.answers ?? []).length > 0
  const connected = (step: SampleStep) => (step.answers ?? []).every((one) => one.failure === undefined)
  const met = ['conforms', 'response', 'source'] as const
  fc.assert(
    fc.property(steps, script, fc.nat(), (went, kind, at) => {
      const chosen = at % went.length
      fc.pre(went.some((step, i) => i === chosen && judged(step) && connected(step)))
      const more = went.map((step, i) => (i === chosen ? { ...step, checks: [...(step.checks ?? []), met] } : step))
      expect(verdictText(verdictOn(sampleAttempt(more, { script: kind })))).toBe(
        verdictText(verdictOn(sampleAttempt(went, { script: kind }))),
      )
    }),
  )
})

test('a verdict is never nonsense', () => {
  fc.assert(
    fc.property(steps, script, how, (went, kind, end) => {
      const verdict = verdictOn(sampleAttempt(went, { script: kind }, end))
      const failures = verdict.findings.filter((f) => f.result === 'departed' && f.weight === 'failure')
      const undecided = verdict.findings.filter(({ result }) => result === 'undecided')
      expect(undecided.length).toBeLessThanOrEqual(1)
      expect(verdict.outcome === 'fail').toBe(failures.length > 0)
      if (verdict.outcome === 'fail') expect([...verdict.charged]).toEqual(failures.map(({ id }) => id))
      if (verdict.outcome === 'inconclusive') expect(undecided.map(({ id }) => id)).toEqual([verdict.why])
      if (verdict.outcome === 'pass') {
        expect(end).toBe('complete')
        expect(undecided).toEqual([])
        expect(verdict.unjudged).toEqual([])
        expect(verdict.findings.length).toBeGreaterThan(0)
      }
    }),
  )
})

test('a run with a charged failure is never a pass, whatever else is in it', () => {
  const attempt = fc.tuple(steps, script, how).map(([went, kind, end]) => {
    const sample = sampleAttempt(went, { script: kind }, end)
    return { item: sample.item, verdict: verdictOn(sample) }
  })
  fc.assert(
    fc.property(fc.array(attempt, { minLength: 1, maxLength: 6 }), (attempts) => {
      const run = runOutcome({ role: 'provider' }, attempts)
      const outcomes = attempts.map(({ verdict }) => verdict.outcome)
      expect(run === 'fail').toBe(outcomes.includes('fail'))
      if (run === 'pass') expect(outcomes.every((outcome) => outcome === 'pass')).toBe(true)
    }),
  )
})
