import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
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

/** Seconds of processor time that a process has used, threads included; undefined where the system does not tell. */
export function cpuSeconds(pid) {
  if (!existsSync(`/proc/${pid}/stat`)) return undefined
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ')
  // Fields 14 and 15 of proc(5), counted after the name; the kernel reports them in hundredths.
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Ends a child and waits until it is gone. */
export async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
