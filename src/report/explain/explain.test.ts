import { describe, expect, test } from '@jest/globals'
import { conforming, maskedExchange, type Answer } from '../../../tests/support/sample-exchange.js'
import { sampleRecord } from '../../../tests/support/sample-record.js'
import type { JsonObject } from '../../base/json.js'
import type { EvidenceEvent } from '../../model/evidence.js'
import type { TransportFailure } from '../../model/exchange.js'
import type { Advice, Cause } from '../../model/finding.js'
import type { PlannedStep } from '../../model/plan.js'
import { mattersOf } from '../matters.js'
import { resultsOf, type Departed, type Result, type Undecided } from '../results.js'
import { advised } from './index.js'

const position = { file: 'sample.yaml', line: 1, column: 1 }
const [sample] = resultsOf(sampleRecord([{ name: 'a', ends: 'fail', script: 'failure' }]))
const text = { ru: 'то', en: 'that' }

function step(path: string, kind: string, args: JsonObject, as?: string, checks: readonly string[] = []): PlannedStep {
  const uses = checks.map((check) => ({ kind: check, params: 200, requirement: 'P6.3b', position }))
  return { type: 'step', path, kind, args, checks: uses, position, ...(as === undefined ? {} : { as }) }
}

const control = step('1', 'request', { operation: 'list', with: 'consent' }, 'list', ['status'])

const exchanged = (path: string, answer: Answer, tokens: (typeof conforming)['tokens'] = []): EvidenceEvent => ({
  type: 'exchange',
  at: '2026-11-22T07:42:16.123Z',
  step: path,
  exchange: maskedExchange(answer),
  facts: { ...conforming, tokens },
})

/** A result whose control was served in step 1 and whose last event is what came in step 9. */
function resultOf(between: readonly PlannedStep[], probe: JsonObject, events: readonly EvidenceEvent[]): Result {
  if (!sample?.attempt || !sample.item.planned) throw new Error('the sample has no attempt')
  const steps = [control, ...between, step('9', 'request', { operation: 'list', with: 'consent', ...probe })]
  return {
    ...sample,
    item: { ...sample.item, steps },
    attempt: { ...sample.attempt, events: [exchanged('1', {}), ...events] },
  }
}

function found(result: Result, check: string): Departed {
  const exchange = (result.attempt?.events.length ?? 1) - 1
  const place = { scenario: 'a', step: '9', check: 0 }
  const at = { id: 'x', place, check, requirement: 'P6.3b', expected: text, actual: text, exchange }
  return { ...at, result: 'departed', weight: 'failure' }
}

function adviceOn(
  between: readonly PlannedStep[],
  probe: JsonObject,
  events: readonly EvidenceEvent[],
  check = 'refused',
): Advice {
  const result = resultOf(between, probe, events)
  return advised(result, found(result, check))
}

const bearer = (name: string) => ({ authorization: `Bearer \${${name}.token}` })
const withCertificate = (certificate: string): Answer => ({
  request: { credential: { certificate, authorization: 'bearer' } },
})
const token = (secondsLeft: number) => [
  {
    where: 'request authorization',
    alg: 'ES256',
    audience: 'subject',
    bound: true,
    scopes: ['accounts'],
    secondsLeft,
  } as const,
]
const mint = (args: JsonObject) => step('2', 'mint-token', { consent: '${consent.consentId}', ...args }, 'made')
const act = (name: string, at: string): EvidenceEvent => ({ type: 'act', at, step: '2', act: name, args: {} })

