import type { Text } from '../base/text.js'
import type { ScenarioId } from '../model/scenario.js'
import type { Claimant } from './claims.js'
import { faultsOf, type Fault } from './faults.js'
import { nameOf, rowOf, type Row } from './rows.js'
import type { SoundTrial, Trial } from './trial.js'

/** A script with what it has been proven to catch. */
export interface ScriptRow {
  readonly scenario: ScenarioId
  readonly script: 'success' | 'failure'
  readonly title: Text
  /** `<subject>/<defect>` */
  readonly proven: readonly string[]
  /** Caught, and not among what it claims. */
  readonly unclaimed: readonly string[]
}

/** Which script catches which defect, and whether that meets the bar. */
export interface Matrix {
  readonly rows: readonly Row[]
  readonly scripts: readonly ScriptRow[]
  readonly sound: readonly SoundTrial[]
  /** What is wrong with the set of scripts; the bar is met where there is none. */
  readonly faults: readonly Fault[]
}

export interface Trials {
  readonly trials: readonly Trial[]
  readonly sound: readonly SoundTrial[]
  /** The scripts that were asked for. */
  readonly claimants: readonly Claimant[]
  /** Every defect was tried: a script that caught nothing has nowhere else to catch something. */
  readonly everyDefect: boolean
  /** Every script was asked for: a defect that was not caught has nobody else to catch it. */
  readonly everyScript: boolean
}

/** Folds trials to the matrix. Pure. */
export function foldMatrix({ trials, sound, claimants, everyDefect, everyScript }: Trials): Matrix {
  const rows = trials.map((trial) => rowOf(trial, claimants))
  const scripts = claimants.map(({ scenario }): ScriptRow => {
    const caught = rows.flatMap((row) => {
      const cell = row.cells.find((it) => it.scenario === scenario.id && it.caught.length > 0)
      return cell ? [{ name: nameOf(row), claimed: cell.claimed }] : []
    })
    return {
      scenario: scenario.id,
      script: scenario.script,
      title: scenario.title,
      proven: caught.filter(({ claimed }) => claimed).map(({ name }) => name),
      unclaimed: caught.filter(({ claimed }) => !claimed).map(({ name }) => name),
    }
  })
  return { rows, scripts, sound, faults: faultsOf({ rows, scripts, sound, everyDefect, everyScript }) }
}
