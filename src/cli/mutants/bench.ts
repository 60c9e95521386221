import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { controlClient, createWorkspace } from '../../control/client.js'
import { subjectIds, type SubjectId } from '../../matrix/index.js'
import type { KnownDefect } from '../../model/defect.js'
import type { SystemId } from '../../model/system.js'
import { startChild, type Child } from '../children.js'
import type { SandboxReady } from '../commands/sandbox.js'
import { exampleAppDefects, type AppReady } from '../example-app.js'
import { exampleBankDefects, type BankReady } from '../example-bank.js'
import { systemArguments } from '../system-home.js'
import type { Wiring } from '../wiring.js'
import { openHouse, type House } from './house.js'
import { openLane, type Lane } from './lane.js'

/** A wrong behaviour and who can be given it. */
export interface Plantable {
  readonly subject: SubjectId
  readonly defect: KnownDefect
}

/** A sandbox in a process of its own, and what can be wrong with whom. */
export interface Bench {
  readonly defects: readonly Plantable[]
  /** Who is put up; without the examples that do not know the system. */
  readonly subjects: readonly SubjectId[]
  openLane(): Promise<Lane>
  /** Ends every process and removes the folder with the keys. */
  close(): Promise<void>
}

/**
 * Starts the sandbox; of a system without scripts that judge the platform, no defects of the platform are put up. Keys live
 * in a private folder that is removed at the end.
 * @throws ProblemError
 */
export async function startBench(system: SystemId, judgesPlatform: boolean, wiring: Wiring): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'synaq-mutants-'))
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', removeFolder)
  const standing = new Set<Child<unknown>>()
  let sandbox: Child<SandboxReady> | undefined
  let banks: House<BankReady> | undefined
  let apps: House<AppReady> | undefined
  const close = async (): Promise<void> => {
    await Promise.all([...standing].map((child) => child.stop()))
    await Promise.all([sandbox?.stop(), banks?.stop(), apps?.stop()])
    removeFolder()
    process.off('exit', removeFolder)
  }
  try {
    sandbox = await startChild<SandboxReady>(
      join(wiring.root, 'bin', 'synaq.js'),
      ['sandbox', '--json', '--system', system, '--port', '0', '--state', join(folder, 'sandbox')].concat(
        systemArguments(wiring),
      ),
      'the sandbox',
    )
    const { controlUrl, token, adminToken } = sandbox.ready
    const planted = await controlClient(controlUrl, token).defects()
    const named = await exampleBankDefects(wiring.root, system)
    const ofApp = await exampleAppDefects(wiring.root, system)
    const absent: Partial<Record<SubjectId, boolean>> = {
      'example-bank': named === undefined,
      'example-app': ofApp === undefined,
      platform: !judgesPlatform,
    }
    if (named !== undefined) banks = await openHouse<BankReady>('bank', wiring.root)
    if (ofApp !== undefined) apps = await openHouse<AppReady>('app', wiring.root)
    const parts = { system, standing, houses: { banks, apps }, wiring }
    let lanes = 0
    return {
      defects: [
        ...(named ?? []).map((id): Plantable => ({ subject: 'example-bank', defect: { id, of: 'provider' } })),
        ...(ofApp ?? []).map((defect): Plantable => ({ subject: 'example-app', defect: { ...defect, of: 'user' } })),
        ...planted
          .map((defect): Plantable => ({ subject: plantedIn[defect.of], defect }))
          .filter(({ subject }) => absent[subject] !== true),
      ],
      subjects: subjectIds.filter((id) => absent[id] !== true),
      openLane: async () => {
        const own = join(folder, `lane-${(lanes += 1)}`)
        mkdirSync(own, { mode: 0o700 })
        return openLane({ ...parts, folder: own, access: await createWorkspace(controlUrl, adminToken) })
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
