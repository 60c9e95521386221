import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { packageRoot } from '../../src/base/root.js'
import type { TestSandbox } from './sandbox.js'
import { synaq } from './synaq.js'

export const bankId = 'TULP01'

const program = join(packageRoot(), 'examples', 'bank', 'server.js')

/** examples/bank under way in a process of its own. */
export interface RunningBank {
  readonly url: string
  stop(): Promise<void>
}

/** Lets examples/bank join a workspace by the command that a bank would use; answers how to start it, as often as wanted. */
export async function joinExampleBank({ access }: Pick<TestSandbox, 'access'>, folder: string) {
  const out = join(folder, 'bank')
  mkdirSync(out, { recursive: true, mode: 0o700 })
  const token = join(out, 'control.token')
  writeFileSync(token, access.token, { mode: 0o600 })
  const joined = await synaq([
    ...['provider', bankId, '--name', 'АО «Тюльпан Банк»', '--url', 'https://127.0.0.1', '--json'],
    ...['--control', access.controlUrl, '--token-file', token, '--out', out],
  ])
  if (joined.code !== 0) throw new Error(`the bank could not join: ${joined.stderr}`)
  const config = join(out, 'bank.json')
  writeFileSync(config, joined.stdout, { mode: 0o600 })
  return {
    start: (defects: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<RunningBank> =>
      startBank(['--config', config, ...defects.flatMap((name) => ['--defect', name])], env),
  }
}

async function startBank(args: readonly string[], env: Readonly<Record<string, string>>): Promise<RunningBank> {
  // It ends with this process: when its stdin closes.
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  const ended = once(child, 'exit')
  const failed = ended.then(([code]) => {
    throw new Error(`the bank ended with code ${String(code)} before it was ready`)
  })
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), failed])) as [string]
  return {
    url: (JSON.parse(line) as { url: string }).url,
    stop: async () => {
      child.kill()
      await ended
    },
  }
}
