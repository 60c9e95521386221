import { describe, expect, test } from '@jest/globals'
import type { WatchEvent } from '../control/api.js'
import type { AnswerRule, Arrival, Mark } from '../model/application.js'
import type { RawExchange } from '../model/exchange.js'
import { openAppInbox } from './app-inbox.js'

const never = new AbortController().signal

function exchange(operation: string | null, outcome?: RawExchange['outcome']): RawExchange {
  return {
    at: '2026-11-22T07:42:16.123Z',
    request: {
      operation,
      method: operation === null ? 'CONNECT' : 'GET',
      url: 'https://127.0.0.1:1/',
      headers: {},
      peer: 'platform',
      via: 'through',
      credential: { certificate: 'application', authorization: 'none' },
    },
    outcome: outcome ?? { response: { status: 200, headers: {}, body: '', validUtf8: true, json: undefined } },
    timings: { totalMs: 1 },
  }
}

/** A sandbox whose watch says what a test wants, when it wants. */
class FakeControl {
  readonly calls: unknown[] = []
  settled: Mark = 0
  #events: (WatchEvent | Error | 'end')[] = [{ type: 'watching' }]
  #wake: () => void = () => undefined

  say(...events: (WatchEvent | Error | 'end')[]): void {
    this.#events.push(...events)
    this.#wake()
  }

  arrives(mark: Mark, operation: string | null, outcome?: RawExchange['outcome']): Arrival {
    const arrival = { mark, exchange: exchange(operation, outcome) }
    this.say({ type: 'arrival', arrival })
    return arrival
  }

  async *watch(participant: string, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    this.calls.push(['watch', participant])
    signal.addEventListener('abort', () => this.#wake())
    while (!signal.aborted) {
      const event = this.#events.shift()
      if (event === undefined) await new Promise<void>((resolve) => (this.#wake = resolve))
      else if (event instanceof Error) throw event
      else if (event === 'end') return
      else yield event
    }
  }
  async endWatch(participant: string): Promise<void> {
    this.calls.push(['endWatch', participant])
  }
  async mark(): Promise<Mark> {
    return this.settled
  }
  async rule(participant: string, rule: AnswerRule): Promise<void> {
    this.calls.push(['rule', participant, rule])
  }
  async normal(participant: string): Promise<void> {
    this.calls.push(['normal', participant])
  }
  async stage(participant: string, stage: object): Promise<void> {
    this.calls.push(['stage', participant, stage])
  }
}

async function opened() {
  const control = new FakeControl()
  return { control, inbox: await openAppInbox(control, 'MYAP01') }
}

describe('the next arrival', () => {
  test('is one that has come already, the first of its kind after a mark', async () => {
    const { control, inbox } = await opened()
    control.arrives(1, 'token')
    control.arrives(2, 'listAccounts')
    const third = control.arrives(3, 'token')
    expect(await inbox.next({ operation: 'token' }, 1, 1000, never)).toEqual(third)
  })

  test('is waited for', async () => {
    const { control, inbox } = await opened()
    const next = inbox.next({ operation: 'token' }, 0, 5000, never)
    control.arrives(1, 'listAccounts')
    const second = control.arrives(2, 'token')
    expect(await next).toEqual(second)
  })

  test('is in the order in which things began, though they ended in another', async () => {
    const { control, inbox } = await opened()
    const second = control.arrives(2, 'token')
    const first = control.arrives(1, 'token')
    control.say({ type: 'settled', mark: 2 })
    control.settled = 2
    await inbox.mark()
    expect(await inbox.next({ operation: 'token' }, 0, 1000, never)).toEqual(first)
    expect(inbox.between(0, 3)).toEqual([first, second])
    expect(inbox.between(1, 3)).toEqual([second])
    expect(inbox.between(0, 2)).toEqual([first])
  })

  test('is a connection that was refused: no request that failed, and none of an unknown operation', async () => {
    const { control, inbox } = await opened()
    const failure = { failure: { kind: 'tls-alert', alert: 'unknown_ca' } } as const
    const next = inbox.next({ connection: 'refused' }, 0, 5000, never)
    control.arrives(1, 'token', failure)
    control.arrives(2, null)
    const broken = control.arrives(3, null, failure)
    expect(await next).toEqual(broken)
  })

  test('does not come for ever: a limit, and whoever waits no longer', async () => {
    const { inbox } = await opened()
    expect(await inbox.next({ operation: 'token' }, 0, 10, never)).toBeUndefined()
    expect(await inbox.next({ operation: 'token' }, 0, 60_000, AbortSignal.abort())).toBeUndefined()
    const over = new AbortController()
    const next = inbox.next({ operation: 'token' }, 0, 60_000, over.signal)
    over.abort()
    expect(await next).toBeUndefined()
  })
})

describe('the mark', () => {
  test('is known only when all up to it has come', async () => {
    const { control, inbox } = await opened()
    control.settled = 2
    let known = false
    const mark = inbox.mark().finally(() => (known = true))
    const first = control.arrives(1, 'token')
    await inbox.next({ operation: 'token' }, 0, 1000, never)
    expect(known).toBe(false)
    control.say({ type: 'settled', mark: 2 })
    expect(await mark).toBe(2)
    expect(inbox.between(0, 3)).toEqual([first])
  })

  test('of nothing is 0', async () => {
    const { inbox } = await opened()
    expect(await inbox.mark()).toBe(0)
  })
})

test('rules and stages go to the sandbox', async () => {
  const { control, inbox } = await opened()
  const rule = { handshake: 'old-tls' } as const
  await inbox.respond(rule)
  await inbox.respondNormally()
  await inbox.stage({ awaited: { ru: 'x', en: 'x' } })
  expect(control.calls.slice(1)).toEqual([
    ['rule', 'MYAP01', rule],
    ['normal', 'MYAP01'],
    ['stage', 'MYAP01', { awaited: { ru: 'x', en: 'x' } }],
  ])
})

test('a press is heard by whoever waits for its prompt', async () => {
  const { control, inbox } = await opened()
  const pressed = inbox.pressed('b', never)
  control.say({ type: 'pressed', prompt: 'a', button: 'no' }, { type: 'pressed', prompt: 'b', button: 'yes' })
  expect(await pressed).toBe('yes')
  expect(await inbox.pressed('a', never)).toBe('no')
  expect(await inbox.pressed('c', AbortSignal.abort())).toBeUndefined()
})

describe('its end', () => {
  test('is said to the sandbox once, and lets everybody go', async () => {
    const { control, inbox } = await opened()
    const next = inbox.next({ operation: 'token' }, 0, 60_000, never)
    await inbox.close()
    await inbox.close()
    expect(await next).toBeUndefined()
    expect(control.calls).toEqual([
      ['watch', 'MYAP01'],
      ['endWatch', 'MYAP01'],
    ])
  })

  test('on the side of the sandbox is a failure for whoever waits, and for whoever asks later', async () => {
    const { control, inbox } = await opened()
    const waiting = Promise.allSettled([
      inbox.next({ operation: 'token' }, 0, 60_000, never),
      inbox.pressed('a', never),
    ])
    control.say(new Error('the sandbox went away'))
    expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await expect(inbox.next({ operation: 'token' }, 0, 1000, never)).rejects.toThrow('went away')
    await inbox.close()
    expect(control.calls).toEqual([['watch', 'MYAP01']])
  })

  test('before it began is told to whoever opens it', async () => {
    const control = new FakeControl()
    control.watch = async function* () {
      yield* []
      throw new Error('watched already')
    }
    await expect(openAppInbox(control, 'MYAP01')).rejects.toThrow('watched already')
  })
})
