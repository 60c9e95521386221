import type { X509Certificate } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { AdapterPayload } from 'oidc-provider'
import { providerNotActive } from '../limited-mode.js'
import { isVouchedFor, peerThumbprint } from '../peer.js'
import { lackOfRights } from '../rights.js'
import type { RightlessState } from '../rights.js'
import type { Application, WorkspaceState } from '../state.js'
import { errors } from './oidc.js'

/** An application as oidc-provider knows a client (RFC 7591): a signed assertion, ES256 throughout, bound tokens. */
export function clientMetadata(application: Application): AdapterPayload {
  return {
    client_id: application.clientId,
    client_name: application.name,
    application_type: application.redirectUris.every((uri) => /^https?:/.test(uri)) ? 'web' : 'native',
    redirect_uris: [...application.redirectUris],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    id_token_signed_response_alg: 'ES256',
    tls_client_certificate_bound_access_tokens: true,
    jwks: { keys: [{ kty: 'EC', ...application.jwk }] },
  }
}

/** The certificate that the peer proved to hold and that our authority vouches for. */
export function presentedCertificate({ socket }: IncomingMessage): X509Certificate | undefined {
  return isVouchedFor(socket) ? socket.getPeerX509Certificate() : undefined
}

/**
 * Runs once the client's assertion is verified, at the pushed request and at the token endpoint alike.
 * @throws invalid_client without the application's certificate (RFC 8705); unauthorized_client for a participant
 * without rights (report, 6.3); provider_not_active for one in limited mode (Guide, 37.2).
 */
export function assertMayAct(state: WorkspaceState, { socket }: IncomingMessage, clientId: string): void {
  if (!isVouchedFor(socket)) throw new errors.InvalidClientAuth('present the client certificate of the application')
  const isOwn = peerThumbprint(socket) === state.applications.get(clientId)?.certificateThumbprint
  if (!isOwn && !state.defects.has('platform-ignores-client-certificate')) {
    throw new errors.InvalidClientAuth('the client certificate is not the one registered for the application')
  }
  assertParticipantActive(state, clientId)
}

/** The application's participant may ask. @throws unauthorized_client, provider_not_active. */
export function assertParticipantActive(state: WorkspaceState, clientId: string): void {
  const id = state.applications.get(clientId)?.participant ?? ''
  const participant = state.participants.get(id)
  const lack = lackOfRights(participant, state)
  if (lack) throw new errors.UnauthorizedClient(`participant ${id} ${inWords[lack]}: its requests are refused`)
  if (participant && !participant.roles.includes('user'))
    throw new errors.UnauthorizedClient(
      `participant ${id} is not accredited as a user of APIs: its requests are refused`,
    )
  if (participant?.limited) throw new errors.CustomOIDCProviderError('provider_not_active', providerNotActive)
}

const inWords: Record<RightlessState, string> = {
  blocked: 'is blocked by the operator',
  'not-accredited': 'is not accredited',
  unregistered: 'is not registered',
}
