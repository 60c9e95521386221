import type { ParticipantState } from '../model/act.js'
import type { PlatformDefect } from './platform-defects.js'
import type { Participant, WorkspaceState } from './state.js'

/** A state without rights to exchange. */
export type RightlessState = Exclude<ParticipantState, 'registered'>

/** The defect with which the platform overlooks that a participant is in a state. */
const overlookedWith: Readonly<Record<RightlessState, PlatformDefect>> = {
  blocked: 'platform-ignores-blocked',
  'not-accredited': 'platform-accepts-unaccredited',
  unregistered: 'platform-accepts-unregistered',
}

/** Why a participant has no rights (report, 6.3); undefined where it has them. One that nobody knows is unregistered. */
export function lackOfRights(
  participant: Participant | undefined,
  { defects }: WorkspaceState,
): RightlessState | undefined {
  const state = participant?.state ?? 'unregistered'
  return state === 'registered' || defects.has(overlookedWith[state]) ? undefined : state
}
