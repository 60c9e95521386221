import { expect, test } from '@jest/globals'
import { arrival, MemoryInbox } from '../../tests/support/memory-inbox.js'
import type { Stage } from '../control/api.js'
import { stagedInbox } from './staged-inbox.js'

test('while something is awaited, the page says what; afterwards nothing', async () => {
  const inbox = new MemoryInbox({ request: { operation: 'token' } })
  const stages: Stage[] = []
  const staged = stagedInbox({
    next: (wish, after) => {
      stages.push({})
      return inbox.next(wish, after)
    },
    mark: () => inbox.mark(),
    between: (from, until) => inbox.between(from, until),
    respond: (rule) => inbox.respond(rule),
    respondNormally: () => inbox.respondNormally(),
    close: () => inbox.close(),
    stage: async (stage) => void stages.push(stage),
    pressed: async (prompt) => prompt,
  })
  const { signal } = new AbortController()
  expect(await staged.next({ operation: 'token' }, 0, 1000, signal)).toMatchObject({ mark: 1 })
  expect(stages).toEqual([
    { awaited: { ru: 'Запрос «token»', kk: '«token» сұрауы', en: 'The request «token»' } },
    {},
    {},
  ])
  expect(await staged.next({ connection: 'refused' }, 0, 1000, signal)).toBeUndefined()
  expect(stages[3]).toMatchObject({ awaited: { en: 'The app has to break the connection off' } })

  expect(await staged.mark()).toBe(1)
  expect(staged.between(0, 2)).toEqual([arrival(1, { request: { operation: 'token' } })])
  await staged.respond({ handshake: 'old-tls' })
  await staged.respondNormally()
  expect(inbox.rules).toEqual([{ handshake: 'old-tls' }, 'normally'])
  expect(await staged.pressed('one', signal)).toBe('one')
  await staged.close()
})
