import { expect, test } from '@jest/globals'
import { inShort, runCheck } from '../../tests/support/check-runner.js'
import { ofUser, sent } from '../../tests/support/sent.js'
import { givesUp } from './gives-up.js'

const waiting = (totalMs: number) => sent({ told: true, totalMs, failure: { kind: 'reset', detail: '' } })
const look = (...requests: ReturnType<typeof sent>[]) =>
  inShort(runCheck(givesUp, { within: 15 }, requests, { place: ofUser }))

test('each request without an answer is given up in time', () => {
  expect(look(waiting(10_000), sent({ totalMs: 60_000 }), waiting(15_400))).toEqual([
    'met: it was open for 10.0 s',
    'met: it was open for 15.4 s',
  ])
  expect(look(waiting(20_000))).toEqual(['departed: it was open for 20.0 s'])
})

test('where each was answered there is nothing to give up', () => expect(look(sent())).toEqual([]))
