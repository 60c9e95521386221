import type { Text } from '../base/text.js'
import type { ParticipantState, PlatformAct, Publication } from '../model/act.js'
import type { Arrival, Mark } from '../model/application.js'
import type { Identity, TargetApplication, TargetClient } from '../model/target.js'

/**
 * The sandbox's control API: types shared by its server (src/sandbox) and its client (client.ts).
 * Plain HTTP on a loopback listener of its own; `Authorization: Bearer <token>`:
 * the sandbox's admin token for `/workspaces`, a workspace's token for everything else.
 *
 * POST /workspaces                {name?}                 → 201 WorkspaceAccess     (admin)
 * DELETE /workspaces/:id                                  → 204                     (admin)
 * GET  /workspace                                         → 200 WorkspaceFacts
 * POST /acts                      PlatformAct             → 200 PlatformActResult
 * PUT  /providers/:id             ProviderRegistration    → 200 ProviderIssue       (a bank that is not ours joins)
 * GET  /inbox?phone=              → 200 {messages: InboxMessage[]} newest first     (SMS codes «sent»)
 * POST /inbox/age               {phone, by}             → 200 {aged: number}         (codes sent to it, by an ISO 8601 duration)
 * PUT  /clients                 {clients: TargetClient[]} → 200                     (of a bank that joined)
 * GET  /defects                                           → 200 {defects: KnownDefect[]}
 * PUT  /defects                   {defects: string[]}     → 200                     (of the invented banks and the platform)
 * POST /reset                                             → 204 (state as at the start; certificates stay)
 * PUT  /applications/:participant ApplicationRegistration → 200 ApplicationIssue    (an application under test joins)
 * GET  /applications/:participant/arrivals                → 200 lines of WatchEvent, as they happen (application/x-ndjson);
 *                                                           watching ends, and rules are forgotten, when the caller closes it
 * DELETE /applications/:participant/arrivals              → 204 (watching has ended)
 * GET  /applications/:participant/mark                    → 200 {mark} once all that had begun by now has arrived
 * POST /applications/:participant/rules  AnswerRule       → 204 (for a watched application only)
 * DELETE /applications/:participant/rules                 → 204 (everything is answered normally again)
 * PUT  /applications/:participant/stage  Stage            → 204 (what the sandbox's page shows beside what arrives)
 * POST /witnesses                WitnessRequest          → 204 (from now on exchanges of this participant's runs are journaled)
 * GET  /witnesses/:nonce                                  → 200 WitnessedExchanges
 * POST /workspaces/:id/orders   PlatformOrder           → 200 OrderAnswer       (an operator's webhook: signed with the secret of
 *                                                           the workspace, as standardwebhooks.com has it, in place of the token)
 * Errors: {code, what, remedy} with 400, 401, 404, 409 (a second watch of one application; a handshake rule while another
 * application of the workspace is watched).
 */
export interface WorkspaceAccess {
  readonly id: string
  readonly controlUrl: string
  readonly token: string
  /** Where an operator's decisions are taken, and what they are signed with. */
  readonly webhook: { readonly url: string; readonly secret: string }
}

/** What became of an order: one that came before, or that a later one overtook, changes nothing. */
export interface OrderAnswer {
  readonly order: 'followed' | 'repeated' | 'overtaken'
}

/** Everything a harness or a developer needs to use a workspace. Holds keys: hand it on with care. */
export interface WorkspaceFacts {
  readonly id: string
  /** API listener: mutual TLS. */
  readonly api: string
  /** Pages listener: no certificate asked for; also the issuer. */
  readonly pages: string
  readonly issuer: string
  /** Absent where the contract has no tokens. */
  readonly jwks?: string
  /** SHA-256 of code by which its invented banks answer, where that does not come with Synaq. */
  readonly codeDigest?: string
  /** PEM of the workspace's certification authority. */
  readonly ca: string
  readonly crl: string
  /** By name: platform, application, second-application, blocked, unregistered, expired, revoked, foreign. */
  readonly identities: Readonly<Record<string, Identity>>
  /** By name: default, second, blocked, not-accredited, unregistered. */
  readonly applications: Readonly<Record<string, TargetApplication>>
  readonly clients: readonly TargetClient[]
  readonly providers: readonly ProviderFacts[]
  /** By the contract's security schemes: API keys, and names with passwords, that the invented banks want. */
  readonly credentials?: Readonly<Record<string, string>>
  /** Applications under test that joined. */
  readonly joined: readonly JoinedApplication[]
}

export interface JoinedApplication {
  readonly participant: string
  readonly name: string
  readonly clientId: string
  readonly redirectUris: readonly string[]
  /** PEM of its client certificate. */
  readonly certificate: string
}

export interface ProviderFacts {
  readonly id: string
  readonly name: string
  readonly state: ParticipantState
  /** Where the provider serves; an invented bank is served by the sandbox itself. */
  readonly url: string
  readonly invented: boolean
  /** Of its API. */
  readonly publication: Publication
}

/** A bank that joins: where the gateway reaches it. */
export interface ProviderRegistration {
  readonly name: string
  readonly bin?: string
  readonly url: string
  /** PEM that the gateway trusts for this bank's server; the workspace's own authority when absent. */
  readonly ca?: string
  /** Issue a server and a client certificate for it from the workspace's authority. */
  readonly issue: boolean
}

export interface ProviderIssue {
  readonly server?: Identity
  readonly client?: Identity
}

export interface InboxMessage {
  readonly at: string
  readonly phone: string
  readonly text: string
  readonly code: string
}

/** An application under test joins, as a participant of its own with the role `user`; connected to every bank. */
export interface ApplicationRegistration {
  readonly name: string
  readonly bin?: string
  /** Where clients come back to it: at least one where the contract has consents; it may be empty where nobody is sent anywhere. */
  readonly redirectUris: readonly string[]
  /** The public key (JWK) of its client assertions; a key pair is issued where absent and the contract has consents. */
  readonly jwk?: Readonly<Record<string, unknown>>
  /** PEM of its own client certificate; one is issued where absent. */
  readonly certificate?: string
  /** Hosts for which a server certificate of the workspace's authority is issued for its own pages; none where empty. */
  readonly hosts: readonly string[]
}

export interface ApplicationIssue {
  readonly clientId: string
  /** The authorization server; absent where the contract has no consents, so that the certificate is all that is needed. */
  readonly issuer?: string
  /** Client certificate with its key, where the application brought none. */
  readonly client?: Identity
  /** Private key (JWK), where the application brought none and there is an authorization server. */
  readonly keyJwk?: string
  /** For its own pages. */
  readonly server?: Identity
}

/** A line of the watch. */
export type WatchEvent =
  /** First of all: from now on everything of this application is seen. */
  | { readonly type: 'watching' }
  | { readonly type: 'arrival'; readonly arrival: Arrival }
  /** Somebody asked for the mark: all arrivals up to it stand before this line. A number may be left out. */
  | { readonly type: 'settled'; readonly mark: Mark }
  /** A person pressed a button on the sandbox's page. */
  | { readonly type: 'pressed'; readonly prompt: string; readonly button: string }

/** What the sandbox's page for this application shows: what is awaited, and what a person is to do. */
export interface Stage {
  /** What is awaited now. */
  readonly awaited?: Text
  readonly prompt?: {
    /** By which the press of its button is known. */
    readonly id: string
    readonly text: Text
    readonly buttons: readonly { readonly id: string; readonly text: Text }[]
  }
}

export type { PlatformAct }
