import type { Text } from '../base/text.js'
import type { Role, SystemId } from '../model/system.js'
import type { Matrix } from './fold.js'
import type { SubjectId } from './trial.js'

/** What is told of a campaign beside its matrix. */
export interface Facts {
  readonly system: SystemId
  /** Where only the scripts of one role were proven. */
  readonly role?: Role
  readonly version: string
  readonly jobs: number
  /** Sound rounds of every subject. */
  readonly rounds: number
  /** Each defect met only the scripts that claim it. */
  readonly claimedOnly: boolean
  /** Of the whole campaign. */
  readonly seconds: number
  /** Who was put up. */
  readonly subjects: readonly SubjectId[]
}

/** What has to be said where the example bank does not serve the system; undefined where it does. */
export const withoutExampleBank = ({ subjects }: Facts): Text | undefined =>
  subjects.includes('example-bank')
    ? undefined
    : {
        ru: 'Банка-примера у этой системы нет: сценарии поставщика доказаны на вымышленном банке песочницы.',
        en: 'This system has no example bank: the scripts of the provider are proven on an invented bank of the sandbox.',
      }

/** Numbers of a matrix. */
export function countsOf({ rows, scripts, sound }: Matrix): {
  readonly defects: number
  readonly scripts: number
  /** Pairs of script and defect that ran, each mode by itself. */
  readonly pairs: number
  readonly soundScripts: number
} {
  const pairs = rows.flatMap(({ cells }) => cells).reduce((sum, cell) => sum + modesOf(cell), 0)
  return {
    defects: rows.length,
    scripts: scripts.length,
    pairs,
    soundScripts: sound.reduce(
      (sum, { endings }) => sum + endings.filter(({ outcome }) => outcome !== 'skipped').length,
      0,
    ),
  }
}

const modesOf = ({ caught, passed, undecided, misjudged }: Matrix['rows'][number]['cells'][number]): number =>
  caught.length + passed.length + undecided.length + misjudged.length
