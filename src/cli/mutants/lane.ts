import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { WorkspaceAccess } from '../../control/api.js'
import { controlClient, type ControlClient } from '../../control/client.js'
import type { SubjectId } from '../../matrix/index.js'
import type { KnownDefect } from '../../model/defect.js'
import type { Mode, SystemId } from '../../model/system.js'
import type { Target } from '../../model/target.js'
import type { Child } from '../children.js'
import type { BankSettings } from '../commands/provider.js'
import {
  exampleAppTarget,
  joinExampleApp,
  writeAppConfig,
  type AppReady,
  type JoinedExampleApp,
} from '../example-app.js'
import { exampleBank, joinExampleBank, writeBankConfig, type BankReady } from '../example-bank.js'
import { resolveTarget } from '../open-target.js'
import type { Wiring } from '../wiring.js'
import type { House } from './house.js'

/** A subject with a defect, or sound, ready to be run against. */
export interface Standing {
  readonly target: Target
  readonly control: ControlClient
  /** Ends what was started for it. */
  end(): Promise<void>
}

/** A place of its own where subjects are put up one after another. */
export interface Lane {
  putUp(subject: SubjectId, defect: KnownDefect | undefined, way?: Way): Promise<Standing>
}

/** `limited`: the example bank declares a limit of requests and keeps it, which scripts about other things would run into. */
export type Way = 'usual' | 'limited'

const declaredRate = { requests: 20, seconds: 2 }

/** Low, since both ends run on this machine; long enough for a bank that slows down to be seen. */
const load = { rate: 20, seconds: 8 }

/** Where the examples are put up; undefined where an example does not know the system. */
export interface Houses {
  readonly banks: House<BankReady> | undefined
  readonly apps: House<AppReady> | undefined
}

export interface LaneParts {
  readonly system: SystemId
  /** For keys and settings. */
  readonly folder: string
  /** Of a workspace that nobody else uses. */
  readonly access: WorkspaceAccess
  /** Banks and applications under way, so that whoever ends the lane can end them. */
  readonly standing: Set<Child<unknown>>
  readonly houses: Houses
  readonly wiring: Wiring
}

/** Opens a lane in a workspace. */
export async function openLane({ system, folder, access, standing, houses, wiring }: LaneParts): Promise<Lane> {
  const { controlUrl, token } = access
  const control = controlClient(controlUrl, token)
  const { providers } = await control.workspace()
  const { id = '', name = '', url = '' } = providers.find((it) => it.invented && it.state === 'registered') ?? {}
  const write = (file: string, text: string): string => {
    writeFileSync(join(folder, file), text, { mode: 0o600 })
    return join(folder, file)
  }
  write('control.token', token)
  const resolved = async (bank: Bank, modes: readonly Mode[], way: Way = 'usual'): Promise<Target> =>
    (await resolveTarget(write('target.yaml', targetText(system, bank, modes, controlUrl, way)))).target

  const endOf = (child: Child<unknown>) => async (): Promise<void> => {
    standing.delete(child)
    await child.stop()
  }

  /** Its certificates are issued once; the gateway learns its address with the target. */
  let settings: Promise<BankSettings> | undefined
  const putUpExampleBank = async (house: House<BankReady>, defects: readonly string[], way: Way): Promise<Standing> => {
    const own = join(folder, 'bank')
    settings ??= joinExampleBank({ system, control: controlUrl, token }, own, wiring)
    const rate = way === 'limited' ? { rateLimit: declaredRate } : {}
    const bank = await house.open(writeBankConfig(await settings, { defects, ...rate }, own))
    standing.add(bank)
    const target = await resolved({ ...exampleBank, url: bank.ready.url }, ['direct', 'through'], way)
    return { target, control, end: endOf(bank) }
  }

  let joined: Promise<JoinedExampleApp> | undefined
  const putUpExampleApp = async (house: House<AppReady>, defects: readonly string[]): Promise<Standing> => {
    const own = join(folder, 'app')
    joined ??= joinExampleApp({ control: controlUrl, token }, own)
    const settings = await joined
    const app = await house.open(writeAppConfig(settings, defects, own))
    standing.add(app)
    write('drive.token', settings.driveToken)
    const file = write('app-target.yaml', exampleAppTarget(system, controlUrl, app.ready, 'control.token'))
    return { target: (await resolveTarget(file)).target, control, end: endOf(app) }
  }

  return {
    putUp: async (subject, defect, way = 'usual') => {
      await control.reset()
      const defects = defect ? [defect.id] : []
      if (subject === 'example-bank' && houses.banks) return putUpExampleBank(houses.banks, defects, way)
      if (subject === 'example-app' && houses.apps) return putUpExampleApp(houses.apps, defects)
      // A bank of the sandbox is asked at its own door; behind the gateway it is the platform that shows its defects.
      const target = await resolved({ id, name, url }, subject === 'platform' ? ['through'] : ['direct'])
      await control.setDefects(defects)
      return { target, control, end: () => Promise.resolve() }
    },
  }
}

interface Bank {
  readonly id: string
  readonly name: string
  readonly url: string
}

function targetText(
  system: SystemId,
  { id, name, url }: Bank,
  modes: readonly Mode[],
  control: string,
  way: Way,
): string {
  const limits = {
    effects: ['none', 'consent', 'hostile', 'load'],
    load,
    ...(way === 'limited' ? { declaredRate } : {}),
  }
  return [
    `name: ${id}`,
    `system: ${system}`,
    `role: provider`,
    `participant: { id: ${id}, name: '${name}', invented: true }`,
    `modes: [${modes.join(', ')}]`,
    `direct: { url: '${url}' }`,
    `sandbox: { control: '${control}', token: { file: control.token } }`,
    `limits: ${JSON.stringify(limits)}`,
    '',
  ].join('\n')
}
