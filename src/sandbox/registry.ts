import type { ApiStanding, ApplicationEntry, PlatformAct } from '../model/act.js'
import { controlError } from './control-error.js'
import { applicationOf, participantOf } from './known.js'
import type { Participant, ProvidedApi, WorkspaceState } from './state.js'

type Act<A extends PlatformAct['act']> = Extract<PlatformAct, { act: A }>

/** What stands before the number of an identifier that this registry gives. */
const idPrefix = 'REGD'

/**
 * A participant gets its identifier (Guide, clause 20, item 3). An organisation, known by its BIN, that was taken out of
 * the registry comes back under the one that it had.
 * @throws ControlError where the BIN or the application belongs to another participant, or no identifier is left.
 */
export function registerParticipant(state: WorkspaceState, act: Act<'register-participant'>): Participant {
  const { name, bin, roles, application } = act
  const former = [...state.participants.values()].find((participant) => participant.bin === bin)
  if (former && former.state !== 'unregistered')
    throw taken(`The BIN belongs to ${former.id}.`, 'Register an organisation that is not in the registry yet.')
  const id = former?.id ?? nextId(state)
  const owner = application && state.applications.get(application.clientId)?.participant
  if (owner !== undefined && owner !== id && state.participants.has(owner))
    throw taken(`The application belongs to ${owner}.`, 'Register an application with a client id of its own.')
  const participant: Participant = { id, name, bin, roles, state: 'registered', limited: false }
  state.participants.set(id, participant)
  if (application) enterApplication(state, id, application)
  return participant
}

function enterApplication(state: WorkspaceState, participant: string, entry: ApplicationEntry): void {
  const { clientId, name, redirectUri, jwk, thumbprint: certificateThumbprint } = entry
  const application = { clientId, participant, name, redirectUris: [redirectUri], jwk, certificateThumbprint }
  // An application that is known already keeps its connections.
  const { connectedTo = new Set<string>() } = state.applications.get(clientId) ?? {}
  state.applications.set(clientId, { ...application, connectedTo })
}

function nextId({ participants }: WorkspaceState): string {
  for (let number = 1; number < 100; number++) {
    const id = idPrefix + String(number).padStart(2, '0')
    if (!participants.has(id)) return id
  }
  throw taken(`All identifiers from ${idPrefix}01 to ${idPrefix}99 are given.`, 'Reset the workspace.')
}

/** Connects an application to a published API, or disconnects it; answers whether it was connected. @throws ControlError */
export function connect(state: WorkspaceState, { clientId, provider, on }: Act<'connection'>): boolean {
  const { connectedTo } = applicationOf(state, clientId)
  const before = connectedTo.has(provider)
  if (on && apiOf(state, provider).publication !== 'published')
    throw taken(`The API of ${provider} is not published.`, 'Connect to an API that the showcase shows.')
  if (on) connectedTo.add(provider)
  else connectedTo.delete(provider)
  return before
}

/** Notes how the automatic check of an API ended. One that errs is taken off publication at once (report, results). */
export function noteCheck(state: WorkspaceState, { provider, result }: Act<'api-check'>): ApiStanding {
  const api = apiOf(state, provider)
  const before = standingOf(api)
  api.check = result
  if (result === 'failed' && !state.defects.has('platform-keeps-failing-api')) api.publication = 'unpublished'
  return before
}

/** Publishes an API whose check passed, or takes it off (report, 4.4); without a passed check it stays as it was. */
export function publish(state: WorkspaceState, act: Act<'publication'>): ApiStanding {
  const api = apiOf(state, act.provider)
  const before = standingOf(api)
  const mayBe = act.state !== 'published' || api.check === 'passed' || state.defects.has('platform-publishes-unchecked')
  if (mayBe) api.publication = act.state
  return before
}

const standingOf = ({ check, publication }: ProvidedApi): ApiStanding => ({ check, publication })

function apiOf(state: WorkspaceState, provider: string): ProvidedApi {
  const api = participantOf(state, provider).provider
  if (api) return api
  throw controlError(404, 'not-found', `${provider} provides no API.`, 'Name a participant that is a provider.')
}

const taken = (what: string, remedy: string) => controlError(409, 'registry-refuses', what, remedy)
