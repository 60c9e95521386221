import type { Json } from '../base/json.js'

export type OperationId = string
/** Who serves an operation: the bank (directly or behind the gateway) or the platform itself. */
export type ServedBy = 'bank' | 'platform'

export interface OperationParameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  /** The value may stand in evidence as it is. */
  readonly open: boolean
}

/** An API key, or a name with its password (RFC 7617), by the name of its security scheme. */
export interface KeyScheme {
  readonly scheme: string
  readonly in: 'header' | 'query'
  readonly name: string
  readonly basic?: true
}

export interface Operation {
  readonly id: OperationId
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path template of the OpenAPI file. */
  readonly path: string
  readonly servedBy: ServedBy
  /** Scopes that the security requirement names. */
  readonly scopes: readonly string[]
  /** It demands no security: whoever is let in by certificate may call it, in no client's name. */
  readonly withoutToken?: true
  /** Credentials agreed on beforehand that it wants instead of a token. */
  readonly keys?: readonly KeyScheme[]
  readonly parameters: readonly OperationParameter[]
  readonly requestContentType?: string
  /** Of its answers of success, where it is not application/json. */
  readonly answerContentType?: string
}

/** One departure of a message from the contract. Holds no value of the message, only its place and kind. */
export interface Departure {
  /** JSON Pointer into the body, `header:<name>`, `path:<name>`, `query:<name>`, `status` or `content-type`. */
  readonly at: string
  /** JSON Schema keyword, or `undeclared`. */
  readonly rule: string
  readonly expected: string
  /** The JSON type or format seen, never the value. */
  readonly seen: string
}

/** A request as it was received, to be compared with the contract. */
export interface ReceivedRequest {
  /** Absolute. */
  readonly url: string
  readonly headers: Headers
  readonly body?: string
}

/** Which values of a body may stand in evidence as they are: `true` open, `false` masked, or by property. */
export type Openness = boolean | { readonly properties: Readonly<Record<string, Openness>>; readonly items?: Openness }

export interface ContractInForce {
  readonly title: string
  readonly version: string
  /** SHA-256 of the file. */
  readonly digest: string
  readonly file: string
  /** Of an operator's contract: the file that tells what it calls otherwise than the reference. */
  readonly overlay?: { readonly file: string; readonly digest: string }
  readonly operations: ReadonlyMap<OperationId, Operation>
  /** Departures of a response; an empty list conforms. */
  validateResponse(operation: OperationId, status: number, headers: Headers, body: Json | undefined): Departure[]
  /** Departures of a request's body. */
  validateRequest(operation: OperationId, body: Json | undefined): Departure[]
  /** Departures of a whole request that somebody sent us: parameters in path, query and header, content type, body. */
  validateReceived(operation: OperationId, request: ReceivedRequest): Departure[]
  /** Openness of the body of a response with this status; everything undeclared is masked. */
  responseOpenness(operation: OperationId, status: number): Openness
  requestOpenness(operation: OperationId): Openness
  /** How what scenarios call by the reference contract's names is written on the wire. */
  readonly wire: WireNames
}

/** Translations between the names of the reference contract and those of the contract in force. */
export interface WireNames {
  /** Header names are in lower case. */
  header(name: string): string
  /** True where the contract in force says that it has no such header. */
  lacksHeader(name: string): boolean
  /** Undefined where the operation has no such parameter. */
  parameter(operation: OperationId, name: string): string | undefined
  /** Of an answer or refusal: the name on the wire, or a JSON Pointer from the root of the message. */
  property(operation: OperationId, name: string): string
  /** Header and query parameters that the contract in force demands and no scenario knows. */
  sent(operation: OperationId): ReadonlyMap<string, string>
  /** Statuses that the contract in force has for those of the reference. */
  statuses(statuses: readonly number[]): number[]
  bodyToWire(operation: OperationId, body: Json): Json
  /** The body of an answer under the names of the reference; null where the message does not hold it. */
  bodyFromWire(operation: OperationId, status: number, body: Json): Json
}

/** Header fields by lower-case name. */
export type Headers = Readonly<Record<string, string>>
