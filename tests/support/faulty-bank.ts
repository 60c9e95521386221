import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bankId, joinExampleBank } from './example-bank.js'
import { serveFaults, type FaultProxy } from './fault-proxy.js'
import { temporaryFolder } from './folder.js'
import { enterSandbox, type TestSandbox } from './sandbox.js'
import { runTarget, writeTarget, type ScenarioResult, type Summary, type TestTarget } from './target.js'
import type { Ended } from './synaq.js'

/** A workspace, examples/bank sound in it, and a proxy before the bank that makes faults when it is told to. */
export interface FaultyBank {
  readonly sandbox: TestSandbox
  readonly proxy: FaultProxy
  readonly folder: string
  /** A target file whose bank is the proxy, unless told otherwise. */
  target(changes?: Partial<TestTarget>): string
  /** Runs these scripts (all of them where none are named) and answers the summary. */
  run(scripts: readonly string[], changes?: Partial<TestTarget>): Promise<Ended & { readonly summary: Summary }>
  leave(): Promise<void>
}

export async function openFaultyBank(): Promise<FaultyBank> {
  const { path: folder, remove } = temporaryFolder()
  const sandbox = await enterSandbox()
  const bank = await (await joinExampleBank(sandbox, folder)).start()
  const read = (name: string): string => readFileSync(join(folder, 'bank', name), 'utf8')
  const proxy = await serveFaults({
    server: { certificate: read('server.pem'), key: read('server.key') },
    ca: sandbox.facts.ca,
    callers: Object.values(sandbox.facts.identities),
    bank: bank.url,
  })
  const target = (changes: Partial<TestTarget> = {}): string =>
    writeTarget(folder, sandbox, { id: bankId, url: proxy.url, modes: ['direct'], ...changes })
  return {
    sandbox,
    proxy,
    folder,
    target,
    run: (scripts, changes) =>
      runTarget(target(changes), join(folder, 'reports'), [
        '--no-documents',
        ...scripts.flatMap((id) => ['--only', id]),
      ]),
    leave: async () => {
      await proxy.close()
      await bank.stop()
      await sandbox.leave()
      remove()
    },
  }
}

/** The result of one script. */
export function resultOf({ scenarios }: Summary, id: string): ScenarioResult {
  const found = scenarios.find((result) => result.id === id)
  if (!found) throw new Error(`${id} was not run`)
  return found
}
