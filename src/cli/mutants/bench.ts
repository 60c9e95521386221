import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { WorkspaceAccess } from '../../control/api.js'
import { controlClient, createWorkspace, type ControlClient } from '../../control/client.js'
import type { SubjectId } from '../../matrix/index.js'
import type { KnownDefect } from '../../model/defect.js'
import type { SystemId } from '../../model/system.js'
import type { Target } from '../../model/target.js'
import { startChild, type Child } from '../children.js'
import { joinSandbox } from '../commands/provider.js'
import type { SandboxReady } from '../commands/sandbox.js'
import { resolveTarget } from '../open-target.js'
import type { Wiring } from '../wiring.js'

/** The bank that is started with one defect after another; it is none of the fixtures' participants. */
const exampleBank = { id: 'TULP01', name: 'АО «Тюльпан Банк»', bin: '150540000017' }

/** A subject with a defect, or sound, ready to be run against. */
export interface Standing {
  readonly target: Target
  readonly control: ControlClient
  /** Ends what was started for it. */
  end(): Promise<void>
}

/** A place of its own where subjects are put up one after another. */
export interface Lane {
  putUp(subject: SubjectId, defect: KnownDefect | undefined): Promise<Standing>
}

/** A sandbox in a process of its own, and what can be wrong with whom. */
export interface Bench {
  readonly defects: readonly { readonly subject: SubjectId; readonly defect: KnownDefect }[]
  openLane(): Promise<Lane>
  /** Ends every process and removes the folder with the keys. */
  close(): Promise<void>
}

/** Starts the sandbox. Keys live in a private folder that is removed at the end. @throws ProblemError */
export async function startBench(system: SystemId, wiring: Wiring): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'synaq-mutants-'))
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', removeFolder)
  let sandbox: Child<SandboxReady> | undefined
  const banks = new Set<Child<unknown>>()
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
    const built = await exampleBankDefects(wiring.root)
    let lanes = 0
    return {
      defects: [
        ...built.map((defect) => ({ subject: 'example-bank', defect }) as const),
        ...planted.map((defect) => ({ subject: plantedIn[defect.of], defect })),
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

const plantedIn = { provider: 'invented-bank', platform: 'platform' } as const satisfies Record<string, SubjectId>

/** The wrong behaviours that examples/bank can be given. */
async function exampleBankDefects(root: string): Promise<KnownDefect[]> {
  const file = pathToFileURL(join(root, 'examples', 'bank', 'defects.js')).href
  const { defectNames } = (await import(file)) as { defectNames: readonly string[] }
  return defectNames.map((id) => ({ id, of: 'provider' }))
}

interface LaneParts {
  readonly system: SystemId
  readonly folder: string
  readonly access: WorkspaceAccess
  /** Banks under way, so that they end with the bench. */
  readonly banks: Set<Child<unknown>>
  readonly wiring: Wiring
}

async function openLane({ system, folder, access, banks, wiring }: LaneParts): Promise<Lane> {
  const control = controlClient(access.controlUrl, access.token)
  const { providers } = await control.workspace()
  const invented = providers.find((provider) => provider.invented && provider.state === 'registered')
  let settings: object | undefined
  const write = (name: string, text: string): string => {
    const file = join(folder, name)
    writeFileSync(file, text, { mode: 0o600 })
    return file
  }
  write('control.token', access.token)
  const resolved = async (bank: { id: string; name: string }, url: string, modes: string): Promise<Target> => {
    const target = { system, bank, url, modes, control: access.controlUrl }
    return (await resolveTarget(write('target.yaml', targetText(target)))).target
  }

  /** Its certificates are issued once; the gateway learns its address with the target. */
  const putUpExampleBank = async (defect: KnownDefect | undefined): Promise<Standing> => {
    const out = join(folder, 'bank')
    settings ??= await joinSandbox(
      { ...exampleBank, system, control: access.controlUrl, token: access.token, out, url: 'https://127.0.0.1' },
      wiring,
    )
    const config = write('bank/bank.json', JSON.stringify({ ...settings, defects: defect ? [defect.id] : [] }))
    const server = join(wiring.root, 'examples', 'bank', 'server.js')
    const bank = await startChild<{ url: string }>(server, ['--config', config], 'the example bank')
    banks.add(bank)
    const end = async (): Promise<void> => {
      banks.delete(bank)
      await bank.stop()
    }
    return { target: await resolved(exampleBank, bank.ready.url, 'direct, through'), control, end }
  }

  return {
    putUp: async (subject, defect) => {
      await control.reset()
      if (subject === 'example-bank') return putUpExampleBank(defect)
      const { id = '', name = '', url = '' } = invented ?? {}
      // Behind the gateway nobody but the platform is asked; a bank of the sandbox is asked at its own door.
      const target = await resolved({ id, name }, url, subject === 'platform' ? 'through' : 'direct')
      await control.setDefects(defect ? [defect.id] : [])
      return { target, control, end: () => Promise.resolve() }
    },
  }
}

function targetText(target: {
  readonly system: SystemId
  readonly bank: { readonly id: string; readonly name: string }
  readonly url: string
  readonly modes: string
  readonly control: string
}): string {
  const { system, bank, url, modes, control } = target
  return [
    `name: ${bank.id}`,
    `system: ${system}`,
    `role: provider`,
    `participant: { id: ${bank.id}, name: '${bank.name}', invented: true }`,
    `modes: [${modes}]`,
    `direct: { url: '${url}' }`,
    `sandbox: { control: '${control}', token: { file: control.token } }`,
    `limits: { effects: [none, consent, hostile, load] }`,
    '',
  ].join('\n')
}
