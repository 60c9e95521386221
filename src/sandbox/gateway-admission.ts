import type { IncomingMessage } from 'node:http'
import type { Instant } from '../base/clock.js'
import type { Operation } from '../model/contract.js'
import { participantIdHeader } from '../model/headers.js'
import { bearerToken, unauthenticated } from './answer.js'
import type { Refusal } from './answer.js'

import type { UserToken } from './authorization/types.js'
import { participantIdPattern } from './fixtures.js'
import { providerNotActive } from './limited-mode.js'
import { peerThumbprint } from './peer.js'
import type { PlatformDefect } from './platform-defects.js'
import { lackOfRights } from './rights.js'
import { consentState } from './state.js'
import type { Application, Consent, ConsentState, Participant, ProvidedApi, WorkspaceState } from './state.js'

/** A request that the gateway lets through. */
export interface Admission {
  readonly user: Participant
  readonly provider: Participant & { readonly provider: ProvidedApi }
  /** Absent for an operation that needs no token. */
  readonly consent?: Consent
}

/** What the checks need to know besides the request. */
export interface AdmissionContext {
  state(): WorkspaceState
  now(): Instant
  /** Signature, issuer, audience and expiry; undefined where one of them is wrong. */
  verify(token: string): UserToken | undefined | Promise<UserToken | undefined>
}

/**
 * The gateway's checks, in order: certificate, token, its binding, the user and its rate, the provider and the connection
 * to its API, the consent, its scope; without those of token and consent where the operation needs none, since then the
 * certificate says which application calls. Whatever an operator or a client can change is read live: the next request sees it.
 */
export async function admit(
  request: IncomingMessage,
  operation: Operation,
  context: AdmissionContext,
): Promise<Admission | Refusal> {
  const state = context.state()
  const thumbprint = peerThumbprint(request.socket)
  const holder = holderOf(thumbprint, state)
  if (!holder) return unauthenticated('certificate_unknown', 'The certificate belongs to no registered application')
  const token = operation.withoutToken ? undefined : await identify(request, thumbprint, state, context)
  if (token && isRefusal(token)) return token
  const application = token ? state.applications.get(token.clientId) : holder
  const user = participantOf(application, state)
  if (isRefusal(user)) return user
  const provider = providerOf(request, state)
  if (isRefusal(provider)) return provider
  const apart = refusedByRegistry(application, provider, state)
  if (apart) return apart
  if (!token) return { user, provider }
  const consent = consentOf(token, provider, context)
  if (isRefusal(consent)) return consent
  const refused = refusedByScope(operation, token, consent, state)
  return refused ?? { user, provider, consent }
}

/** True for a refusal, as against whatever was to be found. */
export function isRefusal(found: object): found is Refusal {
  return 'status' in found && 'message' in found
}

/** In whose name a registered application calls: the token, which is bound to its certificate. */
async function identify(
  request: IncomingMessage,
  thumbprint: string,
  state: WorkspaceState,
  context: AdmissionContext,
): Promise<UserToken | Refusal> {
  const text = bearerToken(request)
  if (text === undefined) {
    return tokenNotAskedFor(thumbprint, state) ?? unauthenticated('token_missing', 'A token is needed')
  }
  const token = await context.verify(text)
  if (!token) return unauthenticated('token_invalid', 'The token is not valid or has expired')
  if (token.certificateThumbprint !== thumbprint && !has(state, 'platform-ignores-binding')) {
    return unauthenticated('token_not_bound', 'The token is bound to another certificate')
  }
  return token
}

/** The registered application whose certificate this is. */
function holderOf(thumbprint: string, state: WorkspaceState): Application | undefined {
  for (const application of state.applications.values()) {
    if (application.certificateThumbprint === thumbprint) return application
  }
  return undefined
}

/** What a platform that asks for no token goes by: the newest consent given to the certificate's application. */
function tokenNotAskedFor(thumbprint: string, state: WorkspaceState): UserToken | undefined {
  if (!has(state, 'platform-ignores-token')) return undefined
  const consent = [...state.consents.values()].findLast(
    ({ application, decision }) =>
      decision === 'Authorised' && state.applications.get(application)?.certificateThumbprint === thumbprint,
  )
  if (!consent) return undefined
  const { id: consentId, application: clientId, scopes } = consent
  return { clientId, consentId, sub: '', scopes, expiresAt: Infinity, certificateThumbprint: thumbprint }
}

/** The user in whose name the application calls. */
function participantOf(application: Application | undefined, state: WorkspaceState): Participant | Refusal {
  const user = application && (state.participants.get(application.participant) ?? stranger(application, state))
  if (!user) return forbidden('participant_not_registered', 'The application belongs to no registered participant')
  const lack = lackOfRights(user, state)
  if (lack) return forbidden(`participant_${snakeCase(lack)}`, `The participant is ${lack}`)
  return refusedByLimitedMode(user, state) ?? refusedByQuota(user, state) ?? user
}

/** Somebody whom the registry does not know, as a platform takes him that asks no registry. */
function stranger({ participant: id, name }: Application, state: WorkspaceState): Participant | undefined {
  if (!has(state, 'platform-accepts-unregistered')) return undefined
  return { id, name, bin: '', roles: ['user'], state: 'unregistered', limited: false }
}

