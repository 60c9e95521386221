import type { World } from './fixtures.js'
import type { Application, Participant, WorkspaceState } from './state.js'

/** The state that a workspace starts with and a reset returns to. `api` is the base URL of its API listener. */
export function initialState(world: World, applications: readonly Application[], api: string): WorkspaceState {
  return {
    participants: new Map(
      world.participants.map(({ id, name, bin, state, provider }): [string, Participant] => [
        id,
        {
          id,
          name,
          bin,
          state,
          limited: false,
          ...(provider ? { provider: { url: `${api}/banks/${id}`, invented: true } } : {}),
        },
      ]),
    ),
    applications: new Map(applications.map((application) => [application.clientId, application])),
    clients: new Map(world.clients.map((client) => [client.iin, client])),
    consents: new Map(),
    inbox: [],
    defects: new Set(),
  }
}
