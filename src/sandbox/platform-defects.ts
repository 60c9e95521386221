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
} as const satisfies Readonly<Record<string, RequirementId>>

export type PlatformDefect = keyof typeof platformDefects
