import type { Json, JsonObject } from '../base/json.js'
import type { Text } from '../base/text.js'
import type { LoadedContract } from '../contract/loaded.js'
import type { SampleBody, SampleParameter, SampleResponse } from '../contract/samples/index.js'
import type { Operation, OperationId } from '../model/contract.js'
import type { Basis, Keyword } from '../model/system.js'

/** Something that could not be derived, or that a person should look at. */
export interface Note {
  /** Where it concerns one operation. */
  readonly operation?: OperationId
  readonly what: string
  /** A parameter whose schema allows any text; all of them are told together. */
  readonly anyText?: string
}

/** A requirement of the new system. */
export interface DraftRequirement {
  readonly id: string
  /** JSON Pointer into the contract. */
  readonly pointer: string
  readonly text: Text
  readonly keyword: Keyword
  readonly basis: Basis
  readonly untested?: string
}

/** A scenario of the new system, its parts as they are written. */
export interface DraftScenario {
  /** The file's name without its ending, and the last part of its id. */
  readonly name: string
  readonly title: Text
  readonly script: 'success' | 'failure'
  /** The first is the default of its checks. */
  readonly requirements: readonly [DraftRequirement, ...DraftRequirement[]]
  readonly catches: readonly string[]
  readonly needsClient: boolean
  readonly steps: readonly DraftStep[]
}

export interface DraftStep {
  readonly does: JsonObject
  readonly checks?: readonly JsonObject[]
}

/** An id in an operation's path that a list of the contract gives. */
export interface SharedId {
  readonly parameter: string
  /** The operation that lists. */
  readonly list: OperationId
  /** To the id in its answer, as references have it: `body.parcels[0].parcelId`. */
  readonly way: string
  /** The id in the contract's own answer. */
  readonly value: string | number
}

/** All that is known of an operation before its scripts are written. */
export interface OperationFacts {
  readonly contract: LoadedContract
  readonly operation: Operation
  readonly id: OperationId
  /** For names of files. */
  readonly slug: string
  /** JSON Pointer of the operation. */
  readonly pointer: string
  readonly parameters: readonly SampleParameter[]
  readonly body: SampleBody | undefined
  readonly success: number
  readonly answer: SampleResponse | undefined
  /** Parameters and body of a request that the contract allows. */
  readonly request: Readonly<Record<string, Json>>
  /** Why no such request can be made. */
  readonly impossible?: string
  /** A client's token is needed. */
  readonly needsToken: boolean
  /** Where the id in its path is from, and what is known of the operation that gives it. */
  readonly shared?: { readonly id: SharedId; readonly list: OperationFacts }
}
