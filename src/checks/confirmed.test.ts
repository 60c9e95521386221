import { expect, test } from '@jest/globals'
import { judgePlace } from '../../tests/support/sample-exchange.js'
import { inShort } from '../../tests/support/check-runner.js'
import { ofUser } from '../../tests/support/sent.js'
import { confirmed } from './confirmed.js'

const ask = { ru: 'Сказало ли приложение об этом?', en: 'Did the application say so?' }
const events = [{ type: 'act', at: '', step: '2', act: 'prompt', args: { ask, answer: 'no', by: 'person' } }] as const
const look = (answer: string, by: string) =>
  confirmed.judge(judgePlace([], ofUser), { attempt: 1, events }, { answer, by }, true)

test.each([
  ['yes', 'screen', 'met: the screen shows it so'],
  ['yes', 'person', 'met: confirmed'],
  ['no', 'screen', 'departed: the screen does not show it so'],
  ['no', 'person', 'departed: the answer is «no»'],
  ['unknown', 'person', 'undecided configuration: to be confirmed: nobody could answer'],
])('%s by %s', (answer, by, so) => expect(inShort(look(answer, by))).toEqual([so]))

test('the question is told', () => {
  expect(look('no', 'person')[0]?.expected).toEqual({ ru: `${ask.ru} – да`, en: `${ask.en} – yes` })
})

test('without its fact it has to run again', () => {
  const found = confirmed.judge(judgePlace([], ofUser), { attempt: 1, events: [] }, 'absent', true)
  expect(inShort(found)).toEqual(['undecided harness: the record does not hold it'])
})
