import type { SystemId } from '../../model/system.js'
import type { AlertSettings } from '../../operator/alerts/keeper.js'
import type { Carriers } from '../../operator/delivery.js'
import type { OperatorLimits } from '../../operator/operator.js'
import type { PolicyText } from '../../operator/policy/read.js'
import type { Trial } from './trial.js'

/** What differs between trying out and the operator's real work. */
export interface Work {
  readonly policy: PolicyText
  readonly limits: OperatorLimits
  /** What takes parcels out of the outbox, by their name. */
  readonly carriers: Carriers
  /** What becomes an alert, and who is told of it. */
  readonly alerts: AlertSettings
  /** The target file of a sound bank of our own; undefined where the system has none. */
  readonly control: (system: SystemId) => Promise<string | undefined>
  /** In trial mode. */
  readonly trial?: Trial
  /** Before the first round. */
  begin(): Promise<void>
  close(): Promise<void>
}
