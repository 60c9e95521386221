import type { Json, JsonObject } from '../base/json.js'
import type { Text } from '../base/text.js'
import type { Addressee, Mode, RequirementId, SystemId } from './system.js'

/** `<system>/<folder>/<name>`, the path of its file without the ending. */
export type ScenarioId = string
export type DefectId = string
/** What running a scenario does to the subject beyond reading. */
export type Effect = 'none' | 'consent' | 'load' | 'hostile'
export type Script = 'success' | 'failure'

/** A position in a YAML file, from 1. */
export interface SourcePosition {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** A wish for a client by traits, resolved against the target's clients. */
export interface ClientWish {
  readonly has: readonly string[]
}

/** A check as it stands at a step: what is looked at, and which requirement is broken if it is not so. */
export interface CheckUse {
  readonly kind: string
  readonly params: Json
  readonly requirement: RequirementId
  readonly position: SourcePosition
  /** Names in the params that the contract in force writes otherwise, for those who read the result. */
  readonly called?: Readonly<Record<string, string>>
}

/** A step as written: an ordinary step, or the call of a procedure (told apart by the vocabulary when loaded). */
export interface Step {
  readonly kind: string
  readonly call: boolean
  readonly args: JsonObject
  readonly as?: string
  readonly checks: readonly CheckUse[]
  readonly position: SourcePosition
}

export interface Scenario {
  readonly id: ScenarioId
  readonly system: SystemId
  readonly title: Text
  /** Who is judged by it. */
  readonly subject: Addressee
  readonly script: Script
  readonly modes: readonly Mode[]
  readonly requires: readonly [RequirementId, ...RequirementId[]]
  readonly catches: readonly DefectId[]
  readonly effects: readonly Effect[]
  readonly needs: readonly string[]
  /** Words to choose it by, e.g. `smoke`. */
  readonly tags?: readonly string[]
  readonly client?: ClientWish
  readonly other?: ClientWish
  readonly steps: readonly Step[]
  readonly position: SourcePosition
  /** SHA-256 of the file. */
  readonly digest: string
}

/** Steps under a name, with what they take, give and undo. One procedure may have a variant for each mode. */
export interface Procedure {
  readonly name: string
  readonly modes: readonly Mode[]
  /** name → type, as documentation and for the check of calls; a default makes it optional. */
  readonly takes: Readonly<Record<string, { readonly type: string; readonly default?: Json }>>
  readonly steps: readonly Step[]
  readonly gives: JsonObject
  /** A procedure that is run when the attempt ends, whatever happened; it takes what this one gave. */
  readonly undo?: string
  readonly position: SourcePosition
  readonly digest: string
}
