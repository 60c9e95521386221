import type { ParticipantState, PlatformAct, Publication } from '../model/act.js'
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
 * Errors: {code, what, remedy} with 400, 401, 404, 409.
 */
export interface WorkspaceAccess {
  readonly id: string
  readonly controlUrl: string
  readonly token: string
}

/** Everything a harness or a developer needs to use a workspace. Holds keys: hand it on with care. */
export interface WorkspaceFacts {
  readonly id: string
  /** API listener: mutual TLS. */
  readonly api: string
  /** Pages listener: no certificate asked for; also the issuer. */
  readonly pages: string
  readonly issuer: string
  readonly jwks: string
  /** PEM of the workspace's certification authority. */
  readonly ca: string
  readonly crl: string
  /** By name: platform, application, second-application, blocked, unregistered, expired, revoked, foreign. */
  readonly identities: Readonly<Record<string, Identity>>
  /** By name: default, second, blocked, not-accredited, unregistered. */
  readonly applications: Readonly<Record<string, TargetApplication>>
  readonly clients: readonly TargetClient[]
  readonly providers: readonly ProviderFacts[]
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

export type { PlatformAct }
