import type { Clock } from '../base/clock.js'
import type { Text } from '../base/text.js'
import type { Metrics } from './metrics.js'
import type { Governor } from '../operator/governor.js'
import type { ProbeEngine } from '../operator/ports.js'
import type { Database } from '../store/database.js'
import type { Standing } from '../store/standing-rows.js'
import type { RoundQueue } from '../store/queue.js'

/** What the pages and the API are made of. */
export interface WebParts {
  readonly db: Database
  readonly queue: Pick<RoundQueue, 'send'>
  readonly engine: Pick<ProbeEngine, 'page' | 'plan'>
  readonly governor: Governor
  readonly clock: Clock
  readonly metrics: Metrics
  /** How everything stands. */
  readonly standing: () => Promise<Standing>
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
