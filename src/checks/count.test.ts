import { expect, test } from '@jest/globals'
import { factOf, inShort, runCheck } from '../../tests/support/check-runner.js'
import { judgePlace } from '../../tests/support/sample-exchange.js'
import { count } from './count.js'

const three = { json: { accounts: [1, 2, 3] } }

test.each([
  [{ of: 'accounts', is: 3 }, 'met: 3 items'],
  [{ of: 'accounts', is: 0 }, 'departed: 3 items'],
  [{ of: 'accounts', 'at-least': 3 }, 'met: 3 items'],
  [{ of: 'accounts', 'at-least': 4 }, 'departed: 3 items'],
  [{ of: 'cards', is: 0 }, 'departed: no list cards'],
])('%j of three accounts: %s', (written, said) => {
  expect(inShort(runCheck(count, written, [three]))).toEqual([said])
})

test.each([
  [{ status: 'closed' }, 'met: 1 items'],
  [{ status: 'closed', type: 'card' }, 'departed: 0 items'],
])('of those with %j', (where, said) => {
  const accounts = { json: { accounts: [{ status: 'closed', type: 'savings' }, { status: 'enabled' }, 1] } }
  expect(inShort(runCheck(count, { of: 'accounts', where, is: 1 }, [accounts]))).toEqual([said])
})

test('what describes them may be a reference', () => {
  const accounts = { json: { accounts: [{ owner: 'BANK01' }, { owner: 'BANK02' }] } }
  const written = { of: 'accounts', where: { owner: '${target.id}' }, is: 1 }
  expect(inShort(runCheck(count, written, [accounts], { values: { '${target.id}': 'BANK02' } }))).toEqual([
    'met: 1 items',
  ])
})

test('an empty list is no missing list', () => {
  expect(inShort(runCheck(count, { of: 'accounts', is: 0 }, [{ json: { accounts: [] } }]))).toEqual(['met: 0 items'])
  expect(inShort(runCheck(count, { of: 'accounts', is: 0 }, [{ json: { accounts: null } }]))).toEqual([
    'departed: no list accounts',
  ])
})

test('the fact is a number', () => {
  expect(factOf(count, { of: 'accounts', is: 3 }, [three])).toEqual({ items: 3 })
})

test('without an answer, an exchange or the fact nothing is said', () => {
  const written = { of: 'accounts', is: 0 }
  expect(inShort(runCheck(count, written, [{ failure: { kind: 'truncated', detail: '' } }]))).toEqual([
    'undecided environment: the answer was cut off',
  ])
  expect(inShort(runCheck(count, written, []))).toEqual(['undecided harness: there was none'])
  expect(inShort(count.judge(judgePlace([three]), { attempt: 1, events: [] }, 'absent', written))).toEqual([
    'undecided harness: the record does not hold it',
  ])
})

test.each([{ of: 'accounts' }, { of: 'accounts', is: 1, 'at-least': 1 }, { of: 'accounts', is: -1 }])(
  '%j says nothing that could be judged',
  (written) => {
    expect(count.params.safeParse(written).success).toBe(false)
  },
)
