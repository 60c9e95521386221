import type { ScenarioId } from '../model/scenario.js'
import type { Ending, SoundTrial, SubjectId } from './trial.js'
import type { ScriptRow } from './fold.js'
import { nameOf, type Row } from './rows.js'

/** What is wrong with a set of scripts, by the bar that it has to meet. */
export type Fault =
  /** No script that claims the defect catches it. */
  | { readonly code: 'not-caught'; readonly defect: string; readonly claimedBy: readonly ScenarioId[] }
  /** A script claims the defect and did not fail in any mode. */
  | { readonly code: 'claim-unproven'; readonly defect: string; readonly scenario: ScenarioId }
  /** A script that has been proven to catch nothing. */
  | { readonly code: 'catches-nothing'; readonly scenario: ScenarioId }
  /** A script failed one who does not have the defect. */
  | { readonly code: 'misjudged'; readonly defect: string; readonly scenario: ScenarioId }
  /** A script found something where nothing is amiss, or could not tell. */
  | {
      readonly code: 'sound-subject'
      readonly subject: SubjectId
      readonly round: number
      readonly ending: Pick<Ending, 'scenario' | 'mode' | 'outcome' | 'amiss'>
    }

interface Folded {
  readonly rows: readonly Row[]
  readonly scripts: readonly ScriptRow[]
  readonly sound: readonly SoundTrial[]
  readonly everyDefect: boolean
  readonly everyScript: boolean
}

/** Everything that keeps the bar from being met. A script that was skipped everywhere catches nothing. */
export function faultsOf({ rows, scripts, sound, everyDefect, everyScript }: Folded): Fault[] {
  return [
    ...rows.flatMap((row) => faultsOfRow(row, everyScript)),
    ...(everyDefect ? scripts.filter(({ proven }) => proven.length === 0) : []).map(({ scenario }): Fault => ({
      code: 'catches-nothing',
      scenario,
    })),
    ...sound.flatMap(({ subject, round, endings }) =>
      endings.filter(isAmiss).map(({ scenario, mode, outcome, amiss }): Fault => {
        const ending = { scenario, mode, outcome, ...(amiss ? { amiss } : {}) }
        return { code: 'sound-subject', subject, round, ending }
      }),
    ),
  ]
}

function faultsOfRow(row: Row, everyScript: boolean): Fault[] {
  const defect = nameOf(row)
  const claimed = row.cells.filter((cell) => cell.claimed)
  const caught = claimed.filter((cell) => cell.caught.length > 0)
  const misjudged = row.cells.filter((cell) => cell.misjudged.length > 0)
  const unproven = claimed.filter((cell) => !caught.includes(cell))
  const uncaught = caught.length === 0 && (everyScript || claimed.length > 0)
  return [
    ...(uncaught ? [{ code: 'not-caught', defect, claimedBy: claimed.map(({ scenario }) => scenario) } as const] : []),
    ...(uncaught ? [] : unproven).map(({ scenario }): Fault => ({ code: 'claim-unproven', defect, scenario })),
    ...misjudged.map(({ scenario }): Fault => ({ code: 'misjudged', defect, scenario })),
  ]
}

/** Skipped because there is no such thing at the subject is all right; anything else but a pass without a remark is not. */
const isAmiss = ({ outcome, amiss }: Ending): boolean => amiss !== undefined || !['pass', 'skipped'].includes(outcome)
