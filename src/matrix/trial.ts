import type { Text } from '../base/text.js'
import type { KnownDefect } from '../model/defect.js'
import type { ScenarioId } from '../model/scenario.js'
import type { Mode, RequirementId, Role } from '../model/system.js'
import type { Outcome } from '../model/verdict.js'

/** Who can be given a defect, and is sound without one. */
export const subjectIds = ['example-bank', 'invented-bank', 'example-app', 'platform'] as const
export type SubjectId = (typeof subjectIds)[number]

/** The role that is tested with a subject; the platform is judged beside a bank. */
export const roleOf = (subject: SubjectId): Role => (subject === 'example-app' ? 'user' : 'provider')

/** How a script ended against a subject. */
export interface Ending {
  readonly scenario: ScenarioId
  readonly mode: Mode
  readonly outcome: Outcome
  /** The requirements that the subject is charged with. */
  readonly charged: readonly RequirementId[]
  /** The first thing that is not as it should be, one that is charged before others; absent where all is. */
  readonly amiss?: { readonly expected: Text; readonly actual: Text }
}

/** Scripts against a subject with one defect. */
export interface Trial {
  readonly subject: SubjectId
  readonly defect: KnownDefect
  readonly endings: readonly Ending[]
  readonly seconds: number
  /** The subject is so slow with this defect that scripts which do not claim it were left out. */
  readonly cutShort: boolean
}

/** All scripts against a subject without a defect. */
export interface SoundTrial {
  readonly subject: SubjectId
  /** From 1. */
  readonly round: number
  readonly endings: readonly Ending[]
  readonly seconds: number
}
