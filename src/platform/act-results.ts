import { z } from 'zod'
import type { ParticipantState, PlatformAct } from '../model/act.js'

/** The states in the order in which a person is offered them. */
export const participantStates = [
  'registered',
  'blocked',
  'not-accredited',
  'not-connected',
  'unregistered',
] as const satisfies readonly ParticipantState[]

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
} satisfies Record<PlatformAct['act'], z.ZodType>
