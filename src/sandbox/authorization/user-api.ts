import type { IncomingMessage, ServerResponse } from 'node:http'
import { isObject, parseJson } from '../../base/json.js'
import type { Json, JsonObject } from '../../base/json.js'
import { isUuid } from '../../base/ids.js'
import { requestIdHeader } from '../../model/headers.js'
import type { Reply } from '../../system/index.js'
import { bearerToken, requestIdOf, sendRefusal, sendReply, unauthenticated } from '../answer.js'
import type { Refusal } from '../answer.js'
import { providerNotActive } from '../limited-mode.js'
import { readBody } from '../pages/page-response.js'
import { peerThumbprint } from '../peer.js'
import { lackOfRights } from '../rights.js'
import type { Application, Consent } from '../state.js'
import { consentBody, consentsOf, revokeConsent } from './consents.js'
import type { AuthorizationContext, UserToken } from './types.js'

const maxBodyBytes = 16 * 1024

/** A refusal with the places of the body that are wrong. */
interface BodyRefusal extends Refusal {
  readonly errors?: readonly Json[]
}

/** Who asks: the application by its token, and the client whose consent the token rests on. */
interface Caller {
  readonly application: Application
  readonly client: string
}

type Act = (caller: Caller, request: IncomingMessage) => Promise<Reply | BodyRefusal> | Reply | BodyRefusal

/** What a participant may do about its client's consents with the client's token: read their history, revoke one. */
export function userApi(context: AuthorizationContext, verify: (token: string) => Promise<UserToken | undefined>) {
  const serve = (act: Act) => async (request: IncomingMessage, response: ServerResponse) => {
    const requestId = requestIdOf(request)
    const caller = await callerOf(request)
    const answer: Reply | BodyRefusal = 'status' in caller ? caller : await act(caller, request)
    if (!('message' in answer)) sendReply(response, requestId, answer)
    else if (!answer.errors) sendRefusal(response, requestId, answer)
    else {
      const { status, code, message, errors } = answer
      sendReply(response, requestId, { status, body: { code, message, requestId, errors } })
    }
  }
  return { consentHistory: serve(history), revokeAccess: serve(revoke) }

  /** The token must be ours, in force, and bound to the certificate of this very connection (RFC 8705, section 3). */
  async function callerOf(request: IncomingMessage): Promise<Caller | Refusal> {
    const { [requestIdHeader]: id } = request.headers
    if (id !== undefined && !isUuid(id)) return badRequest(`${requestIdHeader} must be a UUID`)
    const text = bearerToken(request)
    if (text === undefined) return unauthenticated('token_missing', 'A token is needed')
    const token = await verify(text)
    if (!token) return unauthenticated('token_invalid', 'The token is not valid or has expired')
    if (peerThumbprint(request.socket) !== token.certificateThumbprint) {
      return unauthenticated('token_not_bound', 'The token is bound to another certificate')
    }
    const { applications, consents, participants } = context.state()
    const application = applications.get(token.clientId)
    const consent = consents.get(token.consentId)
    if (!application || !consent)
      return unauthenticated('token_invalid', 'The token belongs to nothing that is known here')
    const participant = participants.get(application.participant)
    const lack = lackOfRights(participant, context.state())
    if (lack)
      return { status: 403, code: `participant_${lack.replaceAll('-', '_')}`, message: `The participant is ${lack}` }
    if (participant?.limited) return { status: 400, code: 'provider_not_active', message: providerNotActive }
    return { application, client: consent.client }
  }

  function given({ application, client }: Caller): Consent[] {
    return consentsOf(context.state(), client).filter((consent) => consent.user === application.participant)
  }

  function history(caller: Caller): Reply {
    const state = context.state()
    const shown = state.defects.has('platform-history-of-everybody')
      ? [...state.consents.values()].filter(({ user }) => user === caller.application.participant)
      : given(caller)
    const consents = shown.map((consent) => asHistoryTells(consentBody(consent, context.now()), state.defects))
    return { status: 200, body: { consents } }
  }

  async function revoke(caller: Caller, request: IncomingMessage): Promise<Reply | BodyRefusal> {
    const { defects } = context.state()
    const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '')
    if (!isJson && !defects.has('platform-ignores-content-type')) {
      return { status: 415, code: 'unsupported_media_type', message: 'The body must be application/json' }
    }
    const text = await readBody(request, defects.has('platform-takes-any-size') ? Infinity : maxBodyBytes)
    if (text === undefined) return { status: 413, code: 'body_too_large', message: `At most ${maxBodyBytes} bytes` }
    const body = parseJson(text)
    if (body === undefined && defects.has('platform-fails-on-malformed-body'))
      return { status: 500, code: 'internal_error', message: 'The platform failed' }
    if (!isObject(body)) return badRequest('The body must be a JSON object')
    const departures = context.contract.validateRequest('revokeAccess', body)
    if (departures.length > 0) {
      return {
        ...badRequest('The body departs from the contract'),
        errors: departures.map(({ at, expected }) => ({ code: 'departs', path: at, message: `expected: ${expected}` })),
      }
    }
    const consent = given(caller).find(({ id }) => id === body.userConsentHistoryId)
    if (!consent || consent.decision === 'Rejected') {
      return {
        status: 404,
        code: 'consent_not_found',
        message: 'The client gave this participant no consent with this id',
      }
    }
    revokeConsent(consent)
    return { status: 200, body: { userConsentHistoryId: consent.id, accessRevoked: true } }
  }
}

/** A consent as it is, but for what a platform that has been given a defect tells otherwise. */
function asHistoryTells(consent: JsonObject, defects: ReadonlySet<string>): JsonObject {
  const hidden = [
    ...(defects.has('platform-history-without-purpose') ? ['purpose'] : []),
    ...(defects.has('platform-history-without-term') ? ['expiresAt'] : []),
  ]
  const frozen = defects.has('platform-history-always-authorised') ? { state: 'Authorised', accessRevoked: false } : {}
  return Object.fromEntries(Object.entries({ ...consent, ...frozen }).filter(([name]) => !hidden.includes(name)))
}

const badRequest = (message: string): Refusal => ({ status: 400, code: 'invalid_request', message })
