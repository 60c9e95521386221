import { z } from 'zod'
import type { ApiCheck, ParticipantState, PlatformAct, Publication } from '../model/act.js'

/** The states in the order in which a person is offered them. */
export const participantStates = [
  'registered',
  'blocked',
  'not-accredited',
  'unregistered',
] as const satisfies readonly ParticipantState[]

export const publications = ['published', 'draft', 'unpublished'] as const satisfies readonly Publication[]
export const apiChecks = ['passed', 'failed', 'none'] as const satisfies readonly ApiCheck[]

const standing = z.object({ before: z.object({ check: z.enum(apiChecks), publication: z.enum(publications) }) })
const nothing = z.object({})

/** What comes back from each act; further keys are passed over. */
export const actResults = {
  'grant-consent': z.object({ consentId: z.string().min(1).max(200) }),
  'revoke-consent': nothing,
  'narrow-consent': nothing,
  'age-consent': nothing,
  'mint-token': z.object({ token: z.string().min(1) }),
  'participant-state': z.object({ before: z.enum(participantStates) }),
  'limited-mode': z.object({ before: z.boolean() }),
  'rate-limit': nothing,
  'register-participant': z.object({ participant: z.string().min(1).max(200) }),
  connection: z.object({ before: z.boolean() }),
  'api-check': standing,
  publication: standing,
} satisfies Record<PlatformAct['act'], z.ZodType>
