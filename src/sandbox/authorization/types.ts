import type { IncomingMessage, ServerResponse } from 'node:http'
import type { JWK } from 'jose'
import type { Instant } from '../../base/clock.js'
import type { Text } from '../../base/text.js'
import type { ContractInForce } from '../../model/contract.js'
import type { WorkspaceState } from '../state.js'

/** What the OAuth server of a workspace is made from. */
export interface AuthorizationContext {
  /** Base URL of the pages listener, without a slash at the end; also the issuer. */
  readonly issuer: string
  /** Base URL of the API listener (mutual TLS), without a slash at the end. */
  readonly api: string
  /** Private ES256 key with kid, alg and use; signs user tokens and the platform's tokens for banks. */
  readonly signingKey: JWK
  /** The state in force; a reset puts another in its place, so it is never kept. */
  state(): WorkspaceState
  readonly contract: ContractInForce
  now(): Instant
  readonly fixturesTitle?: Text
  /** A code was «sent» by SMS. */
  codeSent?(): void
}

/** The OAuth server, the consent service and their pages. */
export interface Authorization {
  /** Token, pushed request, JWKS, consent history and revocation, on the API listener. */
  api(request: IncomingMessage, response: ServerResponse): void
  /** Authorize, sign-in, consent and consent list, on the pages listener; the home page is the sandbox's own. */
  pages(request: IncomingMessage, response: ServerResponse): void
  /** Signature, issuer, audience and expiry; undefined where one of them is wrong. The answer may be kept until `expiresAt`. */
  verifyUserToken(token: string): Promise<UserToken | undefined>
  /** Forgets sessions, codes and grants. */
  reset(): void
}

/** What an access token of a user says (RFC 9068), with its binding (RFC 8705). */
export interface UserToken {
  readonly clientId: string
  readonly consentId: string
  /** An opaque name of the client, stable in a workspace; never an IIN. Who it is stands in the consent. */
  readonly sub: string
  readonly scopes: readonly string[]
  /** Seconds since the epoch. */
  readonly expiresAt: number
  readonly certificateThumbprint: string
}
