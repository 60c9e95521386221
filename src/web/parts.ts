import type { Clock } from '../base/clock.js'
import type { Text } from '../base/text.js'
import type { Examiner } from '../operator/admission/examiner.js'
import type { Gate } from '../operator/admission/gate.js'
import type { Governor } from '../operator/governor.js'
import type { ProbeEngine } from '../operator/ports.js'
import type { Database } from '../store/database.js'
import type { RoundQueue } from '../store/queue.js'

/** What the pages and the API are made of. */
export interface WebParts {
  readonly db: Database
  readonly queue: Pick<RoundQueue, 'send'>
  readonly engine: Pick<ProbeEngine, 'page' | 'plan'>
  readonly governor: Governor
  readonly registry: RegistryParts
  readonly clock: Clock
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Without a token, on loopback alone: everybody is the operator. With them, over TLS. */
  readonly access: 'open' | Certificate
  /** With the sandbox's banks. */
  readonly trial?: TrialControls
  /** Something was opened: rounds and parcels need not wait for the next turn. */
  readonly wake: () => void
  readonly warn: (what: string, error: unknown) => void
}

/** What the registry and the gate before first publication are made of. */
export interface RegistryParts {
  readonly gate: Gate
  readonly examiner: Examiner
  /** Where relative names of target files are looked up. */
  readonly targets: string
  /** Where runs lie that may be admitted by their names. */
  readonly runs: string
}

/** For pages over TLS: PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** What can be tried in trial mode. */
export interface TrialControls {
  defects(): Promise<readonly { readonly id: string; readonly about?: Text }[]>
  planted(api: string): readonly string[]
  plant(api: string, defects: readonly string[]): Promise<void>
}
