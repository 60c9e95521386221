import type { IncomingMessage, ServerResponse } from 'node:http'
import type { JWK } from 'jose'
import type { Instant } from '../base/clock.js'
import type { ContractInForce } from '../model/contract.js'
import type { AccessRule } from '../system/index.js'
import { bearerToken, requestIdOf, sendRefusal, sendReply } from './answer.js'
import { admit } from './bank-access.js'
import type { InventedBanks } from './bank.js'
import { isRefusal } from './gateway-admission.js'
import { readBody } from './pages/page-response.js'
import { peerThumbprint } from './peer.js'
import { compileRoutes } from './routes.js'
import type { WorkspaceState } from './state.js'

/** More than any request of a contract needs. */
const maxBodyBytes = 1024 * 1024

export interface DirectContext {
  readonly contract: ContractInForce
  readonly issuer: string
  readonly platformThumbprint: string
  readonly publicKey: JWK
  state(): WorkspaceState
  now(): Instant
  readonly banks: InventedBanks
  /** Rules that the planted defects leave out. */
  skippedRules(): ReadonlySet<AccessRule>
}

/** The invented banks' own doors, `/banks/<participant id>/…`: each can be called and tested like a bank of its own. */
export type DirectBanks = (request: IncomingMessage, response: ServerResponse) => boolean

/** Answers false, and does nothing, for an address that belongs to no invented bank. */
export function createDirectBanks(context: DirectContext): DirectBanks {
  const route = compileRoutes([...context.contract.operations.values()].filter(({ servedBy }) => servedBy === 'bank'))

  const serve = async (
    request: IncomingMessage,
    response: ServerResponse,
    bank: string,
    rest: string,
  ): Promise<void> => {
    const requestId = requestIdOf(request)
    const found = route({ url: rest, ...(request.method === undefined ? {} : { method: request.method }) })
    const knock = {
      thumbprint: peerThumbprint(request.socket),
      token: bearerToken(request),
      scopes: found && 'scopes' in found ? found.scopes : [],
      now: context.now(),
    }
    const trust = { ...context, bank, consent: (id: string) => context.state().consents.get(id) }
    const admitted = await admit(knock, trust, context.skippedRules())
    if (isRefusal(admitted)) {
      sendRefusal(response, requestId, admitted)
      return
    }
    const body = await readBody(request, maxBodyBytes)
    if (body === undefined) {
      const message = `The body must be at most ${maxBodyBytes} bytes`
      sendRefusal(response, requestId, { status: 413, code: 'payload_too_large', message })
      return
    }
    const [path = '', query = ''] = rest.split('?', 2)
    const asked = { method: request.method ?? 'GET', path, query, body, provider: bank, requestId, now: context.now() }
    sendReply(response, requestId, await context.banks.answer({ ...asked, ...admitted }))
  }

  return (request, response) => {
    const [, bank, rest] = /^\/banks\/([^/?]+)(\/.*)$/.exec(request.url ?? '') ?? []
    if (bank === undefined || rest === undefined) return false
    if (!context.state().participants.get(bank)?.provider?.invented) return false
    serve(request, response, bank, rest).catch(() => {
      if (response.headersSent) response.destroy()
      else
        sendRefusal(response, requestIdOf(request), { status: 500, code: 'internal_error', message: 'The bank failed' })
    })
    return true
  }
}
