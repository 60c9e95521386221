import { spawn, type ChildProcess } from 'node:child_process'
import { problem, type ProblemError } from './problem.js'
import { scrub } from './scrub.js'
import { secretsRead } from './secret.js'

export type Command = readonly [file: string, ...args: string[]]

export interface CommandOptions {
  /** From the start to the end of everything that the command started. */
  readonly timeoutMs: number
  /** Of what it writes on standard out; 64 KB where absent, more than the result of an act needs. */
  readonly mostBytes?: number
  /** The folder that it runs in; by default this process's own. */
  readonly cwd?: string
  readonly signal?: AbortSignal
}

const usualBytes = 64 * 1024
const keptErrorChars = 8000

/**
 * Runs a program without a shell, gives it `input` on standard in and answers what it wrote on standard out.
 * @throws ProblemError where it does not start, ends with another code than 0, takes too long or writes too much;
 * in the last two cases it is killed with everything that it started.
 */
export function runCommand(command: Command, input: string | Uint8Array, options: CommandOptions): Promise<Buffer> {
  const [file, ...args] = command
  const { timeoutMs, mostBytes = usualBytes, cwd, signal } = options
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { detached: true, stdio: 'pipe', ...(cwd === undefined ? {} : { cwd }) })
    const output: Buffer[] = []
    let outputBytes = 0
    let errors = ''
    let stopped: ProblemError | undefined
    const stop = (why: ProblemError): void => {
      stopped ??= why
      killGroup(child)
      // A process that left the group would keep the pipes open, and us waiting.
      child.stdout.destroy()
      child.stderr.destroy()
    }
    const interrupt = (): void => stop(interrupted(file))
    const timer = setTimeout(() => stop(tooSlow(file, timeoutMs)), timeoutMs)
    signal?.addEventListener('abort', interrupt)
    const settle = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', interrupt)
    }
    child.stdout.on('data', (chunk: Buffer) => {
      outputBytes += chunk.length
      output.push(chunk)
      if (outputBytes > mostBytes) stop(tooMuch(file, mostBytes))
    })
    child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-keptErrorChars)))
    child.once('error', (error) => {
      settle()
      reject(notStarted(file, error))
    })
    child.once('close', (code, killedBy) => {
      settle()
      if (stopped) reject(stopped)
      else if (code === 0) resolve(Buffer.concat(output))
      else reject(failed(file, code ?? killedBy ?? 'unknown', errors))
    })
    // A program may end without reading what it is given.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    if (signal?.aborted) interrupt()
  })
}

/** The command leads a process group of its own, so that what it started goes with it. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended already, or the system knows no groups.
    child.kill('SIGKILL')
  }
}

/** The last lines of what a program complained of: no tokens, no account, no number as long as an IIN or a card's. */
export function lastLines(errors: string): string {
  const lines = errors
    .replace(/\bey[\w-]+\.[\w-]+\.[\w-]*/g, '•••')
    .replace(/KZ[0-9A-Z]{18}|\d{12,}/g, '•••')
    .split(/\r?\n/)
    .map((line) => line.replace(/\p{Cc}/gu, ' ').trim())
    .filter((line) => line !== '')
    .slice(-5)
    .join(' / ')
  return lines.length > 500 ? `…${lines.slice(-499)}` : lines
}

const place = (file: string) => ({ name: `command ${file}` })

const failed = (file: string, code: number | string, errors: string): ProblemError => {
  const said = lastLines(scrub(errors, secretsRead()))
  return problem(
    'command-failed',
    `The command ended with ${code}${said === '' ? ' and said nothing' : `: ${said}`}.`,
    'Run it by hand with the same on standard in; it must end with 0 when it has done what it was asked for.',
    place(file),
  )
}

const notStarted = (file: string, error: Error): ProblemError =>
  problem(
    'command-start',
    `The command does not start: ${error.message}.`,
    'Name an executable file; it is started without a shell, so pipes and variables do not work in its arguments.',
    place(file),
  )

const tooSlow = (file: string, timeoutMs: number): ProblemError =>
  problem(
    'command-timeout',
    `The command was not done within ${timeoutMs} ms and was ended, with all that it had started.`,
    'Make it faster or give it more time; what it starts must not keep standard out open.',
    place(file),
  )

const tooMuch = (file: string, mostBytes: number): ProblemError =>
  problem(
    'command-output',
    `The command wrote more than ${mostBytes / 1024} KB to standard out and was ended.`,
    'Let it write nothing but its result there; what people should read belongs on standard error.',
    place(file),
  )

const interrupted = (file: string): ProblemError =>
  problem(
    'command-interrupted',
    'The run was interrupted, and the command was ended before it was done.',
    'Look whether it was done, and put back what it changed.',
    place(file),
  )
