import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { RateLimit } from '../model/act.js'
import type { SystemId } from '../model/system.js'
import { startChild, type Child } from './children.js'
import { joinSandbox, type BankSettings } from './commands/provider.js'
import type { Wiring } from './wiring.js'

/** The participant that examples/bank stands for; none of the fixtures'. */
export const exampleBank = { id: 'TULP01', name: 'АО «Тюльпан Банк»', bin: '150540000017' }

/** examples/bank under way. */
export interface BankReady {
  readonly url: string
}

/** Lets the example bank join a sandbox; its certificates and keys are written into the folder. */
export function joinExampleBank(
  access: { readonly system: SystemId; readonly control: string; readonly token: string },
  folder: string,
  wiring: Wiring,
): Promise<BankSettings> {
  return joinSandbox({ ...exampleBank, ...access, out: folder, url: 'https://127.0.0.1' }, wiring)
}

/** How it is started. */
export interface BankStart {
  readonly defects: readonly string[]
  /** The limit of requests that it keeps; none where absent. */
  readonly rateLimit?: RateLimit
}

/** Starts it; its address is told to nobody yet. */
export function startExampleBank(
  settings: BankSettings,
  start: BankStart,
  folder: string,
  root: string,
): Promise<Child<BankReady>> {
  const config = writeBankConfig(settings, start, folder)
  return startChild<BankReady>(join(root, 'examples', 'bank', 'server.js'), ['--config', config], 'the example bank')
}

/** Writes the file that it is started with; answers its path. */
export function writeBankConfig(settings: BankSettings, { defects, rateLimit }: BankStart, folder: string): string {
  const config = join(folder, 'bank.json')
  const limit = rateLimit ? { rateLimit: `${rateLimit.requests}/${rateLimit.seconds}` } : {}
  writeFileSync(config, JSON.stringify({ ...settings, defects, ...limit }), { mode: 0o600 })
  return config
}

/** The names of the wrong behaviours that it can be given; undefined where it does not serve the system. */
export async function exampleBankDefects(root: string, system: SystemId): Promise<readonly string[] | undefined> {
  const file = pathToFileURL(join(root, 'examples', 'bank', 'defects.js')).href
  const { servedSystems } = (await import(file)) as {
    readonly servedSystems: Readonly<Record<SystemId, readonly string[]>>
  }
  return Object.hasOwn(servedSystems, system) ? servedSystems[system] : undefined
}
