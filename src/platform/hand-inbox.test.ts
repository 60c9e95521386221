import { expect, test } from '@jest/globals'
import { TestTerminal } from '../../tests/support/terminal.js'
import { handInbox } from './hand-inbox.js'

test('a code is typed from a phone, of which only the end is shown', async () => {
  const terminal = new TestTerminal('123456', '')
  const inbox = handInbox(terminal, 'ru')
  expect(await inbox('+77010000001')).toBe('123456')
  expect(terminal.shown).toBe('Код из SMS на номер, который кончается на 0001: ')
  expect(await inbox('+77010000001')).toBeUndefined()
})
