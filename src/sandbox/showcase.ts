import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Json } from '../base/json.js'
import type { ContractInForce } from '../model/contract.js'
import { requestIdOf, sendRefusal, sendReply } from './answer.js'
import { peerThumbprint } from './peer.js'
import { lackOfRights } from './rights.js'
import { compileRoutes } from './routes.js'
import type { WorkspaceState } from './state.js'

export interface ShowcaseContext {
  readonly contract: ContractInForce
  state(): WorkspaceState
}

/**
 * The operation `listApis`, where the contract has it: the showcase with the published APIs and their owners, for
 * participants (report, 4.4). Answers false, and does nothing, for any other address.
 */
export function createShowcase(context: ShowcaseContext) {
  const { contract } = context
  const operation = contract.operations.get('listApis')
  const route = compileRoutes(operation ? [operation] : [])
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const found = route(request)
    if (found === undefined) return false
    const requestId = requestIdOf(request)
    if ('allow' in found) {
      const headers = { allow: found.allow.join(', ') }
      sendRefusal(response, requestId, { status: 405, code: 'method_not_allowed', message: 'Only GET', headers })
    } else if (!isOfParticipant(peerThumbprint(request.socket), context.state())) {
      const message = 'The showcase is shown to participants, by the certificate of an application'
      sendRefusal(response, requestId, { status: 403, code: 'not_a_participant', message })
    } else sendReply(response, requestId, { status: 200, body: { apis: shown(context.state(), contract) } })
    return true
  }
}

/** Whether a certificate is that of an application whose participant has its rights. */
function isOfParticipant(thumbprint: string, state: WorkspaceState): boolean {
  return [...state.applications.values()].some(
    ({ certificateThumbprint, participant }) =>
      certificateThumbprint === thumbprint && lackOfRights(state.participants.get(participant), state) === undefined,
  )
}

function shown(state: WorkspaceState, { title, version }: ContractInForce): Json[] {
  const all = state.defects.has('platform-shows-unpublished')
  return [...state.participants.values()].flatMap(({ id: provider, name, provider: api }) =>
    api && (all || api.publication === 'published') ? [{ provider, name, title, version }] : [],
  )
}
