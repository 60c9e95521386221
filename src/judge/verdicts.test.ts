import { describe, expect, test } from '@jest/globals'
import {
  sampleAttempt,
  verdictOn,
  verdictText,
  type SampleCheck,
  type SampleStep,
} from '../../tests/support/sample-attempt.js'
import { at } from '../../tests/support/sample-exchange.js'
import type { TokenFact } from '../model/exchange.js'
import type { ScenarioHead } from '../model/plan.js'

/** Design, section 6: each row of its table that scripts can reach so far, and what follows from the rest of it. */
type Row = readonly [when: string, steps: readonly SampleStep[], so: string]
type Answered = NonNullable<SampleStep['answers']>[number]

const alert: Answered = { failure: { kind: 'tls-alert', alert: 'certificate_required' } }
const timeout: Answered = { failure: { kind: 'timeout', limitMs: 15_000, phase: 'response' } }
const noProxy: Answered = { failure: { kind: 'proxy', proxy: 'http://127.0.0.1:3128', detail: 'HTTP 407' } }
const endless: Answered = { failure: { kind: 'too-large', limitBytes: 1 } }
const plainFailures = ['refused', 'reset', 'dns', 'unreachable', 'truncated', 'other'] as const
const fails = (kind: (typeof plainFailures)[number] | 'untrusted-peer' | 'unsendable', detail = ''): Answered => ({
  failure: { kind, detail },
})

/** What a gateway answers itself, relays from the bank, or marks as nobody's. */
const through = { via: 'through', url: 'https://api.example/v3/accounts' } as const
const ofPlatform = (status: number): Answered => ({ status, request: through, facts: { origin: 'platform' } })
const relayed = (status: number): Answered => ({ status, request: through })
const ofNobody = (status: number): Answered => ({ status, request: through, facts: { origin: 'unknown' } })

const answer = (of: number | Answered): Answered => (typeof of === 'number' ? { status: of } : of)
const step = (checks: readonly SampleCheck[], ...answers: (number | Answered)[]): SampleStep => ({
  checks,
  answers: answers.map(answer),
})
/** A request that has to succeed; one that has to be refused, by answer or by TLS. */
const control = (...answers: (number | Answered)[]) => step([['status', 200]], ...answers)
const refusal = (of: number | Answered) => step([['refused', { status: 403, otherwise: 'contract' }]], of)
const tlsRefusal = (of: number | Answered) => step([['refused', { status: 401, tls: true }]], of)
const good = control(200)

function judged(rows: readonly Row[], scenario: Partial<ScenarioHead> = {}, proven: readonly string[] = []): void {
  test.each(rows)('%s', (_, steps, so) => {
    expect(verdictText(verdictOn(sampleAttempt(steps, scenario), proven))).toBe(so)
  })
}

describe('a control that gets 401 or 403', () => {
  const noToken = { request: { credential: { certificate: 'platform', authorization: 'none' } } } as const
  judged([
    ['401, nothing proven yet', [control(401)], 'inconclusive configuration'],
    ['403, nothing proven yet', [control(403)], 'inconclusive configuration'],
    ['after a control that succeeded', [good, control(401)], 'fail source'],
    ['on the second page, the first succeeded', [control(200, 401)], 'fail source'],
    [
      'another kind of credential succeeded',
      [good, control({ status: 401, ...noToken })],
      'inconclusive configuration',
    ],
    ['404 is no question of credentials', [control(404)], 'fail source'],
  ])
})

describe('a control that gets 401 or 403, after an earlier attempt succeeded', () => {
  const rows: Row[] = [401, 403].map((status) => [`${status}`, [control(status)], 'fail source'])
  judged(rows, {}, ['subject/direct/platform/bearer'])
})

describe('5xx', () => {
  judged([
    ['directly', [control(500)], 'fail source'],
    ['through, of the platform itself', [control(ofPlatform(502))], 'inconclusive environment'],
    ['through, nobody knows whose', [control(ofNobody(500))], 'inconclusive environment'],
    ['through, proven to be the provider’s', [control(relayed(500))], 'fail source'],
    ['in place of a refusal', [good, refusal(500)], 'fail source'],
  ])
})

