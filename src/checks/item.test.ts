import { expect, test } from '@jest/globals'
import { factOf, inShort, runCheck } from '../../tests/support/check-runner.js'
import { judgePlace } from '../../tests/support/sample-exchange.js'
import { item } from './item.js'

const consents = [
  { consentId: 'c-1', state: 'Authorised', scopes: ['b', 'a'], accessRevoked: false, purpose: 'to show', banks: [] },
  { consentId: 'c-2', state: 'Revoked' },
  7,
]
const answer = { json: { consents } }
const one = (more: object) => ({ of: 'consents', where: { consentId: 'c-1' }, ...more }) as never

test.each([
  [{ has: { state: 'Authorised', accessRevoked: false } }, ['met: as expected', 'met: as expected']],
  [{ has: { scopes: ['a', 'b'] } }, ['met: as expected']],
  [{ has: { scopes: ['a'] } }, ['departed: scopes: another value']],
  [{ has: { state: 'Revoked' } }, ['departed: state: another value']],
  [{ has: { term: 'P30D' } }, ['departed: term is missing or empty']],
  [{ tells: ['purpose', 'accessRevoked'] }, ['met: as expected', 'met: as expected']],
  [{ tells: ['term', 'banks'] }, ['departed: term is missing or empty', 'departed: banks is missing or empty']],
])('%j', (more, said) => {
  expect(inShort(runCheck(item, one(more), [answer]))).toEqual(['met: 1 such items', ...said])
})

test('values may come from an earlier answer, and are not repeated', () => {
  const written = { of: 'consents', where: { consentId: '${id}' }, has: { state: '${state}' } }
  const found = runCheck(item, written, [answer], { values: { '${id}': 'c-2', '${state}': 'Revoked' } })
  expect(inShort(found)).toEqual(['met: 1 such items', 'met: as expected'])
  expect(JSON.stringify(found)).not.toContain('c-2')
})

test.each([
  [{ consents: [] }, 'departed: 0 such items'],
  [{ consents: [...consents, ...consents] }, 'departed: 2 such items'],
  [{ data: consents }, 'departed: no list consents'],
])('not exactly one: %j', (json, said) => {
  expect(inShort(runCheck(item, one({ tells: ['purpose'] }), [{ json }]))).toEqual([said])
})

test('the fact holds no value', () => {
  expect(factOf(item, one({ has: { state: 'Revoked' }, tells: ['purpose'] }), [answer])).toEqual({
    items: 1,
    states: { state: 'other', purpose: 'as-wanted' },
  })
})

test('without an answer or the fact nothing is said', () => {
  const written = one({ tells: ['purpose'] })
  expect(inShort(runCheck(item, written, [{ failure: { kind: 'truncated', detail: '' } }]))).toEqual([
    'undecided environment: the answer was cut off',
  ])
  const params: unknown = item.params.parse(written)
  expect(inShort(item.judge(judgePlace([answer]), { attempt: 1, events: [] }, 'absent', params))).toEqual([
    'undecided harness: the record does not hold it',
  ])
})

test('what says nothing of the item is refused', () => {
  expect(item.params.safeParse(one({})).success).toBe(false)
})
