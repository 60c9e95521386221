import type { ContractInForce } from '../../model/contract.js'
import type { WorkspaceState } from '../state.js'
import { errors } from './oidc.js'

/** The scopes that the operations of a contract need. */
export function dataScopes(contract: ContractInForce): string[] {
  return [...new Set([...contract.operations.values()].flatMap((operation) => operation.scopes))]
}

/** A list of a request: parts between spaces, each once. */
export function spaceSeparated(value: unknown): string[] {
  return typeof value === 'string' ? [...new Set(value.split(' ').filter((part) => part !== ''))] : []
}

/** @throws invalid_scope unless `openid` and at least one scope of data are asked for, and nothing unknown. */
export function assertScopes(scope: unknown, known: readonly string[]): void {
  const asked = spaceSeparated(scope)
  const unknown = asked.filter((name) => name !== 'openid' && !known.includes(name))
  if (unknown.length > 0)
    throw new errors.InvalidScope(`unknown scope; known are: ${known.join(', ')}`, unknown.join(' '))
  if (!asked.includes('openid')) throw new errors.InvalidScope('scope must include openid', 'openid')
  if (asked.length < 2) throw new errors.InvalidScope(`name the data asked for: ${known.join(', ')}`, 'openid')
}

/**
 * @throws invalid_request unless `providers` names participants that serve data; unauthorized_client for one whose API
 * is off publication, or that the application is not connected to (report, 4.4).
 */
export function assertProviders(state: WorkspaceState, providers: unknown, clientId: string): void {
  const asked = spaceSeparated(providers)
  if (asked.length === 0) {
    throw new errors.InvalidRequest(
      'providers is missing: name the participants whose data is asked for, separated by spaces',
    )
  }
  const unknown = asked.filter((id) => !state.participants.get(id)?.provider)
  if (unknown.length > 0) throw new errors.InvalidRequest(`unknown provider: ${unknown.join(', ')}`)
  const connectedTo = state.applications.get(clientId)?.connectedTo
  for (const id of asked) {
    const off = state.participants.get(id)?.provider?.publication === 'unpublished'
    if (off && !state.defects.has('platform-serves-unpublished'))
      throw new errors.UnauthorizedClient(`the API of ${id} is off publication`)
    if (!connectedTo?.has(id) && !state.defects.has('platform-ignores-connection'))
      throw new errors.UnauthorizedClient(`the application is not connected to the API of ${id}`)
  }
}