describe('somebody else answers in the provider’s stead', () => {
  const departure = { contract: [{ at: '/a', rule: 'type', expected: 'string', seen: 'number' }] }
  const otherBank: Answered = { request: { peer: 'other-provider' }, facts: departure }
  judged([
    ['the platform refuses a control', [control(ofPlatform(400))], 'inconclusive platform'],
    ['the platform refuses what the bank should', [good, refusal(ofPlatform(403))], 'inconclusive platform'],
    ['a success that nothing marks as the bank’s', [control(ofPlatform(200))], 'pass'],
    ['the same, departing', [step([['status', 201]], ofPlatform(200))], 'inconclusive platform'],
    ['a success marked as another bank’s', [control(ofNobody(200))], 'inconclusive platform'],
    [
      'an operation of the platform',
      [control({ status: 400, request: { peer: 'platform' } })],
      'inconclusive platform',
    ],
    ['another bank departs', [step([['conforms', 'response']], otherBank)], 'inconclusive platform'],
  ])
})

describe('where the platform is judged', () => {
  const ours = (of: Answered) => step([['status', 200, 'platform']], of)
  const refuses = (of: Answered, by = 'platform') => step([['refused', { status: 403 }, by]], of)
  judged(
    [
      ['the bank refuses the control', [ours(relayed(500))], 'inconclusive environment'],
      ['the platform refuses the control', [ours(ofPlatform(404))], 'fail platform'],
      ['the platform refuses', [ours(relayed(200)), refuses(ofPlatform(403))], 'pass'],
      ['it lets through what the bank refuses', [ours(relayed(200)), refuses(relayed(403))], 'fail platform'],
      ['it lets through what the bank breaks on', [ours(relayed(200)), refuses(relayed(500))], 'fail platform'],
      ['what binds only banks charges nobody', [good, refuses(ofPlatform(200), 'source')], 'pass'],
    ],
    { subject: 'platform', script: 'failure' },
  )
})

describe('a refusal of TLS', () => {
  judged(
    [
      ['alert between good controls', [good, tlsRefusal(alert), good], 'pass'],
      ['reset between good controls', [good, tlsRefusal(fails('reset')), good], 'pass'],
      [
        'the control after it cannot connect',
        [good, tlsRefusal(alert), control(fails('refused'))],
        'inconclusive environment',
      ],
      ['no control succeeded before', [control(alert), tlsRefusal(alert)], 'inconclusive configuration'],
      ['what the proxy refuses is none', [good, tlsRefusal(noProxy), good], 'inconclusive environment'],
      ['a time-out is none', [good, tlsRefusal(timeout), good], 'inconclusive environment'],
      ['an answer may refuse too', [good, tlsRefusal(401), good], 'pass'],
      ['served instead', [good, tlsRefusal(200), good], 'fail source'],
    ],
    { script: 'failure' },
  )
})

describe('no complete answer', () => {
  const malformed: Answered = {
    text: '{',
    facts: { contract: [{ at: '', rule: 'type', expected: 'object', seen: 'absent' }] },
  }
  judged([
    ...plainFailures.map((kind): Row => [kind, [control(fails(kind))], 'inconclusive environment']),
    ['time-out', [control(timeout)], 'inconclusive environment'],
    ['an answer without end', [control(endless)], 'inconclusive environment'],
    [
      'a certificate of an unknown authority',
      [control(fails('untrusted-peer', 'UNABLE_TO_…'))],
      'inconclusive configuration',
    ],
    [
      'an expired one: by whose clock?',
      [control(fails('untrusted-peer', 'CERT_HAS_EXPIRED: …'))],
      'inconclusive environment',
    ],
    ['what cannot be sent', [control(fails('unsendable'))], 'inconclusive configuration'],
    ['a TLS alert that nobody asked for', [control(alert)], 'inconclusive configuration'],
    ['the same after a control that succeeded', [good, control(alert)], 'inconclusive environment'],
    [
      'without length, and no JSON',
      [control({ text: '{', headers: { 'content-type': 'application/json' } })],
      'inconclusive environment',
    ],
    [
      'the same with a length',
      [
        step([['conforms', 'response', 'contract']], {
          ...malformed,
          headers: { 'content-type': 'application/json', 'content-length': '1' },
        }),
      ],
      'fail contract',
    ],
    ['complete but malformed', [step([['conforms', 'response', 'contract']], malformed)], 'fail contract'],
  ])
})

