import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Instant } from '../base/clock.js'
import type { ContractInForce, Operation } from '../model/contract.js'
import { providerIdHeader, requestIdHeader } from '../model/headers.js'
import { requestIdOf, sendRefusal, sendReply } from './answer.js'
import type { UserToken } from './authorization/types.js'
import type { InventedBanks } from './bank.js'
import { admit, isRefusal } from './gateway-admission.js'
import type { Admission, AdmissionContext } from './gateway-admission.js'
import type { Journal } from './journal.js'
import { createTokenVerifier } from './kept-tokens.js'
import type { PlatformTokens } from './platform-token.js'
import type { Relay } from './relay.js'
import { readable, requestBody } from './request-body.js'
import { compileRoutes } from './routes.js'
import type { WorkspaceState } from './state.js'

export interface GatewayContext {
  readonly contract: ContractInForce
  state(): WorkspaceState
  now(): Instant
  verifyUserToken(token: string): Promise<UserToken | undefined>
  readonly tokens: PlatformTokens
  readonly banks: InventedBanks
  readonly relay: Relay
  readonly journal: Journal
}

/** The way from users to banks. It is the hot path: no router of a framework, nothing verified twice. */
export interface Gateway {
  /** Takes a request for an operation of a bank; false, and nothing done, for any other. */
  handle(request: IncomingMessage, response: ServerResponse): boolean
  /** Forgets verified tokens. */
  forget(): void
}

/** Compiles the contract's operations that banks serve. */
export function createGateway(context: GatewayContext): Gateway {
  const route = compileRoutes([...context.contract.operations.values()].filter(({ servedBy }) => servedBy === 'bank'))
  const verifier = createTokenVerifier(
    (token) => context.verifyUserToken(token),
    () => context.state().defects.has('platform-ignores-signature'),
  )
  const admission: AdmissionContext = {
    state: () => context.state(),
    now: () => context.now(),
    verify: (token) => verifier.verify(token),
  }
  return {
    handle: (request, response) => {
      const found = route(request)
      if (found === undefined) return false
      const requestId = requestIdOf(request)
      if ('allow' in found) {
        const headers = { allow: found.allow.join(', ') }
        sendRefusal(response, requestId, {
          status: 405,
          code: 'method_not_allowed',
          message: 'This resource does not have this method',
          headers,
        })
        return true
      }
      pass(context, admission, request, response, found, requestId).catch(() => {
        if (response.headersSent) response.destroy()
        else sendRefusal(response, requestId, { status: 500, code: 'internal_error', message: 'The sandbox failed' })
      })
      return true
    },
    forget: () => verifier.forget(),
  }
}

async function pass(
  context: GatewayContext,
  admission: AdmissionContext,
  request: IncomingMessage,
  response: ServerResponse,
  operation: Operation,
  requestId: string,
): Promise<void> {
  const admitted = await admit(request, operation, admission)
  if (isRefusal(admitted)) sendRefusal(response, requestId, admitted)
  else if (admitted.provider.provider.invented) await ask(context, request, response, operation, requestId, admitted)
  else {
    const { provider, user, consent } = admitted
    const token = consent && (await context.tokens.forConsent(consent, provider.id, operation.scopes))
    const call = { provider, user: user.id, requestId, ...(token === undefined ? {} : { token }) }
    await context.relay.carry(request, response, call)
  }
  context.journal.record({
    at: context.now(),
    method: operation.method,
    path: request.url ?? '',
    status: response.statusCode,
    requestId,
    provider: isRefusal(admitted) ? undefined : admitted.provider.id,
  })
}

/** An invented bank lives in this process: it is asked without a detour over the network. */
async function ask(
  context: GatewayContext,
  request: IncomingMessage,
  response: ServerResponse,
  operation: Operation,
  requestId: string,
  { provider, user, consent }: Admission,
): Promise<void> {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2)
  const body = await requestBody(request)
  if (typeof body !== 'string') {
    sendRefusal(response, requestId, body)
    return
  }
  const reply = await context.banks.answer({
    operation: operation.id,
    method: operation.method,
    path,
    query,
    headers: { ...readable(request.headers), [requestIdHeader]: requestId },
    body,
    provider: provider.id,
    client: consent?.client ?? '',
    user: user.id,
    scopes: operation.scopes,
    requestId,
    now: context.now(),
  })
  // Whatever the bank leaves out, the platform's own answer has its request id.
  sendReply(response, requestId, { ...reply, without: [] }, { [providerIdHeader]: provider.id })
}
