import type { Addressee } from '../model/system.js'
import type { Target } from '../model/target.js'

/**
 * The target as a scenario sees it. Beside an application under test the platform's own scripts need a bank to ask about: the
 * first of the platform's stands where the participant does otherwise.
 */
export function targetOf(target: Target, subject: Addressee): Target {
  const [bank, ...others] = target.providers
  if (target.role !== 'user' || subject !== 'platform' || bank === undefined) return target
  const name = target.providerNames?.[bank] ?? bank
  return { ...target, participant: { id: bank, name, invented: true }, providers: others }
}
