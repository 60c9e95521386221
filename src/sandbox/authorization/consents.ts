import { newUuid } from '../../base/ids.js'
import type { Instant } from '../../base/clock.js'
import type { JsonObject } from '../../base/json.js'
import { consentState } from '../state.js'
import type { Client, Consent, WorkspaceState } from '../state.js'

/** The term of a consent and of its access token. */
export const consentSeconds = 30 * 24 * 3600

/** Abandoned requests are thrown away once there are that many consents. */
const manyConsents = 10_000
const abandonedAfterMs = 3600 * 1000

/** What an application asks for. */
export interface ConsentRequest {
  readonly application: string
  readonly participant: string
  readonly scopes: readonly string[]
  readonly providers: readonly string[]
  readonly purpose: string
}

/** Registers a consent that awaits the client's decision. */
export function beginConsent(state: WorkspaceState, request: ConsentRequest, now: Instant): Consent {
  if (state.consents.size > manyConsents) forgetAbandoned(state, now)
  const { application, participant, scopes, providers, purpose } = request
  const consent: Consent = {
    id: newUuid(),
    client: '',
    user: participant,
    application,
    scopes,
    providers,
    purpose,
    issuedAt: now,
    expiresAt: afterTerm(now),
    decision: 'AwaitingAuthorisation',
  }
  state.consents.set(consent.id, consent)
  return consent
}

/** The client agrees: from now on, for the term, with the purpose in the words that the client has read. */
export function authoriseConsent(consent: Consent, client: Client, purpose: string, now: Instant): void {
  consent.client = client.iin
  consent.purpose = purpose
  consent.issuedAt = now
  consent.expiresAt = afterTerm(now)
  consent.decision = 'Authorised'
}

/** The client declines, or could not be identified. */
export function rejectConsent(consent: Consent): void {
  if (consent.decision === 'AwaitingAuthorisation') consent.decision = 'Rejected'
}

/** Takes effect with the next request: the gateway reads the consent live. A consent that never was in force stays as it is. */
export function revokeConsent(consent: Consent): void {
  if (consent.decision === 'Authorised') consent.decision = 'Revoked'
}

/** The client leaves less than was given; nothing can be added, that takes a new consent. Answers whether something is left. */
export function narrowConsent(
  state: WorkspaceState,
  consent: Consent,
  scopes: readonly string[],
  providers: readonly string[],
): boolean {
  const leftScopes = consent.scopes.filter((scope) => scopes.includes(scope))
  const leftProviders = consent.providers.filter((provider) => providers.includes(provider))
  if (leftScopes.length === 0 || leftProviders.length === 0) return false
  if (state.defects.has('platform-forgets-narrowing')) return true
  if (state.defects.has('platform-revokes-when-narrowed')) revokeConsent(consent)
  consent.scopes = leftScopes
  consent.providers = leftProviders
  return true
}

/** The consents of a client, newest first. */
export function consentsOf(state: WorkspaceState, client: string): Consent[] {
  return [...state.consents.values()]
    .filter((consent) => consent.client === client)
    .sort((a, b) => b.issuedAt.localeCompare(a.issuedAt))
}

/** A consent as the contract's schema has it. */
export function consentBody(consent: Consent, now: Instant): JsonObject {
  const { id: consentId, scopes, providers, user, purpose, issuedAt, expiresAt } = consent
  const state = consentState(consent, now)
  return {
    consentId,
    state,
    scopes,
    providers,
    user,
    purpose,
    issuedAt,
    expiresAt,
    accessRevoked: state === 'Revoked',
  }
}

const afterTerm = (from: Instant): Instant => new Date(Date.parse(from) + consentSeconds * 1000).toISOString()

function forgetAbandoned(state: WorkspaceState, now: Instant): void {
  for (const [id, consent] of state.consents) {
    const age = Date.parse(now) - Date.parse(consent.issuedAt)
    if (consent.decision === 'AwaitingAuthorisation' && age > abandonedAfterMs) state.consents.delete(id)
  }
}
