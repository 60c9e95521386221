import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { isObject, type Json } from '../../src/base/json.js'

/** A helper in a process of its own that says what it does. */
export interface Teller {
  readonly child: ChildProcess
  /** The first thing it says, from now on or before, in which this key is; rejects when it ends without saying it. */
  says(key: string, limitMs?: number): Promise<Json>
  /** Ends it in good order. */
  end(): Promise<void>
}

/** Starts one of tests/support/*.js. */
export function startTeller(script: string, args: readonly string[]): Teller {
  const child = fork(join(import.meta.dirname, script), args)
  const said: Readonly<Record<string, Json>>[] = []
  const ended = once(child, 'exit')
  child.on('message', (message) => {
    if (isObject(message)) said.push(message as Record<string, Json>)
  })
  return {
    child,
    says: (key, limitMs = 60_000) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const at = said.findIndex((message) => key in message)
          if (at < 0) return
          clearTimeout(timer)
          child.off('message', look)
          resolve(said.splice(at, 1)[0]?.[key] ?? null)
        }
        const timer = setTimeout(
          () => reject(new Error(`it did not say «${key}», but ${JSON.stringify(said)}`)),
          limitMs,
        )
        child.on('message', look)
        void ended.then(() => reject(new Error(`it ended without saying «${key}»: ${JSON.stringify(said)}`)))
        look()
      }),
    end: async () => {
      if (child.connected) child.disconnect()
      await ended
    },
  }
}
