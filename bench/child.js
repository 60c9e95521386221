import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'

/** With two cores or more, what is measured and what measures it get a core each. */
const pinning = availableParallelism() > 1 && existsSync('/usr/bin/taskset')

/** How the cores were shared out, for whoever reads the figures. */
export const cores = pinning ? 'server on core 0, load on core 1' : 'not pinned'

/** A Node process; `core` is where it runs, where that can be chosen. */
export function startNode(args, { core, ...options } = {}) {
  const onCore = pinning && core !== undefined ? ['/usr/bin/taskset', '-c', String(core)] : []
  const [program, ...rest] = [...onCore, process.execPath, ...args]
  return spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'], ...options })
}

/** The first line that a child prints, as JSON. */
export async function firstLine(child) {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${child.spawnargs.join(' ')} ended with code ${code} and said nothing`)
  })
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended])
  return JSON.parse(line)
}

/** Ends a child and waits until it is gone. */
export async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
