import { describe, expect, test } from '@jest/globals'
import { inShort, runCheck } from '../../tests/support/check-runner.js'
import { ofUser, sent } from '../../tests/support/sent.js'
import { status } from './status.js'

test('a status that is named is met, another departs', () => {
  expect(inShort(runCheck(status, 200, [{ status: 200 }]))).toEqual(['met: HTTP 200'])
  expect(inShort(runCheck(status, [200, 204], [{ status: 204 }]))).toEqual(['met: HTTP 204'])
  expect(inShort(runCheck(status, 200, [{ status: 201 }]))).toEqual(['departed: HTTP 201'])
})

test('the last exchange of the step counts', () => {
  expect(inShort(runCheck(status, 200, [{ status: 200 }, { status: 500 }]))).toEqual(['departed: HTTP 500'])
  expect(runCheck(status, 200, [{ status: 500 }, { status: 200 }])).toMatchObject([{ result: 'met', exchange: 3 }])
})

test('no answer and no exchange are nobody’s fault', () => {
  const failure = { kind: 'refused', detail: '' } as const
  expect(inShort(runCheck(status, 200, [{ failure }]))).toEqual([
    'undecided environment: connection refused: nothing listens on the port',
  ])
  expect(inShort(runCheck(status, 200, []))).toEqual(['undecided harness: there was none'])
})

test.each([99, 600, [], 'ok'])('%j is no status', (written) => {
  expect(status.params.safeParse(written).success).toBe(false)
})

describe('at a request of the application under test', () => {
  const body = { error: 'invalid_grant' }

  test('a refusal of our platform is told with its code', () => {
    const [found] = runCheck(status, 200, [sent({ status: 400, json: body })], { place: ofUser })
    expect(found).toMatchObject({
      result: 'departed',
      likelyCause: { en: expect.stringContaining('400 «invalid_grant»') },
    })
  })

  test('an answer that the script decided says nothing', () => {
    expect(inShort(runCheck(status, 200, [sent({ told: true })], { place: ofUser }))).toEqual([
      'undecided harness: an answer that the script decided',
    ])
  })
})
