import { expect, test } from '@jest/globals'
import type { WorkspaceState } from '../state.js'
import { ageCodes, checkCode, sendCode } from './sms-code.js'

const at = '2026-11-22T07:00:00.000Z'
const emptyState = (): WorkspaceState => ({
  participants: new Map(),
  applications: new Map(),
  clients: new Map(),
  consents: new Map(),
  inbox: [],
  defects: new Set(),
})
const send = (state = emptyState()) => sendCode(state, '+77000000101', (code) => `code ${code}`, at)

test('a code is put into the inbox, the newest first', () => {
  const state = emptyState()
  send(state)
  const { code } = send(state).message
  expect(state.inbox).toHaveLength(2)
  expect(state.inbox[0]).toEqual({ at, phone: '+77000000101', text: `code ${code}`, code })
  expect(code).toMatch(/^\d{6}$/)
})

test('the right code is taken once, spaces do not count', () => {
  const sent = send()
  const typed = `${sent.message.code.slice(0, 3)} ${sent.message.code.slice(3)}`
  expect(checkCode(sent, typed, at)).toBe('right')
  expect(checkCode(sent, typed, at)).toBe('used-up')
})

test('three wrong tries use a code up', () => {
  const sent = send()
  expect(checkCode(sent, 'абвгде', at)).toBe('wrong')
  expect(checkCode(sent, '12', at)).toBe('wrong')
  expect(checkCode(sent, '', at)).toBe('used-up')
  expect(checkCode(sent, sent.message.code, at)).toBe('used-up')
})

test('codes of a phone can be made older', () => {
  const state = emptyState()
  const sent = send(state)
  expect(ageCodes(state, '+77000000102', 86_400_000)).toBe(0)
  expect(checkCode(sent, '', at)).toBe('wrong')
  expect(ageCodes(state, '+77000000101', 86_400_000)).toBe(1)
  expect(state.inbox[0]?.at).toBe('2026-11-21T07:00:00.000Z')
  expect(checkCode(sent, sent.message.code, at)).toBe('late')
})

test('a code is good for five minutes', () => {
  expect(checkCode(send(), '', '2026-11-22T07:05:00.001Z')).toBe('late')
  const sent = send()
  expect(checkCode(sent, sent.message.code, '2026-11-22T07:05:00.000Z')).toBe('right')
})
