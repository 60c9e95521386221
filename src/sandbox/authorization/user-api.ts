import type { IncomingMessage, ServerResponse } from 'node:http'
import { newUuid } from '../../base/ids.js'
import { isObject, parseJson } from '../../base/json.js'
import type { Json } from '../../base/json.js'
import { certificateThumbprint } from '../../crypto/certificates.js'
import { requestIdHeader } from '../../model/headers.js'
import { readBody } from '../pages/page-response.js'
import type { Application, Consent } from '../state.js'
import { presentedCertificate, providerNotActive } from './client-authentication.js'
import { consentBody, consentsOf, revokeConsent } from './consents.js'
import type { AuthorizationContext, UserToken } from './types.js'

const maxBodyBytes = 16 * 1024
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** An answer before it is sent. */
interface Answer {
  readonly status: number
  readonly body: Json
  readonly headers?: Readonly<Record<string, string>>
}

/** Who asks: the application by its token, and the client whose consent the token rests on. */
interface Caller {
  readonly application: Application
  readonly client: string
}

/** What a participant may do with its clients' consents by a user's token: read their history, revoke one. */
export function userApi(context: AuthorizationContext, verify: (token: string) => Promise<UserToken | undefined>) {
  return {
    consentHistory: (request: IncomingMessage, response: ServerResponse) => answer(request, response, history),
    revokeAccess: (request: IncomingMessage, response: ServerResponse) => answer(request, response, revoke),
  }

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    act: (caller: Caller, request: IncomingMessage) => Promise<Answer> | Answer,
  ): Promise<void> {
    const asked = request.headers[requestIdHeader]
    const malformed = asked !== undefined && !uuid.test(String(asked))
    const requestId = asked === undefined || malformed ? newUuid() : String(asked)
    const caller = malformed ? badRequest(`${requestIdHeader} must be a UUID`) : await callerOf(request)
    const { status, body, headers } = 'status' in caller ? caller : await act(caller, request)
    const whole = status < 400 ? body : { ...(body as object), requestId }
    response
      .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', [requestIdHeader]: requestId, ...headers })
      .end(JSON.stringify(whole))
  }

  /** The token must be ours, in force, and bound to the certificate of this very connection (RFC 8705, section 3). */
  async function callerOf(request: IncomingMessage): Promise<Caller | Answer> {
    const [, bearer] = /^Bearer ([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '') ?? []
    if (bearer === undefined) return unauthorized('no access token: send Authorization: Bearer <token>')
    const token = await verify(bearer)
    if (!token) return unauthorized('the access token is invalid or expired')
    const certificate = presentedCertificate(request)
    if (!certificate || certificateThumbprint(certificate.raw) !== token.certificateThumbprint) {
      return unauthorized('the access token is bound to another certificate')
    }
    const { applications, consents, participants } = context.state()
    const application = applications.get(token.clientId)
    const consent = consents.get(token.consentId)
    if (!application || !consent) return unauthorized('the access token belongs to nothing that is known here')
    const participant = participants.get(application.participant)
    if (participant?.state !== 'registered') {
      return refusal(403, 'participant_not_allowed', `participant ${application.participant} may not use the platform`)
    }
    if (participant.limited) return refusal(400, 'provider_not_active', providerNotActive)
    return { application, client: consent.client }
  }

  const given = ({ application, client }: Caller): Consent[] =>
    consentsOf(context.state(), client).filter((consent) => consent.user === application.participant)

  const history = (caller: Caller): Answer => ({
    status: 200,
    body: { consents: given(caller).map((consent) => consentBody(consent, context.now())) },
  })

  async function revoke(caller: Caller, request: IncomingMessage): Promise<Answer> {
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
      return refusal(415, 'unsupported_media_type', 'the body must be application/json')
    }
    const text = await readBody(request, maxBodyBytes)
    if (text === undefined) return refusal(413, 'payload_too_large', `the body must be at most ${maxBodyBytes} bytes`)
    const body = parseJson(text)
    const departures = body === undefined ? undefined : context.contract.validateRequest('revokeAccess', body)
    if (!isObject(body)) return badRequest('the body must be a JSON object')
    if (departures && departures.length > 0) {
      return badRequest(
        'the body departs from the contract',
        departures.map(({ at, rule, expected }) => ({ code: 'departs', path: at, message: `${rule}: ${expected}` })),
      )
    }
    const { userConsentHistoryId: id } = body
    const consent = given(caller).find((candidate) => candidate.id === id)
    if (!consent || consent.decision === 'AwaitingAuthorisation') {
      return refusal(404, 'consent_not_found', 'the client gave this participant no consent with this id')
    }
    revokeConsent(consent)
    return { status: 200, body: { userConsentHistoryId: consent.id, accessRevoked: true } }
  }
}

/** The contract's error body; the request's id is added when it is sent. */
function refusal(status: number, code: string, message: string, headers?: Readonly<Record<string, string>>): Answer {
  return { status, body: { code, message }, ...(headers ? { headers } : {}) }
}

const unauthorized = (message: string): Answer =>
  refusal(401, 'invalid_token', message, { 'www-authenticate': 'Bearer error="invalid_token"' })

const badRequest = (message: string, errors?: readonly Json[]): Answer => ({
  status: 400,
  body: { code: 'invalid_request', message, ...(errors ? { errors } : {}) },
})