describe('what was served and should not have been', () => {
  test.each<[string, RegExp, readonly PlannedStep[], JsonObject, readonly EvidenceEvent[]]>([
    ['no certificate', /does not require a client certificate/, [], {}, [exchanged('9', withCertificate('none'))]],
    ['an expired certificate', /dates of the client/, [], {}, [exchanged('9', withCertificate('expired'))]],
    ['a revoked certificate', /CRL/, [], {}, [exchanged('9', withCertificate('revoked'))]],
    ['a foreign certificate', /more trusted authorities/, [], {}, [exchanged('9', withCertificate('foreign'))]],
    ['another participant', /not whose it is/, [], {}, [exchanged('9', withCertificate('application'))]],
    [
      'no token',
      /without Authorization/,
      [],
      {},
      [exchanged('9', { request: { credential: { certificate: 'platform', authorization: 'none' } } })],
    ],
    ['garbage', /string that is no token/, [], { authorization: 'Bearer not-a-token' }, [exchanged('9', {})]],
    [
      'a changed token',
      /not verified/,
      [step('2', 'tamper', { how: 'payload' }, 'made')],
      bearer('made'),
      [exchanged('9', {})],
    ],
    [
      'alg none',
      /none means/,
      [step('2', 'tamper', { how: 'alg-none' }, 'made')],
      bearer('made'),
      [exchanged('9', {})],
    ],
    [
      'an expired token',
      /expired 60 s before/,
      [mint({ 'seconds-left': -60 })],
      bearer('made'),
      [exchanged('9', {}, token(-60))],
    ],
    ['an early token', /nbf is not checked/, [mint({ 'not-before': 3600 })], bearer('made'), [exchanged('9', {})]],
    [
      'another issuer',
      /\(iss\) is not compared/,
      [mint({ issuer: 'https://x.example' })],
      bearer('made'),
      [exchanged('9', {})],
    ],
    [
      'another audience',
      /\(aud\) is not compared/,
      [mint({ audience: 'OTHER' })],
      bearer('made'),
      [exchanged('9', {})],
    ],
    ['another binding', /x5t#S256/, [mint({ 'bound-to': 'application' })], bearer('made'), [exchanged('9', {})]],
    [
      'an unknown consent',
      /knows no such consent/,
      [mint({ consent: '${unknown.value}' })],
      bearer('made'),
      [exchanged('9', {})],
    ],
    [
      'after revocation',
      /5 s after the revocation/,
      [],
      {},
      [act('revoke-consent', '2026-11-22T07:42:11.123Z'), exchanged('9', {})],
    ],
    [
      'after expiry',
      /consent has expired/,
      [],
      {},
      [act('age-consent', '2026-11-22T07:42:16.123Z'), exchanged('9', {})],
    ],
    [
      'a blocked participant',
      /state was changed 2 s before/,
      [],
      {},
      [act('participant-state', '2026-11-22T07:42:14.123Z'), exchanged('9', {})],
    ],
    ['a narrow scope', /only the scope «accounts»/, [], { operation: 'balances' }, [exchanged('9', {}, token(60))]],
    ['somebody else’s account', /BOLA/, [], { with: 'ours', id: '${list.body.id}' }, [exchanged('9', {})]],
    [
      'an account that is none',
      /does not exist gets/,
      [step('2', 'proof', { kind: 'uuid' }, 'made')],
      { id: '${made.value}' },
      [exchanged('9', {})],
    ],
    [
      'a consent that was narrowed',
      /had narrowed the consent, the answer came 2 s later/,
      [],
      {},
      [act('narrow-consent', '2026-11-22T07:42:14.123Z'), exchanged('9', {})],
    ],
    [
      'a token narrower than the consent',
      /only the scope «accounts»/,
      [mint({ scopes: ['accounts'] })],
      bearer('made'),
      [exchanged('9', {}, token(60))],
    ],
    ['TLS 1.0', /agreed to speak TLS 1\.0:/, [], { tls: 'TLSv1' }, [exchanged('9', {})]],
    ['another method', /DELETE comes to the same handler/, [], { method: 'DELETE' }, [exchanged('9', {})]],
    ['a forbidden value', /forbids was taken: size = 101/, [], { size: 101 }, [exchanged('9', {})]],
    ['what cannot be told', /not checked by the server/, [], {}, [exchanged('9', {})]],
  ])('%s', (_, cause, between, probe, events) => {
    const advice = adviceOn(between, probe, events)
    expect(advice.likelyCause.en).toMatch(cause)
    expect(advice.likelyCause.ru).toMatch(/[а-я]/)
    expect(advice.next.ru).toMatch(/[а-я]/)
  })
})

describe('what came instead of a refusal', () => {
  test.each<[number, RegExp, JsonObject]>([
    [302, /redirect/, {}],
    [404, /another status/, {}],
    [500, /^The value \(size = 101\)/, { size: 101 }],
    [500, /^The value \(id = '\) came/, { id: "'", good: { id: 1 } }],
    [500, /token throws/, { authorization: 'Bearer not-a-token' }],
    [500, /exception that nobody caught/, {}],
    [502, /proxy or balancer/, {}],
  ])('%i: %s', (status, cause, probe) => {
    expect(adviceOn([], probe, [exchanged('9', { status })]).likelyCause.en).toMatch(cause)
  })

  test('in an error that tells too much', () => {
    const advice = adviceOn([], {}, [exchanged('9', { status: 403 })], 'discloses-nothing-of')
    expect(advice.likelyCause.en).toMatch(/^The text of the refusal/)
  })

  test('in a good answer that tells too much', () => {
    const result = resultOf([], {}, [exchanged('9', {})])
    const { likelyCause } = advised(result, {
      ...found(result, 'discloses-nothing-of'),
      place: { scenario: 'a', step: '1', check: 0 },
      exchange: 0,
    })
    expect(likelyCause.en).toMatch(/^The answer to a good request holds records of another client/)
  })

  test('an answer that served it lacks no header of a refusal: the service is the matter', () => {
    const result = resultOf([], { method: 'DELETE' }, [exchanged('9', {})])
    const [refused, lacking] = [found(result, 'refused'), { ...found(result, 'carries'), id: 'y' }]
    if (!result.attempt) throw new Error('the sample has no attempt')
    const attempt = {
      ...result.attempt,
      verdict: { outcome: 'fail' as const, charged: ['x', 'y'] as const, findings: [refused, lacking], unjudged: [] },
    }
    expect(advised({ ...result, attempt }, lacking).likelyCause.en).toMatch(/^DELETE comes to the same handler/)
    expect(mattersOf([{ ...result, attempt }]).map(({ finding }) => finding.check)).toEqual(['refused'])
  })
})

test.each([201, 302, 400, 401, 403, 404, 405, 406, 418, 429, 500, 503])(
  'a good request that got %i is explained',
  (status) => {
    const { likelyCause, next } = adviceOn([], {}, [exchanged('9', { status })], 'status')
    for (const said of [likelyCause.ru, next.ru]) expect(said).toMatch(/[а-я].*\.$/)
  },
)

test('what the check itself says goes before', () => {
  const result = resultOf([], {}, [exchanged('9', {})])
  const own = { ru: 'своя причина', en: 'its own cause' }
  expect(advised(result, { ...found(result, 'conforms'), likelyCause: own }).likelyCause).toBe(own)
})

describe('what could not be decided', () => {
  const undecided = (cause: Cause, exchange?: number): Undecided => ({
    id: 'x',
    place: { scenario: 'a', step: '9' },
    check: 'request',
    requirement: 'P6.3b',
    expected: text,
    actual: text,
    result: 'undecided',
    cause,
    next: text,
    ...(exchange === undefined ? {} : { exchange }),
  })
  const failures: readonly TransportFailure[] = [
    ...(['refused', 'reset', 'dns', 'unreachable', 'truncated', 'untrusted-peer', 'other'] as const).map((kind) => ({
      kind,
      detail: '',
    })),
    { kind: 'timeout', limitMs: 1, phase: 'connect' },
    { kind: 'timeout', limitMs: 1, phase: 'response' },
    ...['unknown_ca', 'certificate_expired', 'certificate_required', 'protocol_version', 'internal_error'].map(
      (alert) => ({
        kind: 'tls-alert' as const,
        alert,
      }),
    ),
    { kind: 'too-large', limitBytes: 1 },
    { kind: 'proxy', proxy: 'http://p', detail: '' },
  ]

  test('has a cause of its own for every failure of the transport', () => {
    const causes = failures.map((failure) => {
      const result = resultOf([], {}, [exchanged('9', { failure })])
      return advised(result, undecided('environment', 1)).likelyCause
    })
    expect(new Set(causes.map(({ ru }) => ru)).size).toBe(failures.length)
    expect(new Set(causes.map(({ en }) => en)).size).toBe(failures.length)
  })

  test('tells a platform that the server does not know from a wrong target', () => {
    const causeOf = (status: number, events: readonly EvidenceEvent[] = []) =>
      advised(resultOf([], {}, [exchanged('9', { status }), ...events]), undecided('configuration', 1)).likelyCause.en
    expect(causeOf(401)).toMatch(/does not know the platform/)
    expect(causeOf(200)).toMatch(/do not agree/)
  })

  test('tells a value that an earlier answer lacks', () => {
    const lacks: EvidenceEvent = { type: 'unresolved', at: '', step: '9', reference: 'list.body.id' }
    expect(advised(resultOf([], {}, [lacks]), undecided('configuration')).likelyCause.en).toMatch(
      /earlier answer is empty/,
    )
  })
})
