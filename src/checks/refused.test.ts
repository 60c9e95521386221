import { describe, expect, test } from '@jest/globals'
import { inShort, runCheck } from '../../tests/support/check-runner.js'
import { refused } from './refused.js'

const otherwise = { status: 403, otherwise: 'C-status' }

describe('an answer', () => {
  test.each([
    [403, otherwise, 'met: HTTP 403'],
    [401, { status: [401, 403] }, 'met: HTTP 401'],
    // Another 4xx refuses too, with a status that was not agreed.
    [404, otherwise, 'departed [C-status]: HTTP 404'],
    [404, { status: 403 }, 'met: HTTP 404'],
    // Serving, sending elsewhere and breaking down are no refusals.
    [200, otherwise, 'departed: HTTP 200'],
    [204, { status: 403 }, 'departed: HTTP 204'],
    [302, otherwise, 'departed: HTTP 302'],
    [500, otherwise, 'departed: HTTP 500'],
  ])('%i where %j is awaited: %s', (status, written, said) => {
    expect(inShort(runCheck(refused, written, [{ status }]))).toEqual([said])
  })

  test('is judged by the last exchange of the step', () => {
    expect(runCheck(refused, otherwise, [{ status: 200 }, { status: 403 }])).toMatchObject([
      { result: 'met', exchange: 3 },
    ])
  })

  test('there was none: the check stands at the wrong step', () => {
    expect(inShort(runCheck(refused, otherwise, []))).toEqual(['undecided harness: there was none'])
  })
})

describe('a connection that failed', () => {
  const tls = { status: 401, tls: true }
  const alert = { kind: 'tls-alert', alert: 'certificate_required' } as const

  test('is a refusal where it is awaited, by alert or by reset', () => {
    expect(inShort(runCheck(refused, tls, [{ failure: alert }]))).toEqual(['met: TLS alert (certificate_required)'])
    expect(inShort(runCheck(refused, tls, [{ failure: { kind: 'reset', detail: '' } }]))).toEqual([
      'met: connection reset',
    ])
  })

  test.each(['refused', 'dns', 'unreachable', 'truncated', 'untrusted-peer', 'other'] as const)(
    '%s is no refusal, even where one of the connection is awaited',
    (kind) => {
      expect(runCheck(refused, tls, [{ failure: { kind, detail: '' } }])).toMatchObject([
        { result: 'undecided', cause: 'environment' },
      ])
    },
  )

  test('a time-out and an endless answer are no refusals either', () => {
    for (const failure of [
      { kind: 'timeout', limitMs: 1, phase: 'connect' },
      { kind: 'too-large', limitBytes: 1 },
    ] as const)
      expect(runCheck(refused, tls, [{ failure }])).toMatchObject([{ result: 'undecided', cause: 'environment' }])
  })

  test('is none where only an answer would be', () => {
    expect(runCheck(refused, otherwise, [{ failure: alert }])).toMatchObject([
      { result: 'undecided', cause: 'environment' },
    ])
  })

  test('is admitted by the run only where it is awaited', () => {
    expect(refused.admitsTransportFailure?.(refused.params.parse(tls))).toBe(true)
    expect(refused.admitsTransportFailure?.(refused.params.parse(otherwise))).toBe(false)
  })
})

describe('where the platform is judged', () => {
  const platform = { place: { subject: 'platform', mode: 'through' } } as const

  test.each([200, 403, 500])('HTTP %i of the bank shows that the platform let the request through', (status) => {
    const answer = { status, facts: { origin: 'provider' } } as const
    expect(inShort(runCheck(refused, otherwise, [answer], platform))).toEqual([
      `departed: HTTP ${status} from the bank: the platform let the request through`,
    ])
  })

  test('its own refusal is one', () => {
    const answer = { status: 403, facts: { origin: 'platform' } } as const
    expect(inShort(runCheck(refused, otherwise, [answer], platform))).toEqual(['met: HTTP 403'])
  })
})

test('the requirement of a wrong status is told to whoever counts requirements', () => {
  expect(refused.requirements?.(refused.params.parse(otherwise))).toEqual(['C-status'])
  expect(refused.requirements?.(refused.params.parse({ status: 403 }))).toEqual([])
})