/** More requests than the platform takes of this participant: 429 says when to come again (RFC 6585, section 4). */
function refusedByQuota({ quota }: Participant, state: WorkspaceState): Refusal | undefined {
  const wait = quota?.take() ?? 0
  if (wait === 0 || has(state, 'platform-ignores-rate-limit')) return undefined
  const headers = has(state, 'platform-no-retry-after') ? {} : { 'retry-after': String(wait) }
  return { status: 429, code: 'too_many_requests', message: 'Too many requests of this participant', headers }
}

/** The provider that the header names. */
function providerOf(request: IncomingMessage, state: WorkspaceState): Admission['provider'] | Refusal {
  const id = request.headers[participantIdHeader]
  if (typeof id !== 'string' || !participantIdPattern.test(id)) {
    return {
      status: 400,
      code: 'provider_not_named',
      message: `${participantIdHeader} must name a provider, e.g. ABCD01`,
    }
  }
  const provider = state.participants.get(id)
  if (!provider || !isProvider(provider)) {
    return { status: 400, code: 'provider_unknown', message: `There is no provider ${id}` }
  }
  const lack = lackOfRights(provider, state)
  if (lack) return forbidden(`provider_${snakeCase(lack)}`, `The provider is ${lack}`)
  return refusedByLimitedMode(provider, state) ?? provider
}

/** An API is called only by applications connected to it, and not while it is off publication (report, 4.4). */
function refusedByRegistry(
  application: Application | undefined,
  { id, provider }: Admission['provider'],
  state: WorkspaceState,
): Refusal | undefined {
  if (provider.publication === 'unpublished' && !has(state, 'platform-serves-unpublished'))
    return forbidden('api_unpublished', `The API of ${id} is off publication`)
  if (!application?.connectedTo.has(id) && !has(state, 'platform-ignores-connection'))
    return forbidden('api_not_connected', `The application is not connected to the API of ${id}`)
  return undefined
}

const isProvider = (participant: Participant): participant is Admission['provider'] =>
  participant.provider !== undefined

function refusedByLimitedMode(participant: Participant, state: WorkspaceState): Refusal | undefined {
  if (!participant.limited || has(state, 'platform-ignores-limited-mode')) return undefined
  const message = has(state, 'platform-wrong-limited-message') ? 'Service unavailable' : providerNotActive
  return { status: 400, code: 'provider_not_active', message }
}

/** A consent that is not in force, and the defect with which it is honoured all the same. */
const honouredWith: Partial<Record<ConsentState, PlatformDefect>> = {
  Revoked: 'platform-serves-after-revocation',
  Expired: 'platform-serves-after-expiry',
}

/** The consent behind the token: given to this application, in force, for this provider. */
function consentOf(token: UserToken, provider: Participant, context: AdmissionContext): Consent | Refusal {
  const state = context.state()
  const consent = state.consents.get(token.consentId)
  if (!consent) return forbidden('consent_unknown', 'There is no such consent')
  if (has(state, 'platform-ignores-consent')) return consent
  if (consent.application !== token.clientId) return forbidden('consent_unknown', 'There is no such consent')
  const current = consentState(consent, context.now())
  const honoured = honouredWith[current]
  if (current !== 'Authorised' && !(honoured && has(state, honoured)) && !isRevived(consent, state)) {
    return forbidden(`consent_${snakeCase(current)}`, `The consent is ${current}`)
  }
  if (!consent.providers.includes(provider.id)) {
    return forbidden('provider_not_in_consent', `The consent does not name ${provider.id}`)
  }
  return consent
}

/** A revoked consent that a later one of the same client makes good again, on a platform that was given the defect. */
function isRevived({ id, client, application, decision, issuedAt }: Consent, state: WorkspaceState): boolean {
  if (decision !== 'Revoked' || !has(state, 'platform-revives-revoked-consent')) return false
  const isLater = (other: Consent) =>
    other.id !== id && other.client === client && other.application === application && other.issuedAt >= issuedAt
  return [...state.consents.values()].some((other) => other.decision === 'Authorised' && isLater(other))
}

/** Every scope of the operation must stand in the token and in the consent as it is now. */
function refusedByScope(
  operation: Operation,
  token: UserToken,
  consent: Consent,
  state: WorkspaceState,
): Refusal | undefined {
  const left = has(state, 'platform-ignores-narrowing') ? token.scopes : consent.scopes
  const covered = (scope: string) => token.scopes.includes(scope) && left.includes(scope)
  if (operation.scopes.every(covered) || has(state, 'platform-ignores-scope')) return undefined
  const needed = operation.scopes.join(' ')
  return {
    ...forbidden('insufficient_scope', `The consent does not cover ${needed}`),
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${needed}"` },
  }
}

const has = (state: WorkspaceState, defect: PlatformDefect) => state.defects.has(defect)

const forbidden = (code: string, message: string): Refusal => ({ status: 403, code, message })

/** `AwaitingAuthorisation` and `not-accredited` as parts of an error code. */
const snakeCase = (name: string) =>
  name
    .replace(/\B[A-Z]/g, '_$&')
    .replaceAll('-', '_')
    .toLowerCase()
