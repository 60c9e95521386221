import { expect, test } from '@jest/globals'
import { runStep, sampleContext } from '../../tests/support/sample-context.js'
import type { Answer } from '../../tests/support/sample-exchange.js'
import { hostileRequest } from './hostile-request.js'

const consent = { authorization: 'Bearer opaque', certificate: 'application' }
const reset: Answer = { failure: { kind: 'reset', detail: '' } }
const good: Answer = { json: {} }

/** What was sent, `h` hostile and `c` a control, where the answers come one after another. */
async function sent(...answers: Answer[]): Promise<string> {
  const { context, did } = sampleContext({ consent }, {}, (_, nth) => answers[nth - 1] ?? good)
  const step = { operation: 'listAccounts', with: 'consent', headers: { accept: "'" } }
  await runStep(hostileRequest, { ...step, good: { headers: { accept: 'application/json' } } }, context)
  const accepts = did.sent.map(({ request }) => request.headers.accept)
  expect(accepts).toEqual(did.sent.map(({ request }) => (request.control ? 'application/json' : "'")))
  return did.sent.map(({ request }) => (request.control ? 'c' : 'h')).join('')
}

test('an answer, whichever, is enough', async () => {
  expect(await sent({ status: 400 })).toBe('h')
  expect(await sent({ status: 500 })).toBe('h')
})

test.each(['reset', 'truncated'] as const)('%s: again, with good requests between, three times', async (kind) => {
  const down: Answer = { failure: { kind, detail: '' } }
  expect(await sent(down, good, down, good, down, good)).toBe('hchchc')
})

test('a time-out counts as well', async () => {
  const late: Answer = { failure: { kind: 'timeout', limitMs: 1, phase: 'response' } }
  expect(await sent(late, good, late, good, late, good)).toBe('hchchc')
})

test('it ends with the first answer, and where the good request is not served', async () => {
  expect(await sent(reset, good, { status: 400 })).toBe('hch')
  expect(await sent(reset, reset)).toBe('hc')
  expect(await sent(reset, good, reset, { status: 503 })).toBe('hchc')
})

test('a failure that has nothing to do with the value is not tried again', async () => {
  expect(await sent({ failure: { kind: 'dns', detail: '' } })).toBe('h')
})
