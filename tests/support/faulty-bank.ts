import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { decodeToken } from '../../src/crypto/tokens.js'
import { bankId, joinExampleBank } from './example-bank.js'
import { serveFaults, type Fault, type FaultProxy } from './fault-proxy.js'
import { temporaryFolder } from './folder.js'
import { enterSandbox, type TestSandbox } from './sandbox.js'
import { runTarget, writeTarget, type ScenarioResult, type Summary, type TestTarget } from './target.js'
import { synaq, type Ended } from './synaq.js'

/** A workspace, examples/bank sound in it, and a proxy before the bank that makes faults when it is told to. */
export interface FaultyBank {
  readonly sandbox: TestSandbox
  readonly proxy: FaultProxy
  readonly folder: string
  /** A target file whose bank is the proxy, unless told otherwise. */
  target(changes?: Partial<TestTarget>): string
  /** Runs these scripts (all of them where none are named) and answers the summary. */
  run(scripts: readonly string[], changes?: Partial<TestTarget>): Promise<Ended & { readonly summary: Summary }>
  /**
   * Runs these scripts at once, each with its own fault at every request of it; none where there is none. In mode direct a
   * script is known by its consent, so each must begin with one and give no other.
   */
  runSpoiled(
    faults: Readonly<Record<string, Fault | undefined>>,
    changes?: Partial<TestTarget>,
  ): ReturnType<FaultyBank['run']>
  leave(): Promise<void>
}

/** `env`: further settings of the bank's process. */
export async function openFaultyBank(env: Readonly<Record<string, string>> = {}): Promise<FaultyBank> {
  const temporary = temporaryFolder([
    { path: /^expired\.yaml$/, why: 'a target file as a bank writes it, with a test customer' },
  ])
  const folder = temporary.path
  const sandbox = await enterSandbox()
  const bank = await (await joinExampleBank(sandbox, folder)).start([], env)
  const read = (name: string): string => readFileSync(join(folder, 'bank', name), 'utf8')
  const proxy = await serveFaults({
    server: { certificate: read('server.pem'), key: read('server.key') },
    ca: sandbox.facts.ca,
    callers: Object.values(sandbox.facts.identities),
    bank: bank.url,
  })
  const target = (changes: Partial<TestTarget> = {}): string =>
    writeTarget(folder, sandbox, { id: bankId, url: proxy.url, modes: ['direct'], ...changes })
  const only = (scripts: readonly string[]): string[] => scripts.flatMap((id) => ['--only', id])
  const run: FaultyBank['run'] = (scripts, changes) =>
    runTarget(target(changes), join(folder, 'reports'), ['--no-documents', ...only(scripts)])
  return {
    sandbox,
    proxy,
    folder,
    target,
    run,
    runSpoiled: async (faults, changes) => {
      const scripts = Object.keys(faults)
      const { stdout } = await synaq(['plan', target(changes), '--json', ...only(scripts)])
      const { items } = JSON.parse(stdout) as { items: { scenario: { id: string } }[] }
      const consents: string[] = []
      proxy.follow((request) => {
        const consent = consentOf(request)
        if (consent !== '' && !consents.includes(consent)) consents.push(consent)
        return faults[items[consents.indexOf(consent)]?.scenario.id ?? '']
      })
      return run(scripts, changes)
    },
    leave: async () => {
      await proxy.close()
      await bank.stop()
      await sandbox.leave()
      temporary.remove()
    },
  }
}

/** The consent that the token of a request rests on. */
function consentOf({ headers }: IncomingMessage): string {
  const claims = decodeToken(headers.authorization?.replace('Bearer ', '') ?? '')?.claims
  return typeof claims?.consent_id === 'string' ? claims.consent_id : ''
}

/** The result of one script. */
export function resultOf({ scenarios }: Summary, id: string): ScenarioResult {
  const found = scenarios.find((result) => result.id === id)
  if (!found) throw new Error(`${id} was not run`)
  return found
}
