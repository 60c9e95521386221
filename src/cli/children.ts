import { fork, type ChildProcess, type Serializable } from 'node:child_process'
import { isObject, parseJson } from '../base/json.js'
import { problem } from '../base/problem.js'

/** A server in a process of its own, ready to be talked to. */
export interface Child<R> {
  readonly ready: R
  stop(): Promise<void>
}

/** A child that can be talked to over its channel: it answers each `{ id, question }` with `{ id, answer }` or `{ id, failure }`. */
export interface AskedChild<R> extends Child<R> {
  /** @throws ProblemError where it fails, or ends before it has answered */
  ask<A>(question: Serializable): Promise<A>
}

/** No server here takes longer than this to start. */
const startLimitMs = 30_000
/** What has not ended by then is ended. */
const stopLimitMs = 3000

/**
 * Starts a server as a child process and waits for its line `{"ready":true,…}`.
 * @throws ProblemError when it ends or says nothing; with the last lines it wrote.
 */
export async function startChild<R>(script: string, args: readonly string[], what: string): Promise<AskedChild<R>> {
  // In a process group of its own: Ctrl-C is for the program, which still needs the server to put things back.
  const child = fork(script, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true })
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2000)))
  const ready = await new Promise<R>((resolve, reject) => {
    const fail = (why: string): void =>
      reject(
        problem(
          'child-not-started',
          `${what} did not start: ${why}`,
          errors.trim() === '' ? 'Start it alone to see why.' : errors.trim(),
        ),
      )
    const timer = setTimeout(() => fail(`nothing came within ${startLimitMs / 1000} s`), startLimitMs)
    let text = ''
    child.once('exit', (code) => {
      clearTimeout(timer)
      fail(`it ended with code ${code ?? 'none'}`)
    })
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const line = text
        .split('\n')
        .map(parseJson)
        .find((json) => isObject(json) && json.ready === true)
      if (line === undefined) return
      clearTimeout(timer)
      resolve(line as R)
    })
  }).catch(async (error: unknown) => {
    await stopped(child)
    throw error
  })
  let asked = 0
  return {
    ready,
    stop: () => stopped(child),
    ask: <A>(question: Serializable) => answered<A>(child, (asked += 1), question, what),
  }
}

function answered<A>(child: ChildProcess, id: number, question: Serializable, what: string): Promise<A> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      done()
      reject(problem('child-failed', `${what} did not do what it was asked for: ${why}`, 'Start it alone to see why.'))
    }
    const hear = (reply: { id: number; answer: A } | { id: number; failure: string }): void => {
      if (reply.id !== id) return
      if ('failure' in reply) {
        fail(reply.failure)
        return
      }
      done()
      resolve(reply.answer)
    }
    const gone = (): void => fail('it has ended')
    const done = (): void => {
      child.off('message', hear)
      child.off('exit', gone)
    }
    child.on('message', hear)
    child.once('exit', gone)
    child.send({ id, question }, (error) => error && fail(error.message))
  })
}

function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    child.kill('SIGTERM')
  })
}
