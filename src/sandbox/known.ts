import { controlError } from './control-error.js'
import type { Application, Client, Consent, Participant, WorkspaceState } from './state.js'

/** What an act of the control API names, found in the state. Each throws a ControlError 404 where there is no such thing. */

export const consentOf = (state: WorkspaceState, id: string): Consent =>
  state.consents.get(id) ?? unknown('consent', id, 'Use an id of a consent of this workspace; a reset forgets them.')

export const participantOf = (state: WorkspaceState, id: string): Participant =>
  state.participants.get(id) ?? unknown('participant', id, `Use one of ${[...state.participants.keys()].join(', ')}.`)

export const clientOf = (state: WorkspaceState, iin: string): Client =>
  state.clients.get(iin) ?? unknown('client with this IIN or BIN', '', 'Use a client of GET /workspace.')

export const applicationOf = (state: WorkspaceState, clientId: string): Application =>
  state.applications.get(clientId) ?? unknown('application', clientId, 'Use a client id of GET /workspace.')

/** The first application of a participant. */
export const applicationBy = (state: WorkspaceState, user: Participant): Application =>
  [...state.applications.values()].find((application) => application.participant === user.id) ??
  unknown('application of participant', user.id, 'Use a participant that has an application.')

function unknown(what: string, id: string, remedy: string): never {
  throw controlError(404, 'not-found', `There is no ${what}${id === '' ? '' : ` «${id}»`}.`, remedy)
}