describe('time: two clocks that differ blame nobody', () => {
  const now = Date.parse(at)
  const date = (aheadS: number) => ({ headers: { date: new Date(now + aheadS * 1000).toUTCString() } })
  const token = (about: Partial<TokenFact>) => ({
    facts: {
      tokens: [
        {
          where: 'request authorization',
          alg: 'ES256',
          audience: 'subject',
          bound: true,
          scopes: [],
          ...about,
        } as const,
      ],
    },
  })
  const after = (status: number, about: Partial<TokenFact>, aheadS = 0): Answered => ({
    status,
    ...date(aheadS),
    ...token(about),
  })
  const served = (about: Partial<TokenFact>, aheadS: number) => [good, refusal(after(200, about, aheadS))]
  judged([
    [
      'nothing proven yet, the clocks agree',
      [control(after(401, { secondsLeft: 100 }, 2))],
      'inconclusive configuration',
    ],
    [
      'nothing proven yet, the clocks differ',
      [control(after(401, { secondsLeft: 100 }, 600))],
      'inconclusive environment',
    ],
    ['a proven one expired on the way', [good, control(after(401, { secondsLeft: 0 }))], 'inconclusive environment'],
    [
      'the same, where another refusal is awaited',
      [good, refusal(after(401, { secondsLeft: -3 }))],
      'inconclusive environment',
    ],
    ['it had time left', [good, control(after(401, { secondsLeft: 100 }))], 'fail source'],
    [
      'it had none by the server’s clock',
      [good, control(after(401, { secondsLeft: 100 }, 110))],
      'inconclusive environment',
    ],
    ['it had some by that as well', [good, control(after(401, { secondsLeft: 100 }, 60))], 'fail source'],
    ['an expired token is served', served({ secondsLeft: -60 }, 0), 'fail source'],
    ['it is not expired by the server’s clock', served({ secondsLeft: -60 }, -90), 'inconclusive environment'],
    ['an early token is served', served({ secondsUntilValid: 3600 }, 60), 'fail source'],
    ['it is not early by the server’s clock', served({ secondsUntilValid: 3600 }, 4000), 'inconclusive environment'],
  ])
})

describe('a hostile value that brings the server down', () => {
  const controls = { request: { control: true } } as const
  const served: Answered = { status: 200, ...controls }
  const hostile = (...answers: Answered[]) => step([['refused', { status: 400 }]], ...answers)
  const thrice = [timeout, served, fails('reset'), served, fails('truncated')]
  judged(
    [
      ['three of three, good requests between', [good, hostile(...thrice, served)], 'fail source'],
      ['what comes after is judged too', [good, hostile(...thrice, served), refusal(200)], 'fail source, source'],
      ['once, then an answer', [good, hostile(timeout, served, { status: 400 })], 'inconclusive environment'],
      [
        'the good request fails as well',
        [good, hostile(timeout, { ...timeout, ...controls })],
        'inconclusive environment',
      ],
      [
        'the last good request is refused',
        [good, hostile(...thrice, { status: 503, ...controls })],
        'inconclusive environment',
      ],
      ['nobody looked whether it still serves', [good, hostile(...thrice)], 'inconclusive environment'],
    ],
    { script: 'failure' },
  )
})

