import type { RequirementId } from '../model/system.js'

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
  'platform-fails-on-malformed-body': 'C-platform-body',
  'platform-ignores-content-type': 'C-platform-body',
  'platform-takes-any-size': 'C-platform-body',
} as const satisfies Readonly<Record<string, RequirementId>>

export type PlatformDefect = keyof typeof platformDefects
