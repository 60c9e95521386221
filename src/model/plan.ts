import type { Json, JsonObject } from '../base/json.js'
import type { Text } from '../base/text.js'
import type { Scenario, SourcePosition, CheckUse } from './scenario.js'
import type { StepPath } from './evidence.js'
import type { Mode, RequirementId, Requirement, Role, System, SystemId } from './system.js'
import type { SkipReason } from './verdict.js'

/** A step with its procedures expanded and its path fixed. */
export type PlannedStep =
  | {
      readonly type: 'step'
      readonly path: StepPath
      readonly kind: string
      readonly args: JsonObject
      readonly as?: string
      readonly checks: readonly CheckUse[]
      readonly position: SourcePosition
    }
  | {
      readonly type: 'call'
      readonly path: StepPath
      readonly procedure: string
      readonly takes: JsonObject
      readonly steps: readonly PlannedStep[]
      readonly gives: JsonObject
      readonly as?: string
      readonly undo?: PlannedUndo
      /** What an imported consent gives instead, where the target has one that fits. */
      readonly imported?: JsonObject
      readonly checks: readonly CheckUse[]
      readonly position: SourcePosition
    }

export interface PlannedUndo {
  readonly procedure: string
  /** Defaults of what it takes; what the undone procedure took and gave comes before them. */
  readonly takes: JsonObject
  readonly steps: readonly PlannedStep[]
}

/** Names of the target's clients that a scenario will act for. */
export interface PlannedClients {
  readonly client?: string
  readonly other?: string
}

/** What is known of a scenario without its steps; enough for documents. */
export type ScenarioHead = Omit<Scenario, 'steps'>

export type PlanItem = { readonly scenario: ScenarioHead; readonly mode: Mode } & (
  | {
      readonly planned: true
      readonly attempt: number
      readonly clients: PlannedClients
      readonly steps: readonly PlannedStep[]
    }
  | { readonly planned: false; readonly reason: SkipReason }
)

/** A pure value: what will be run, in order, and what is left out and why. Holds no secret. */
export interface Plan {
  readonly system: SystemId
  readonly role: Role
  readonly target: PlannedTarget
  readonly items: readonly PlanItem[]
  /** What documents print of the system: the Protocol's table, the Act's services. */
  readonly forms: Pick<System, 'id' | 'title' | 'rows' | 'services'>
  readonly requirements: Readonly<Record<RequirementId, Requirement>>
  readonly required: readonly { readonly scenario: string; readonly mode: Mode }[]
  /** Who named the required set: the target's file, or the system's; absent in plans of earlier versions. */
  readonly requiredBy?: 'target' | 'system'
  /** What kinds of steps and checks are for, as the vocabulary says it; absent in plans of earlier versions. */
  readonly purposes?: {
    readonly steps: Readonly<Record<string, Text>>
    readonly checks: Readonly<Record<string, Text>>
  }
}

/** What documents say of the target; no secrets, no keys. */
export interface PlannedTarget {
  readonly name: string
  readonly environment: 'test' | 'live'
  readonly participant: {
    readonly id: string
    readonly name: string
    readonly bin?: string
    readonly invented: boolean
  }
  readonly modes: readonly Mode[]
  readonly endpoints: Readonly<Partial<Record<Mode | 'platform', string>>>
  readonly consentCheck: 'bank' | 'platform'
  readonly contract: {
    readonly title: string
    readonly version: string
    readonly digest: string
    /** Of an operator's contract: what tells its names from those of the reference. */
    readonly overlay?: { readonly digest: string }
  }
  /** Of code that a system brought with it and by which the sandbox of this run answered. */
  readonly code?: { readonly digest: string }
}

/** The values that references of a step are looked up in. */
export type Environment = Map<string, Json>
