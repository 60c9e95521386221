import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { packageRoot } from '../../src/base/root.js'
import { outputs } from './outputs.js'

/** How a command ended and everything that it wrote. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command under way. */
export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves as soon as it has written the text, to whichever output; rejects where it ends without it. */
  says: (text: string) => Promise<void>
  /** What it has written up to now. */
  stdout: () => string
}

export interface CommandOptions {
  readonly cwd?: string
  /** In place of the whole environment. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** As a shell starts it: with what it starts in turn it can be signalled as one. */
  readonly ownGroup?: boolean
  /** Of another checkout; this one where absent. */
  readonly root?: string
  /** Where it may take longer than other commands. */
  readonly limitMs?: number
}

/** No command of a test takes longer unless it says so; one that does is killed and the test fails by its exit code. */
const usualLimitMs = 150_000

/** Starts bin/synaq.js, as a person would, in a process of its own. */
export function startSynaq(args: readonly string[], options: CommandOptions = {}): Running {
  const { cwd, env, ownGroup, root = packageRoot(), limitMs = usualLimitMs } = options
  const child = spawn(process.execPath, [join(root, 'bin', 'synaq.js'), ...args], {
    cwd: cwd ?? packageRoot(),
    // jest asks the processes that it starts for colours.
    env: env ?? { ...process.env, LANG: 'en', FORCE_COLOR: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limitMs,
    killSignal: 'SIGKILL',
    detached: ownGroup ?? false,
  })
  const written = { command: args, stdout: '', stderr: '' }
  outputs.push(written)
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text))
  const ended = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    stdout: written.stdout,
    stderr: written.stderr,
  }))
  return {
    child,
    ended,
    stdout: () => written.stdout,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (written.stdout.includes(text) || written.stderr.includes(text)) resolve()
        }
        child.stdout.on('data', look)
        child.stderr.on('data', look)
        look()
        void ended.then(() =>
          reject(new Error(`it ended without saying «${text}»:\n${written.stdout}${written.stderr}`)),
        )
      }),
  }
}

/** Runs a command to its end. */
export function synaq(args: readonly string[], options?: CommandOptions): Promise<Ended> {
  return startSynaq(args, options).ended
}
