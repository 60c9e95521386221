import type { IncomingMessage, ServerResponse } from 'node:http'
import type { JWK } from 'jose'
import type { Instant } from '../base/clock.js'
import type { ContractInForce } from '../model/contract.js'
import type { AccessRule } from '../system/index.js'
import { refusedByKeys, type AgreedKeys } from './agreed-keys.js'
import { bearerToken, refusalReply, requestIdOf, sendRefusal, sendReply } from './answer.js'
import { participantIdHeader } from '../model/headers.js'
import { admit } from './bank-access.js'
import type { BankRouter } from './bank-router.js'
import type { InventedBanks } from './bank.js'
import { isRefusal } from './gateway-admission.js'
import { peerThumbprint } from './peer.js'
import { readable, requestBody } from './request-body.js'
import type { WorkspaceState } from './state.js'

export interface DirectContext {
  readonly contract: ContractInForce
  readonly issuer: string
  readonly platformThumbprint: string
  readonly publicKey: JWK
  state(): WorkspaceState
  now(): Instant
  readonly banks: InventedBanks
  /** API keys and passwords that the banks want. */
  readonly keys: AgreedKeys
  readonly router: BankRouter
  /** Rules that the planted defects leave out. */
  skippedRules(): ReadonlySet<AccessRule>
}

/** The invented banks' own doors, `/banks/<participant id>/…`: each can be called and tested like a bank of its own. */
export type DirectBanks = (request: IncomingMessage, response: ServerResponse) => boolean

/** Answers false, and does nothing, for an address that belongs to no invented bank. */
export function createDirectBanks(context: DirectContext): DirectBanks {
  const { operations } = context.contract
  /** An address that no operation has is refused before a token is asked for only where none needs one. */
  const open = [...operations.values()].every(({ servedBy, withoutToken }) => servedBy !== 'bank' || withoutToken)
  const serve = async (
    request: IncomingMessage,
    response: ServerResponse,
    bank: string,
    rest: string,
  ): Promise<void> => {
    const requestId = requestIdOf(request)
    const [path = '', query = ''] = rest.split('?', 2)
    const method = request.method ?? 'GET'
    const operation = context.router.match(method, path)
    const asked = operations.get(operation ?? '')
    const headers = readable(request.headers)
    const knock = {
      thumbprint: peerThumbprint(request.socket),
      token: bearerToken(request),
      scopes: asked?.scopes ?? [],
      ...((asked?.withoutToken ?? open) ? { openTo: headers[participantIdHeader] ?? '' } : {}),
      now: context.now(),
    }
    const trust = { ...context, bank, consent: (id: string) => context.state().consents.get(id) }
    const admitted = await admit(knock, trust, context.skippedRules())
    if (isRefusal(admitted)) {
      sendReply(response, requestId, context.banks.refuse(operation, refusalReply(requestId, admitted)))
      return
    }
    const unkeyed = refusedByKeys(request, query, asked, context.keys)
    if (unkeyed) {
      sendReply(response, requestId, context.banks.refuse(operation, refusalReply(requestId, unkeyed)))
      return
    }
    const body = await requestBody(request)
    if (typeof body !== 'string') {
      sendRefusal(response, requestId, body)
      return
    }
    const type = request.headers['content-type']
    const call = {
      method,
      path,
      query,
      headers,
      body,
      ...(type === undefined ? {} : { contentType: type }),
      provider: bank,
      requestId,
      now: context.now(),
    }
    sendReply(response, requestId, await context.banks.answer({ ...call, ...admitted }))
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
