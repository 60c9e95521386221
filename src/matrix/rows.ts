import type { KnownDefect } from '../model/defect.js'
import type { ScenarioId } from '../model/scenario.js'
import type { Mode, RequirementId } from '../model/system.js'
import type { Claimant } from './claims.js'
import type { Ending, SubjectId, Trial } from './trial.js'

/** A script against a defect, in the modes in which it ran. */
export interface Cell {
  readonly scenario: ScenarioId
  /** The script says that it catches the defect. */
  readonly claimed: boolean
  /** It failed the one who has the defect. */
  readonly caught: readonly Mode[]
  /** It passed all the same. */
  readonly passed: readonly Mode[]
  /** It could not tell. */
  readonly undecided: readonly Mode[]
  /** It failed somebody else. */
  readonly misjudged: readonly Mode[]
}

/** A defect with what the scripts made of it. */
export interface Row {
  readonly subject: SubjectId
  readonly defect: KnownDefect
  /** Scripts that ran, in the order of the plan. */
  readonly cells: readonly Cell[]
  /** The requirements that it breaks by the findings of the scripts that claim it; of all that caught it where none does. */
  readonly breaks: readonly RequirementId[]
  /** What the first of these scripts saw. */
  readonly seen?: Ending['amiss']
  readonly seconds: number
  readonly cutShort: boolean
}

/** `<subject>/<defect>`: two subjects may have a defect of one name. */
export const nameOf = ({ subject, defect }: Pick<Row, 'subject' | 'defect'>): string => `${subject}/${defect.id}`

/** The row of a trial. */
export function rowOf({ subject, defect, endings, seconds, cutShort }: Trial, claimants: readonly Claimant[]): Row {
  const byId = new Map(claimants.map((it) => [it.scenario.id, it]))
  const ids = [...new Set(endings.map(({ scenario }) => scenario))].filter((id) => byId.has(id))
  const cells = ids.flatMap((id): Cell[] => {
    const known = byId.get(id)
    const own = endings.filter(({ scenario, outcome }) => scenario === id && outcome !== 'skipped')
    if (!known || own.length === 0) return []
    const modes = (outcome: Ending['outcome']): Mode[] =>
      own.filter((it) => it.outcome === outcome).map(({ mode }) => mode)
    const concerned = known.scenario.subject === defect.of
    return [
      {
        scenario: id,
        claimed: known.claims(defect),
        caught: concerned ? modes('fail') : [],
        misjudged: concerned ? [] : modes('fail'),
        passed: modes('pass'),
        undecided: modes('inconclusive'),
      },
    ]
  })
  const caught = cells.filter((cell) => cell.caught.length > 0)
  const telling = caught.some(({ claimed }) => claimed) ? caught.filter(({ claimed }) => claimed) : caught
  const findings = endings.filter(
    (it) => it.outcome === 'fail' && telling.some(({ scenario }) => scenario === it.scenario),
  )
  const seen = findings[0]?.amiss
  return {
    subject,
    defect,
    cells,
    breaks: [...new Set(findings.flatMap(({ charged }) => charged))],
    ...(seen ? { seen } : {}),
    seconds,
    cutShort,
  }
}
