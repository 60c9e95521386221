import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { controlClient, createWorkspace } from '../../control/client.js'
import type { SubjectId } from '../../matrix/index.js'
import type { KnownDefect } from '../../model/defect.js'
import type { SystemId } from '../../model/system.js'
import { startChild, type Child } from '../children.js'
import type { SandboxReady } from '../commands/sandbox.js'
import { exampleAppDefects } from '../example-app.js'
import { exampleBankDefects } from '../example-bank.js'
import type { Wiring } from '../wiring.js'
import { openLane, type Lane } from './lane.js'

/** A wrong behaviour and who can be given it. */
export interface Plantable {
  readonly subject: SubjectId
  readonly defect: KnownDefect
}

/** A sandbox in a process of its own, and what can be wrong with whom. */
export interface Bench {
  readonly defects: readonly Plantable[]
  openLane(): Promise<Lane>
  /** Ends every process and removes the folder with the keys. */
  close(): Promise<void>
}

/** Starts the sandbox. Keys live in a private folder that is removed at the end. @throws ProblemError */
export async function startBench(system: SystemId, wiring: Wiring): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'synaq-mutants-'))
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', removeFolder)
  const banks = new Set<Child<unknown>>()
  let sandbox: Child<SandboxReady> | undefined
  const close = async (): Promise<void> => {
    await Promise.all([...banks, ...(sandbox ? [sandbox] : [])].map((child) => child.stop()))
    removeFolder()
    process.off('exit', removeFolder)
  }
  try {
    sandbox = await startChild<SandboxReady>(
      join(wiring.root, 'bin', 'synaq.js'),
      ['sandbox', '--json', '--system', system, '--port', '0', '--state', join(folder, 'sandbox')],
      'the sandbox',
    )
    const { controlUrl, token, adminToken } = sandbox.ready
    const planted = await controlClient(controlUrl, token).defects()
    const named = await exampleBankDefects(wiring.root)
    const ofApp = await exampleAppDefects(wiring.root)
    let lanes = 0
    return {
      defects: [
        ...named.map((id): Plantable => ({ subject: 'example-bank', defect: { id, of: 'provider' } })),
        ...ofApp.map((defect): Plantable => ({ subject: 'example-app', defect: { ...defect, of: 'user' } })),
        ...planted.map((defect): Plantable => ({ subject: plantedIn[defect.of], defect })),
      ],
      openLane: async () => {
        const own = join(folder, `lane-${(lanes += 1)}`)
        mkdirSync(own, { mode: 0o700 })
        return openLane({ system, folder: own, access: await createWorkspace(controlUrl, adminToken), banks, wiring })
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const plantedIn: Readonly<Record<KnownDefect['of'], SubjectId>> = {
  provider: 'invented-bank',
  user: 'example-app',
  platform: 'platform',
}
