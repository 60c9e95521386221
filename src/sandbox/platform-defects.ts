import type { ContractInForce } from '../model/contract.js'
import type { RequirementId } from '../model/system.js'
import { hasConsents } from './authorization/operations.js'

/** Wrong behaviours that the platform itself can be given, each with the requirement that it breaks. */
export const platformDefects = {
  'platform-ignores-token': 'C-platform-token',
  'platform-ignores-signature': 'C-platform-token',
  'platform-accepts-unregistered': 'P6.3c',
  'platform-ignores-blocked': 'P6.3c',
  'platform-ignores-limited-mode': 'G37.1',
  'platform-wrong-limited-message': 'G37.1',
  'platform-ignores-decline': 'P6.3d',
  'platform-ignores-consent': 'P6.3e',
  'platform-serves-after-revocation': 'P6.3e',
  'platform-serves-after-expiry': 'P-res3',
  'platform-ignores-scope': 'C-scope',
  'platform-ignores-narrowing': 'C-scope',
  'platform-forgets-narrowing': 'P4.3-change',
  'platform-revokes-when-narrowed': 'P4.3-change',
  'platform-revives-revoked-consent': 'P6.3e',
  'platform-history-without-purpose': 'P4.3',
  'platform-history-without-term': 'P4.3',
  'platform-history-always-authorised': 'C-consent-state',
  'platform-history-of-everybody': 'P4.4',
  'platform-ignores-liveness': 'P6.3d',
  'platform-hides-failed-sign-in': 'C-denied',
  'platform-accepts-any-code': 'P6.3d',
  'platform-accepts-late-code': 'C-one-time-code',
  'platform-reuses-codes': 'C-one-time-code',
  'platform-accepts-unaccredited': 'P6.3c',
  'platform-ignores-connection': 'P6.3c',
  'platform-serves-unpublished': 'P4.4-publication',
  'platform-shows-unpublished': 'P4.4-publication',
  'platform-publishes-unchecked': 'P4.4-publication',
  'platform-keeps-failing-api': 'P-res2',
  'platform-accepts-expired-certificate': 'G33',
  'platform-accepts-revoked-certificate': 'G33',
  'platform-accepts-foreign-certificate': 'G33',
  'platform-accepts-tls-1.1': 'G33',
  'platform-ignores-client-certificate': 'G33',
  'platform-ignores-binding': 'C-platform-token',
  'platform-code-reusable': 'C-code',
  'platform-keeps-tokens-of-reused-code': 'C-code',
  'platform-ignores-redirect-uri': 'C-code',
  'platform-ignores-pkce': 'C-code',
  'platform-asks-no-pkce': 'C-authorization-request',
  'platform-takes-any-redirect-uri': 'C-authorization-request',
  'platform-accepts-replayed-assertion': 'C-client-assertion',
  'platform-accepts-assertion-for-another': 'C-client-assertion',
  'platform-accepts-expired-assertion': 'C-client-assertion',
  'platform-ignores-rate-limit': 'C-rate',
  'platform-no-retry-after': 'C-rate',
  'platform-fails-on-malformed-body': 'C-platform-body',
  'platform-ignores-content-type': 'C-platform-body',
  'platform-takes-any-size': 'C-platform-body',
} as const satisfies Readonly<Record<string, RequirementId>>

export type PlatformDefect = keyof typeof platformDefects

/** Those that every platform can be given; the others lie in tokens, consents and the sign-in. */
const ofRegistryAndGateway: readonly PlatformDefect[] = [
  'platform-accepts-unregistered',
  'platform-ignores-blocked',
  'platform-ignores-limited-mode',
  'platform-wrong-limited-message',
  'platform-accepts-unaccredited',
  'platform-ignores-connection',
  'platform-serves-unpublished',
  'platform-publishes-unchecked',
  'platform-keeps-failing-api',
  'platform-accepts-expired-certificate',
  'platform-accepts-revoked-certificate',
  'platform-accepts-foreign-certificate',
  'platform-accepts-tls-1.1',
  'platform-ignores-rate-limit',
  'platform-no-retry-after',
]

/** The defects that mean something on the platform of a contract. */
export function platformDefectsOf(contract: ContractInForce): [PlatformDefect, RequirementId][] {
  const known = Object.entries(platformDefects) as [PlatformDefect, RequirementId][]
  const without = new Set<PlatformDefect>(contract.operations.has('listApis') ? ['platform-shows-unpublished'] : [])
  for (const id of ofRegistryAndGateway) without.add(id)
  return hasConsents(contract) ? known : known.filter(([id]) => without.has(id))
}
