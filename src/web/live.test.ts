import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@jest/globals'
import type { Board } from './board.js'
import { createLive } from './live.js'

test('a page that is open ends when its visitor may no longer come in', async () => {
  const board: Board = {
    entries: () => [],
    entry: () => undefined,
    watch: () => () => undefined,
    close: () => Promise.resolve(),
  }
  const live = createLive(board, () => '', 10)
  let welcome = true
  const visitor = { name: 'A', role: 'auditor' } as const
  const server = createServer((_, response) =>
    live.open(response, { visitor, language: 'ru', still: () => Promise.resolve(welcome) }),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  try {
    const { body } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    let text = ''
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk
      // It is asked again and again; here it is still open.
      if (text.includes(': here')) welcome = false
    }
    expect(text).toContain(': here')
    expect(live.watching).toBe(0)
  } finally {
    live.close()
    server.close()
  }
})
