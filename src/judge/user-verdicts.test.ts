import fc from 'fast-check'
import { describe, expect, test } from '@jest/globals'
import type { TokenFact } from '../model/exchange.js'
import type { ScenarioHead } from '../model/plan.js'
import {
  userAttempt,
  verdictOn,
  verdictText,
  type SampleCheck,
  type SampleStep,
} from '../../tests/support/sample-attempt.js'

/** Whom an application's scripts charge: design, section 6, for what the subject sends and our platform answers. */
type Answered = NonNullable<SampleStep['answers']>[number]
type Row = readonly [when: string, steps: readonly SampleStep[], so: string]

const inbound = (status: number, more: Answered = {}, answered: 'normally' | 'as-told' = 'normally'): Answered => ({
  status,
  ...more,
  request: {
    peer: 'platform',
    via: 'through',
    credential: { certificate: 'app', authorization: 'bearer' },
    ...more.request,
    inbound: { mark: 1, answered },
  },
  facts: { origin: 'platform', ...more.facts },
})
const told = (status: number): Answered => inbound(status, {}, 'as-told')
const ok: SampleCheck = ['status', 200, 'of-user']
const awaiting = (checks: readonly SampleCheck[], ...answers: Answered[]): SampleStep => ({
  kind: 'await',
  checks,
  answers,
})
const control = (...answers: Answered[]) => awaiting([ok], ...answers)
const few = (most: number, ...answers: Answered[]) =>
  awaiting([['requests', { 'at-most': most }, 'of-user']], ...answers)
const good = control(inbound(200))
const departure = { at: 'query:pageSize', rule: 'maximum', expected: 'maximum 100', seen: 'integer' }
const wrong = (status: number) => inbound(status, { facts: { contract: [departure] } })
const conforming = (...answers: Answered[]) => awaiting([['conforms', 'request', 'of-user']], ...answers)
const assertion = (secondsLeft: number): TokenFact => ({
  ...{ where: 'request client_assertion', alg: 'ES256', audience: 'platform', bound: false, scopes: [] },
  secondsLeft,
})

function judged(rows: readonly Row[], scenario: Partial<ScenarioHead> = {}, proven: readonly string[] = []): void {
  test.each(rows)('%s', (_, steps, so) => {
    expect(verdictText(verdictOn(userAttempt(steps, scenario), proven))).toBe(so)
  })
}

describe('a request that our platform refused', () => {
  judged([
    ['401 before this credential has worked: it is not set up', [control(inbound(401))], 'inconclusive configuration'],
    ['403 before it has worked', [control(inbound(403))], 'inconclusive configuration'],
    ['401 after it has worked', [good, control(inbound(401))], 'fail of-user'],
    ['400 is the request’s own fault at once', [control(inbound(400))], 'fail of-user'],
    ['404 too', [control(inbound(404))], 'fail of-user'],
    [
      'after a request without checks that was served',
      [awaiting([], inbound(200)), control(inbound(401))],
      'fail of-user',
    ],
    ['429: the limit of the rate was reached', [good, control(inbound(429))], 'inconclusive throttled'],
    ['where a refusal was to be expected', [good, awaiting([], inbound(403))], 'pass'],
    [
      '400 with a client assertion that is over by our clock',
      [control(inbound(400, { facts: { tokens: [assertion(-5)] } }))],
      'inconclusive environment',
    ],
  ])
  judged([['401, proven in an earlier attempt', [control(inbound(401))], 'fail of-user']], {}, ['inbound/app/bearer'])
  judged([['401, proven for what we send only', [control(inbound(401))], 'inconclusive configuration']], {}, [
    'platform/through/app/bearer',
  ])
})

describe('our own platform', () => {
  judged([
    ['that fails charges nobody', [good, control(inbound(500))], 'inconclusive platform'],
    ['that fails in a window', [good, few(5, inbound(502))], 'inconclusive platform'],
    ['that was told to fail is no doubt', [good, few(5, told(503), told(503))], 'pass'],
    ['that was told to answer so says nothing by its status', [good, control(told(200))], 'inconclusive harness'],
    ['that was told to refuse charges nobody', [good, control(told(401))], 'inconclusive harness'],
    ['a failure found before it stands', [good, few(0, inbound(200)), control(inbound(500))], 'fail of-user'],
  ])
})

