import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Instant } from '../base/clock.js'
import { problem } from '../base/problem.js'
import { needsTokens } from '../contract/keys-path.js'
import type { ContractInForce } from '../model/contract.js'
import { requestIdOf, sendRefusal, sendReply } from './answer.js'
import { consentBody } from './authorization/consents.js'
import { hasConsents } from './authorization/operations.js'
import { peerThumbprint } from './peer.js'
import { compileRoutes } from './routes.js'
import type { WorkspaceState } from './state.js'

export interface ConsentQueryContext {
  readonly contract: ContractInForce
  state(): WorkspaceState
  now(): Instant
  /** The provider that a certificate was issued to. */
  providerOf(thumbprint: string): string | undefined
}

/**
 * The operation `getConsent`: a bank asks before it answers, with the certificate that it was issued as its proof.
 * A consent that does not name the bank is as unknown to it as one that does not exist.
 * @throws ProblemError when the contract lacks the operation though it knows of consents and a bank needs a token.
 */
export function createConsentQuery(context: ConsentQueryContext) {
  const { operations } = context.contract
  const operation = operations.get('getConsent')
  const needed = hasConsents(context.contract) && needsTokens(context.contract)
  if (!operation && needed) {
    throw problem(
      'contract-operation-missing',
      'The contract has no operation «getConsent», by which a bank asks for the state of a consent.',
      'Give the operation of that purpose the operationId getConsent.',
      { file: context.contract.file },
    )
  }
  const route = compileRoutes(operation ? [operation] : [])

  /** Answers false, and does nothing, for any other address. */
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const found = route(request)
    if (found === undefined) return false
    const requestId = requestIdOf(request)
    const provider = context.providerOf(peerThumbprint(request.socket))
    const id = (request.url ?? '').split('?')[0]?.split('/').at(-1) ?? ''
    const consent = context.state().consents.get(id)
    if ('allow' in found) {
      const headers = { allow: found.allow.join(', ') }
      sendRefusal(response, requestId, { status: 405, code: 'method_not_allowed', message: 'Only GET', headers })
    } else if (provider === undefined) {
      const message = 'Only a bank may ask, with the client certificate that the platform issued to it'
      sendRefusal(response, requestId, { status: 403, code: 'not_a_provider', message })
    } else if (!consent?.providers.includes(provider)) {
      sendRefusal(response, requestId, {
        status: 404,
        code: 'consent_not_found',
        message: 'There is no such consent for this bank',
      })
    } else {
      sendReply(response, requestId, { status: 200, body: consentBody(consent, context.now()) })
    }
    return true
  }
}
