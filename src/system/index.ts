/**
 * The kit for mocks and external systems (`synaq/system`): what a mock is, what it is asked, what it answers.
 * A mock may import this and nothing else of ours.
 */
import type { Instant } from '../base/clock.js'
import type { Json, JsonObject } from '../base/json.js'
import type { OperationId } from '../model/contract.js'
import type { RequirementId } from '../model/system.js'

export { durationMs, kazakhstanTime } from '../base/clock.js'
export type { Instant } from '../base/clock.js'
export { asHttpDate } from '../base/http-date.js'
export { isObject } from '../base/json.js'
export type { Json, JsonObject } from '../base/json.js'
export { acceptedLanguage, acceptsType } from './accepted.js'
export { isNotModified } from './conditional.js'
export type { Validators } from './conditional.js'
export { isBin, isIban, isIin, isPhone } from '../base/kazakhstan.js'

/** The invented world that a workspace starts from. */
export interface Fixtures {
  /** Ids of the participants that the mock answers for. */
  readonly providers: readonly string[]
  readonly clients: readonly { readonly name: string; readonly iin: string }[]
  /** Every other file of the fixtures' folder, by name without its ending. */
  readonly data: JsonObject
}

/** One request, already checked against the contract and against consent and scope. */
export interface Call<S extends Json> {
  readonly state: S
  readonly operation: OperationId
  /** Id of the bank that is asked. */
  readonly provider: string
  /** IIN or BIN of the client whose data is asked for; empty for an operation that needs no consent. */
  readonly client: string
  /** The participant that asks. */
  readonly user: string
  readonly scopes: readonly string[]
  readonly requestId: string
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** By lower-case name; authorization is not among them. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Json | undefined
  readonly now: Instant
}

export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Json
  /** What is sent in place of the JSON of `body`. */
  readonly text?: string
  /** Header fields, lower case, that the sandbox would add by itself and that this answer goes without. */
  readonly without?: readonly string[]
}

export type Handler<S extends Json> = (call: Call<S>) => Reply | Promise<Reply>

/** A request that a bank has refused, before or after it came to a handler. */
export interface RefusedRequest {
  readonly method: string
  /** Path of the contract. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  /** Asks the bank again with another method, query or header fields. */
  readonly again: (changes: Partial<Pick<RefusedRequest, 'method' | 'query' | 'headers'>>) => Promise<Reply>
}

/**
 * What a bank checks of a request before it answers, in this order: the version of TLS, the platform's certificate, a token,
 * its signature, issuer, audience, expiry, beginning, binding to the certificate, scope, and the consent behind it.
 */
export const accessRules = [
  'tls-version',
  'certificate',
  'token',
  'signature',
  'issuer',
  'audience',
  'expiry',
  'beginning',
  'binding',
  'scope',
  'consent-known',
  'consent-given',
  'consent-term',
  'consent-scope',
] as const
export type AccessRule = (typeof accessRules)[number]

/** A named wrong behaviour that a bank can be given: it answers or refuses otherwise, or it does not check something. */
export type Defect<S extends Json> = {
  readonly id: string
  /** The requirement that it breaks. */
  readonly breaks: RequirementId
} & (
  | { readonly at: 'answer'; readonly operations?: readonly OperationId[]; wrap(next: Handler<S>): Handler<S> }
  /** `instead` answers what is sent in place of a refusal, whoever decided on it. */
  | { readonly at: 'refusal'; instead(refusal: Reply, request: RefusedRequest): Reply | Promise<Reply> }
  | { readonly at: 'access'; readonly skips: readonly AccessRule[] }
)

/** The other side of a system, as far as the contract's file cannot say it. */
export interface Mock<S extends Json> {
  /** The state that a workspace starts with. @throws ProblemError where the fixtures are wrong. */
  initial(fixtures: Fixtures): S
  readonly operations: Readonly<Record<OperationId, Handler<S>>>
  readonly defects: readonly Defect<S>[]
}

/** This kit as a value: what a module that exports a function `mock` is given, so that it need not find it by itself. */
export type Kit = typeof import('./index.js')

/** An error in the agreed shape. `code` is for programs: lower case, digits and underscores. */
export function refusal(
  call: { readonly requestId: string },
  status: number,
  code: string,
  message: string,
  errors?: readonly { readonly code: string; readonly path: string; readonly message: string }[],
): Reply {
  return { status, body: { code, message, requestId: call.requestId, ...(errors ? { errors } : {}) } }
}