describe('what the application sent', () => {
  judged([
    ['is its own, whoever answered', [conforming(wrong(200))], 'fail of-user'],
    ['is its own where it was refused', [conforming(wrong(400))], 'fail of-user'],
    [
      'is its own where the answer was told',
      [conforming(inbound(503, { facts: { contract: [departure] } }, 'as-told'))],
      'fail of-user',
    ],
    ['conforms', [conforming(inbound(200))], 'pass'],
    ['too often', [good, few(1, told(503), told(503))], 'fail of-user'],
    ['without an answer of ours', [good, few(1, inbound(200, { failure: { kind: 'reset', detail: '' } }))], 'pass'],
    [
      'and was to be answered, but the connection broke',
      [good, control(inbound(200, { failure: { kind: 'reset', detail: '' } }))],
      'inconclusive environment',
    ],
  ])
})

describe('what did not come', () => {
  const vain: SampleStep = { kind: 'await', trouble: { cause: 'environment', what: 'in vain' } }
  judged([
    ['is awaited in vain', [vain], 'inconclusive environment'],
    ['after a failure, which stands', [few(0, inbound(200)), vain], 'fail of-user'],
  ])

  test('is told with what to look at in the application', () => {
    const { findings } = verdictOn(userAttempt([vain]))
    expect(findings[0]).toMatchObject({ next: { en: expect.stringContaining("the application's log") } })
  })
})

describe('what we asked ourselves', () => {
  judged([
    [
      'charges no application',
      [{ checks: [ok], answers: [{ status: 404, request: { peer: 'platform' } }] }],
      'inconclusive platform',
    ],
    ['prepares, and has to succeed', [good, { answers: [{ status: 404 }] }], 'inconclusive configuration'],
  ])
})

describe('an exchange that stands at another step', () => {
  test('is judged at each step that recalls it', () => {
    const attempt = userAttempt([good, { kind: 'calls', checks: [['requests', { 'at-most': 0 }, 'of-user']] }])
    const at = attempt.events.findIndex(({ type }) => type === 'exchange')
    const events = [
      ...attempt.events.slice(0, -1),
      { type: 'recalled', at: '2026-11-22T07:42:16.123Z', step: '2', exchanges: [at] } as const,
      ...attempt.events.slice(-1),
    ]
    const verdict = verdictOn({ ...attempt, events })
    expect(verdictText(verdict)).toBe('fail of-user')
    expect(verdict.findings.at(-1)).toMatchObject({ exchange: at })
  })
})

const answer = fc.oneof(
  fc.constantFrom(200, 201, 303, 400, 401, 403, 404, 429, 500, 503).map((status) => inbound(status)),
  fc.constantFrom(200, 303, 401, 503).map(told),
  fc.constantFrom('reset', 'truncated').map((kind) => inbound(200, { failure: { kind, detail: '' } })),
)
const check: fc.Arbitrary<SampleCheck> = fc.constantFrom(
  ok,
  ['requests', { 'at-most': 9 }, 'of-user'],
  ['conforms', 'request', 'of-user'],
)
const step = fc.record({ checks: fc.array(check, { maxLength: 2 }), answers: fc.array(answer, { maxLength: 3 }) })

test('an application whose requests conform and are few is charged for nothing but a refusal of ours', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (steps) => {
      const verdict = verdictOn(userAttempt(steps.map((one) => ({ kind: 'await', ...one }))))
      if (verdict.outcome !== 'fail') return
      const charged = verdict.findings.filter(({ id }) => verdict.charged.includes(id))
      expect(charged.every(({ check: kind, actual }) => kind === 'status' && !/50\d/.test(actual.en))).toBe(true)
    }),
  )
})

test('an answer that was told, or a failure of our platform, charges nobody', () => {
  const ours = fc.oneof(
    fc.constantFrom(200, 401, 400, 503).map(told),
    fc.constantFrom(500, 502, 503).map((s) => inbound(s)),
  )
  fc.assert(
    fc.property(
      fc.array(fc.record({ checks: fc.array(check), answers: fc.array(ours) }), { minLength: 1 }),
      (steps) => {
        const verdict = verdictOn(userAttempt(steps.map((one) => ({ kind: 'await', ...one }))))
        expect(verdict.outcome).not.toBe('fail')
      },
    ),
  )
})

test('judging what an application did is a function: the same evidence has the same verdict when it is read again', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (steps) => {
      const attempt = userAttempt(steps.map((one) => ({ kind: 'await', ...one })))
      const reread = JSON.parse(JSON.stringify(attempt)) as typeof attempt
      expect(verdictOn(reread)).toEqual(verdictOn(attempt))
    }),
  )
})
