import type { KnownApplication } from './credentials.js'
import type { World } from './fixtures.js'
import type { Application, Participant, WorkspaceState } from './state.js'

/**
 * The state that a workspace starts with and a reset returns to: the invented banks' APIs are checked and published.
 * `api` is the base URL of its API listener.
 */
export function initialState(world: World, applications: readonly KnownApplication[], api: string): WorkspaceState {
  const participants = world.participants.map(({ id, name, bin, state, provider }): Participant => ({
    id,
    name,
    bin,
    roles: [provider ? 'provider' : 'user'],
    state,
    limited: false,
    ...(provider
      ? { provider: { url: `${api}/banks/${id}`, invented: true, check: 'passed', publication: 'published' } }
      : {}),
  }))
  const known = new Map(participants.map((participant) => [participant.id, participant]))
  return {
    participants: known,
    applications: new Map(applications.map((application) => [application.clientId, entered(application, known)])),
    clients: new Map(world.clients.map((client) => [client.iin, client])),
    consents: new Map(),
    inbox: [],
    defects: new Set(),
  }
}

/** An application as the platform knows it from now on. */
export function entered(
  { connected, ...application }: KnownApplication,
  participants: WorkspaceState['participants'],
): Application {
  const providers = [...participants.values()].filter(({ provider }) => connected && provider)
  return { ...application, connectedTo: new Set(providers.map(({ id }) => id)) }
}
