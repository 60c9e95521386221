import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { diskProblem } from '../base/disk.js'
import { isObject, parseJson } from '../base/json.js'
import { problem } from '../base/problem.js'

/** Who writes a run: a process by number and beginning, since numbers come again. */
interface Holder {
  readonly host: string
  readonly pid: number
  /** When it began, as its system tells it; null where that does not tell it. */
  readonly began: string | null
}

const lockName = 'run.lock'

/**
 * Holds a run's folder, which is made where there is none, for this process; answers how to let go of it. A lock that a dead
 * process left is no obstacle. @throws ProblemError where another process writes the run
 */
export function lockRun(folder: string): () => void {
  const file = join(folder, lockName)
  const holder = readHolder(file)
  if (holder && isAlive(holder)) throw locked(file, holder)
  rmSync(file, { force: true })
  const mine: Holder = { host: hostname(), pid: process.pid, began: beginningOf(process.pid) ?? null }
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(file, `${JSON.stringify(mine)}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    // Two processes found the same dead lock, and the other one was faster.
    const other = isObject(error) && error.code === 'EEXIST' ? readHolder(file) : undefined
    throw other ? locked(file, other) : (diskProblem(error, file) ?? error)
  }
  return () => rmSync(file, { force: true })
}

function locked(file: string, { host, pid }: Holder): Error {
  const elsewhere = host !== hostname()
  return problem(
    'run-locked',
    `this run is being written by process ${pid}${elsewhere ? ` on ${host}` : ''}`,
    elsewhere
      ? `Let it end. Where it is no more, remove ${lockName}: nobody can see that from here.`
      : 'Let it end, or end it with Ctrl-C; then resume.',
    { file },
  )
}

/** Undefined where there is no lock, or one that was cut off while it was written. */
function readHolder(file: string): Holder | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
  const read = parseJson(text)
  if (!isObject(read) || typeof read.pid !== 'number' || typeof read.host !== 'string') return undefined
  return { host: read.host, pid: read.pid, began: typeof read.began === 'string' ? read.began : null }
}

function isAlive({ host, pid, began }: Holder): boolean {
  // Of another machine nothing can be said.
  if (host !== hostname()) return true
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!isObject(error) || error.code !== 'EPERM') return false
  }
  const now = beginningOf(pid)
  return now !== 'ended' && (began === null || now === undefined || now === began)
}

/**
 * When a process began: the boot of the machine and the ticks since then (proc(5), field 22). `ended` for one that only waits
 * to be reaped; undefined where the system does not tell.
 */
function beginningOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name of the program stands in brackets and may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return 'ended'
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot} ${fields[19] ?? ''}`
  } catch {
    return undefined
  }
}
