import { join } from 'node:path'
import { readRange } from '../../base/address-kinds.js'
import type { Clock } from '../../base/clock.js'
import { readAppeals } from '../../operator/alerts/appeals.js'
import type { AlertSettings } from '../../operator/alerts/keeper.js'
import { platformCarrierName } from '../../operator/platform.js'
import { readPolicy, readPolicyFile } from '../../operator/policy/read.js'
import type { Database } from '../../store/database.js'
import type { Wiring } from '../wiring.js'
import { holdTrial } from './trial-lock.js'
import { trialPolicy } from './trial-policy.js'
import { startTrial } from './trial.js'
import type { Work } from './work.js'

/** A participant is asked 200 tests at once and 2 a second from then on. */
const limits = {
  slots: 4,
  bucket: { capacity: 200, perSecond: 2 },
  startsPerSecond: 4,
  leaseMs: 30_000,
}

/** The banks of the sandbox are on this machine, and nothing else is called. */
const addresses = { allow: ['127.0.0.0/8', '::1'].flatMap((text) => readRange(text) ?? []), proxies: [] }

/** Alerts are shown on the pages, with the classes that an operator starts from; nobody is told of them. */
function trialAlerts({ root }: Wiring): AlertSettings {
  return {
    rules: { afterRounds: 1, lateMs: 30_000, missedShare: 0.1 },
    ...{ calmMs: 60_000, remindAfterMs: 14_400_000, receivers: [] },
    appeals: readAppeals(join(root, 'examples', 'appeals.yaml')),
  }
}

export interface TrialWork {
  readonly system: string
  readonly data: string
  /** A policy file; that of trial mode where absent. */
  readonly policy?: string
  readonly db: Database
  readonly clock: Clock
}

/** Everything on this machine: a sandbox whose banks are published and probed. @throws ProblemError where another trial is at work */
export async function trialWork({ system, data, policy, db, clock }: TrialWork, wiring: Wiring): Promise<Work> {
  const text = policy === undefined ? readPolicy(trialPolicy, 'trial') : readPolicyFile(policy)
  const held = await holdTrial(db)
  const trial = await startTrial(system, join(data, 'trial'), wiring).catch((error: unknown) => {
    held.release()
    throw error
  })
  return {
    policy: text,
    limits,
    addresses,
    carriers: { [platformCarrierName]: trial.platform },
    alerts: trialAlerts(wiring),
    control: trial.control,
    trial,
    begin: () => trial.register(db, clock),
    close: async () => {
      await trial.close()
      held.release()
    },
  }
}