describe('429', () => {
  const toldWhen: Answered = { status: 429, headers: { 'retry-after': '1' } }
  judged([
    ['to a control', [control(429)], 'inconclusive throttled'],
    ['in place of a refusal', [good, refusal(429)], 'inconclusive throttled'],
    ['of the platform', [control(ofPlatform(429))], 'inconclusive throttled'],
    ['where the scenario tests rate', [good, step([['refused', { status: 429 }]], 429)], 'pass'],
    ['after a burst, with Retry-After', [good, step([['throttled', true]], 200, toldWhen)], 'pass'],
    ['after a burst, without it', [good, step([['throttled', true]], 200, 429)], 'fail source'],
    ['after a burst, none', [good, step([['throttled', true]], 200, 200)], 'fail source'],
    [
      'after a burst that somebody else throttled',
      [good, step([['throttled', true]], ofPlatform(429))],
      'inconclusive platform',
    ],
  ])
})

describe('only what a document or the contract demands of the subject can fail it', () => {
  judged([
    ...['source', 'contract', 'both'].map((id): Row => [id, [step([['status', 200, id]], 404)], `fail ${id}`]),
    ...['choice', 'should', 'may', 'platform'].map((id): Row => [id, [step([['status', 200, id]], 404)], 'pass']),
    ['another status than the agreed one', [good, refusal(404)], 'fail contract'],
  ])
})

describe('steps are walked in order', () => {
  const wrong = step([['status', 201, 'contract']], 200)
  judged([
    ['what failed before the first inconclusive stands', [wrong, control(timeout)], 'fail contract'],
    ['what comes after it is not judged', [control(timeout), wrong], 'inconclusive environment'],
    ['a success script goes on after a failure', [control(404), wrong], 'fail source, contract'],
    ['a preparation refused by the subject', [{ answers: [{ status: 400 }] }, wrong], 'inconclusive configuration'],
    [
      'a preparation refused by the platform',
      [{ answers: [{ status: 500, request: { peer: 'platform' } }] }, wrong],
      'inconclusive platform',
    ],
  ])
})

describe('a failure script stops at a failing control', () => {
  const served = step([['refused', { status: 403 }, 'contract']], 200)
  judged(
    [
      ['the refusal after it is not judged', [control(404), served], 'fail source'],
      ['after a good one it is', [good, served], 'fail contract'],
    ],
    { script: 'failure' },
  )
})

describe('nothing to go on', () => {
  const count: SampleCheck = ['count', { of: 'a', is: 1 }]
  const counted = (fact: object): SampleStep => ({
    ...step([count], 200),
    captured: [{ check: 0, kind: 'count', version: 1, fact: { items: 1 }, ...fact }],
  })
  const nothingOf: SampleCheck = ['discloses-nothing-of', '${a}']
  const unresolved = { kind: 'discloses-nothing-of', version: 1, unresolved: 'a' }
  judged([
    ['no check at all', [{ answers: [{}] }], 'inconclusive harness'],
    ['no step at all', [], 'inconclusive harness'],
    ['a check at a step that exchanged nothing', [control()], 'inconclusive harness'],
    ['a check that this version does not know', [step([['smells-nice', true]], 200)], 'inconclusive harness'],
    ['settings that this version does not know', [step([['status', 'fine']], 200)], 'inconclusive harness'],
    ['a fact that nobody captured', [step([count], 200)], 'inconclusive harness'],
    ['a fact of another version', [counted({ version: 0 })], 'inconclusive harness'],
    ['a fact of another check', [counted({ check: 1 })], 'inconclusive harness'],
    ['a fact of another kind of check', [counted({ kind: 'body' })], 'inconclusive harness'],
    ['the fact itself', [counted({})], 'pass'],
    [
      'settings that refer to what an earlier answer lacks',
      [{ ...step([nothingOf], 200), captured: [{ check: 0, ...unresolved }] }],
      'inconclusive configuration',
    ],
    [
      'the same, where the step failed before',
      [{ ...step([['refused', { status: 403 }], nothingOf], 200), captured: [{ check: 1, ...unresolved }] }],
      'fail source',
    ],
  ])
})

describe('trouble of ours', () => {
  const causes = ['harness', 'configuration', 'environment', 'platform'] as const
  judged([
    ...causes.map((cause): Row => [cause, [good, { trouble: { cause, what: 'so' } }], `inconclusive ${cause}`]),
    [
      'a value that an earlier answer lacks',
      [good, { ...control(), unresolved: 'list.body' }],
      'inconclusive configuration',
    ],
  ])
})
