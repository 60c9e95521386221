import { expect, test } from '@jest/globals'
import { changedJson } from './changed-json.js'

const value = { accounts: [{ id: 'a', iban: 'KZ1' }, { id: 'b' }], 'a/b': { 'm~n': 1 } }

test.each([
  ['/accounts/0/colour', { ...value, accounts: [{ id: 'a', iban: 'KZ1', colour: 'red' }, { id: 'b' }] }],
  ['/accounts/1', { ...value, accounts: [{ id: 'a', iban: 'KZ1' }, 'red'] }],
  ['/accounts/-', { ...value, accounts: [...value.accounts, 'red'] }],
  ['/a~1b/m~0n', { ...value, 'a/b': { 'm~n': 'red' } }],
  ['/constructor', { ...value, constructor: 'red' }],
])('sets %s', (pointer, expected) => {
  expect(changedJson(value, { [pointer]: 'red' }, [])).toEqual(expected)
})

test.each([
  ['/accounts/0/iban', { ...value, accounts: [{ id: 'a' }, { id: 'b' }] }],
  ['/accounts/0', { ...value, accounts: [{ id: 'b' }] }],
  ['/accounts', { 'a/b': value['a/b'] }],
])('removes %s', (pointer, expected) => {
  expect(changedJson(value, {}, [pointer])).toEqual(expected)
})

test.each([
  '/nowhere/below',
  '/accounts/2/id',
  '/accounts/7',
  '/accounts/-1',
  '/accounts/01',
  '/accounts//id',
  '/accounts/0/id/deeper',
  '/__proto__/polluted',
  '/constructor/prototype/polluted',
  '/accounts/0/__proto__',
])('leaves everything as it is where %s leads nowhere', (pointer) => {
  expect(changedJson(value, { [pointer]: 'red' }, [pointer])).toEqual(value)
  expect({}).not.toHaveProperty('polluted')
})

test('a value is not changed itself', () => {
  const before = structuredClone(value)
  changedJson(value, { '/accounts/0/id': 'x' }, ['/a~1b'])
  expect(value).toEqual(before)
})
