import { kazakhstanTime, type Instant } from '../base/clock.js'
import type { RequirementId, SystemId } from '../model/system.js'
import type { GivenWaivers, Waiver } from '../model/waiver.js'

/** A departure that made a verdict fail: whose, of what, found where, and when the run ended. */
export interface Charge {
  readonly participant: string
  readonly system: SystemId
  readonly requirement: RequirementId
  readonly scenario: string
  readonly at: Instant
}

/** What a waiver has to do with a charge: it covers it, or the first thing that does not fit. */
export type Bearing =
  'covers' | 'other-participant' | 'other-system' | 'other-requirement' | 'other-scenario' | 'expired'

/** Whether a waiver covers a charge, and if not, why. Time comes last: «expired» is said only of one that would cover it. */
export function bearingOf(waiver: Waiver, charge: Charge): Bearing {
  if (waiver.participant !== charge.participant) return 'other-participant'
  if (waiver.system !== charge.system) return 'other-system'
  if (waiver.requirement !== charge.requirement) return 'other-requirement'
  if (waiver.scenarios && !waiver.scenarios.includes(charge.scenario)) return 'other-scenario'
  return isExpired(waiver, charge.at) ? 'expired' : 'covers'
}

/** True after the last day on which it holds, by the calendar of Kazakhstan. */
export function isExpired({ expires }: Waiver, at: Instant): boolean {
  return kazakhstanTime(at).date > expires
}

/** Whether a charge is waived: by which waiver and its number, or not, where one that would cover it has expired. */
export type Waived =
  | { readonly waived: true; readonly number: number; readonly waiver: Waiver }
  | { readonly waived: false; readonly why: 'none' | 'expired' }

/** The first waiver that covers a charge. */
export function waiverFor(charge: Charge, waivers: readonly Waiver[]): Waived {
  const bearings = waivers.map((waiver) => bearingOf(waiver, charge))
  const index = bearings.indexOf('covers')
  const waiver = waivers[index]
  if (waiver) return { waived: true, number: index + 1, waiver }
  return { waived: false, why: bearings.includes('expired') ? 'expired' : 'none' }
}

/** True where every charge is waived. Of no charges at all nothing is waived. */
export function areWaived(charges: readonly Charge[], waivers: readonly Waiver[]): boolean {
  return charges.length > 0 && charges.every((charge) => waiverFor(charge, waivers).waived)
}

/** True where an Act may rest on waivers in spite of these charges: all are waived, and a key of the operator signed that. */
export function unlockAct(charges: readonly Charge[], given: GivenWaivers): boolean {
  return given.signature.by === 'key' && given.signature.operator && areWaived(charges, given.waivers)
}
