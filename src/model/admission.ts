import type { Instant } from '../base/clock.js'
import type { RunId } from '../base/ids.js'
import type { Text } from '../base/text.js'
import type { PlannedTarget } from './plan.js'
import type { ApiEnvironment, ApiId, ParticipantId } from './registry.js'
import type { ScenarioId } from './scenario.js'
import type { Mode, Role, SystemId } from './system.js'
import type { Outcome, RunOutcome } from './verdict.js'

/** Who and what is tested under which rules: equal of a run and of what it is to prove, or the run proves nothing. */
export interface Standing {
  readonly system: SystemId
  readonly role: Role
  readonly participant: ParticipantId
  readonly environment: ApiEnvironment
  readonly modes: readonly Mode[]
  readonly endpoints: PlannedTarget['endpoints']
  readonly consentCheck: PlannedTarget['consentCheck']
  readonly contract: PlannedTarget['contract']
  /** Digest of code that a system brought and by which the sandbox answered. */
  readonly code?: string
  /** Digest of the requirements that verdicts rest on. */
  readonly requirements: string
}

/** A script in a mode. */
export interface ScriptInMode {
  readonly scenario: ScenarioId
  readonly mode: Mode
}

/** One of the required set, as the target has it now. */
export type RequiredScript = ScriptInMode &
  (
    | {
        readonly kind: 'planned'
        readonly title: Text
        /** Of the script and all that it does there. */
        readonly digest: string
      }
    /** Declared not applicable: allowed, and printed. */
    | { readonly kind: 'excused'; readonly title: Text; readonly why: Text }
    /** The target cannot run it. */
    | { readonly kind: 'lacking'; readonly title: Text; readonly what: Text }
  )

/** What an API has to prove in an environment, by its target file, the contract in force and the scripts as they are now. */
export interface Footing {
  readonly standing: Standing
  readonly required: readonly RequiredScript[]
  /** Required, and not run in a live environment: their effects (load, hostile) are not for it. */
  readonly leftOut: readonly (ScriptInMode & { readonly effects: readonly string[] })[]
}

/** What became of a script of the subject in a run. */
export interface ProvenScript extends ScriptInMode {
  readonly outcome: Outcome
  /** Of the script and all that it did; absent where it was not planned. */
  readonly digest?: string
  /** Where it did not pass: the first thing that was amiss. */
  readonly why?: Text
}

/** What a run shows, judged again from its folder. */
export interface Proof {
  readonly run: RunId
  /** SHA-256 of run.ndjson, which seals plan and attempts. */
  readonly digest: string
  readonly startedAt: Instant
  /** Null where it was interrupted. */
  readonly endedAt: Instant | null
  readonly standing: Standing
  readonly scripts: readonly ProvenScript[]
  /** Scripts about the platform that did not pass: what the run says of the subject is not trusted then. */
  readonly selfCheck: readonly ScenarioId[]
  readonly outcome: RunOutcome
}

/** A run that the operator took as proof that an API passed in an environment. */
export interface AdmissionRecord {
  readonly id: number
  readonly api: ApiId
  readonly environment: ApiEnvironment
  readonly proof: Proof
  /** What was required when it was admitted. */
  readonly footing: Footing
  readonly admittedAt: Instant
  readonly admittedBy: string
}

/** How old a proof may be. */
export interface AdmissionTerms {
  readonly maxAgeMs: number
}
