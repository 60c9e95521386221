import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock, type Clock, type Instant } from '../../base/clock.js'
import type { WorkspaceAccess } from '../../control/api.js'
import { controlClient, createWorkspace, type ControlClient } from '../../control/client.js'
import type { KnownDefect } from '../../model/defect.js'
import type { PlatformOrder } from '../../model/order.js'
import {
  mostTestsADay,
  type ApiId,
  type ApiRecord,
  type ParticipantRecord,
  type ProbeChoice,
} from '../../model/registry.js'
import type { SystemId } from '../../model/system.js'
import type { Carrier } from '../../operator/delivery.js'
import { publishForTrial } from '../../operator/moves.js'
import { orderId, platformCarrier } from '../../operator/platform.js'
import { openWebhook, type Webhook } from '../../operator/webhook.js'
import type { Database, Queryable } from '../../store/database.js'
import { lastMove } from '../../store/decision-rows.js'
import { api as apiById, lockApi, saveApi, saveParticipant } from '../../store/registry-rows.js'
import { startChild } from '../children.js'
import type { SandboxReady } from '../commands/sandbox.js'
import { loadProject } from '../project.js'
import type { Wiring } from '../wiring.js'
import { writeBankTarget, type BankPlace } from './bank-target.js'

/** A sandbox whose invented banks are published and probed, each in a workspace of its own, so that one can go wrong alone. */
export interface Trial {
  /** Takes decisions to the sandbox's registry. */
  readonly platform: Carrier
  /** The target file of a bank that nothing is planted in. */
  readonly control: (system: SystemId) => Promise<string | undefined>
  /** Enters the banks as published APIs; those that are known stay as they are. */
  register(db: Database, clock: Clock): Promise<void>
  /** Wrong behaviours that a bank can be given. */
  defects(): Promise<readonly KnownDefect[]>
  /** Plants these, and no others, in the bank of an API. */
  plant(api: ApiId, defects: readonly string[]): Promise<void>
  planted(api: ApiId): readonly string[]
  close(): Promise<void>
}

interface TrialBank {
  readonly participant: ParticipantRecord
  readonly target: string
  readonly control: ControlClient
  readonly webhook: Webhook
}

const patience = { timeoutMs: 10_000, giveUpAfterMs: 86_400_000 }
/** The word that marks scripts which are good to be run often. */
const probeTag = 'probe'

/** Starts the sandbox as a process of its own and opens the workspaces. `folder` is for tokens and target files. */
export async function startTrial(system: SystemId, folder: string, wiring: Wiring): Promise<Trial> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const sandbox = await startChild<SandboxReady>(
    join(wiring.root, 'bin', 'synaq.js'),
    ['sandbox', '--json', '--system', system, '--port', '0', '--state', join(folder, 'sandbox')],
    'the sandbox',
  )
  try {
    const { controlUrl, token, adminToken } = sandbox.ready
    const own = { controlUrl, token }
    const { providers } = await controlClient(controlUrl, token).workspace()
    const invented = providers.filter(({ invented, state }) => invented && state === 'registered')
    const banks = new Map<ApiId, TrialBank>()
    for (const { id, name } of invented) {
      const access = await createWorkspace(controlUrl, adminToken)
      banks.set(apiIdOf(id, system), await trialBank({ system, folder, access, id, name }, access.webhook))
    }
    const [first] = invented
    const control =
      first && (await writeBankTarget({ system, folder, access: own, id: first.id, name: first.name, file: 'control' }))
    const planted = new Map<ApiId, readonly string[]>()
    const bankOf = (api: ApiId): TrialBank => {
      const bank = banks.get(api)
      if (!bank) throw new Error(`the trial has no API «${api}»`)
      return bank
    }
    return {
      platform: platformCarrier(({ api }) => bankOf(api).webhook, patience),
      control: (asked) => Promise.resolve(asked === system ? control : undefined),
      register: (db, clock) => register({ system, banks, db, clock }, wiring),
      defects: async () => (await controlClient(controlUrl, token).defects()).filter(({ of }) => of === 'provider'),
      plant: async (api, defects) => {
        await bankOf(api).control.setDefects(defects)
        planted.set(api, defects)
      },
      planted: (api) => planted.get(api) ?? [],
      close: async () => {
        await Promise.all([...banks.values()].map(({ webhook }) => webhook.close()))
        await sandbox.stop()
      },
    }
  } catch (error) {
    await sandbox.stop()
    throw error
  }
}

const apiIdOf = (participant: string, system: SystemId): ApiId => `${participant.toLowerCase()}-${system}`

async function trialBank(place: BankPlace, { url, secret }: WorkspaceAccess['webhook']): Promise<TrialBank> {
  const { id, name, access } = place
  const target = await writeBankTarget(place)
  const state = { accredited: true, blocked: false, limited: false, contacts: [] }
  const control = controlClient(access.controlUrl, access.token)
  const webhook = openWebhook({ url, secrets: [secret] }, systemClock)
  return { participant: { id, name, roles: ['provider'], ...state }, target, control, webhook }
}

interface Registration {
  readonly system: SystemId
  readonly banks: ReadonlyMap<ApiId, TrialBank>
  readonly db: Database
  readonly clock: Clock
}

async function register(r: Registration, wiring: Wiring): Promise<void> {
  const { system, banks, db, clock } = r
  const { scenarios, system: described } = await loadProject(system, wiring)
  const tagged = scenarios.some(({ tags }) => tags?.includes(probeTag))
  const probe: ProbeChoice = {
    environment: 'test',
    effects: ['none', 'consent'],
    only: [],
    tags: tagged ? [probeTag] : [],
  }
  for (const [id, { participant, target, webhook }] of banks) {
    const now = clock.now()
    const known = await apiById(db, id)
    await saveParticipant(db, participant, now)
    const name = described.title.ru
    const entry = { id, participant: participant.id, system, name, targets: { test: target }, probe }
    await saveApi(
      db,
      { ...entry, budget: known?.budget ?? mostTestsADay, ...(known ? { probe: known.probe } : {}) },
      now,
    )
    if (!known) await db.transaction(async (tx) => publishAtOnce(tx, id, now))
    // The sandbox is new and knows nothing of what was decided before.
    else await repeat(db, known, webhook)
  }
}

async function publishAtOnce(tx: Queryable, id: ApiId, now: Instant): Promise<void> {
  const api = await lockApi(tx, id)
  if (!api) return
  const why = {
    ru: 'Пробный режим: банк песочницы опубликован без допуска, который нужен настоящему.',
    en: 'Trial mode: a bank of the sandbox is published without the gate that a real one has to pass.',
    kk: 'Сынақ режимі: құмсалғыш банкі нақты банкке қажет рұқсатсыз жарияланды.',
  }
  await publishForTrial(tx, api, why, now)
}

/** Tells a platform that is new how an API stands. */
async function repeat(db: Database, { id: api, participant, system }: ApiRecord, webhook: Webhook): Promise<void> {
  const last = await lastMove(db, api)
  if (!last) return
  const { action, before, after, id: decision, at, why } = last
  const order: PlatformOrder = { action, before, after, api, participant, system, decision, at, why }
  await webhook.tell(orderId(order), order, AbortSignal.timeout(patience.timeoutMs))
}
