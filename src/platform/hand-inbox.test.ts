import { expect, test } from '@jest/globals'
import { TestTerminal } from '../../tests/support/terminal.js'
import { handInbox } from './hand-inbox.js'

test('a code is typed from a phone, of which only the end is shown', async () => {
  const terminal = new TestTerminal('123456', '')
  const inbox = handInbox(terminal, 'ru')
  expect(await inbox.newest('+77010000001')).toBe('123456')
  expect(terminal.shown).toBe('Код из SMS на номер, который кончается на 0001: ')
  expect(await inbox.newest('+77010000001')).toBeUndefined()
})

test.each([
  ['late', 'when it is no longer good'],
  ['earlier', 'the last SMS but one'],
] as const)('of the %s code it is said which is meant', async (which, said) => {
  const terminal = new TestTerminal('123456')
  expect(await handInbox(terminal, 'en')[which]('+77010000001')).toBe('123456')
  expect(terminal.shown).toContain(said)
})
