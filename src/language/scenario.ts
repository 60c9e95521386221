import { didYouMean } from '../base/suggest.js'
import type { Scenario } from '../model/scenario.js'
import type { Addressee, RequirementId, SystemId } from '../model/system.js'
import { checkFamilies } from './catches.js'
import { reportUnknownRequirement } from './requirement-use.js'
import { scenarioShape } from './shapes.js'
import { readShape, wholeNamed } from './shape-problems.js'
import type { Source } from './source.js'
import { readSteps } from './steps.js'
import type { LocatedStep } from './steps.js'
import type { Words } from './words.js'

export interface LocatedScenario {
  readonly source: Source
  readonly scenario: Scenario
  readonly steps: readonly LocatedStep[]
}

/** Where a scenario's file stands. */
export interface ScenarioPlace {
  readonly system: SystemId
  /** The folder says who is judged unless the scenario says otherwise. */
  readonly folder: Addressee
  /** File name without its ending. */
  readonly name: string
}

/** Reads one scenario; undefined where its outline is wrong. Calls and references are looked at when all is read. */
export function readScenario(source: Source, place: ScenarioPlace, words: Words): LocatedScenario | undefined {
  const shape = readShape(source, [], wholeNamed('This scenario'), scenarioShape, source.value)
  if (!shape) return undefined
  const id = `${place.system}/${place.folder}/${place.name}`
  if (shape.id !== id) {
    source.report(
      'id-is-not-path',
      ['id'],
      `The id is «${shape.id}», but the file stands at «${id}».`,
      `Write «id: ${id}», or move the file.`,
    )
  }
  if (shape.script === 'failure' && (shape.catches ?? []).length === 0) {
    const remedy = 'Add «catches: [<defect>]»: the wrong behaviour that this script would find.'
    source.report('catches-nothing', ['script'], 'A failure script must say which defect it catches.', remedy)
  }
  checkFamilies(source, shape.catches ?? [])
  const subject = shape.subject ?? place.folder
  if (subject === 'user' && shape.modes?.includes('direct')) {
    const what = 'A script for an application runs by way of a platform only, but «modes» says «direct».'
    source.report('wrong-mode', ['modes'], what, 'Write «modes: [through]», or leave «modes» out.')
  }
  checkRequires(source, shape.requires, subject, words)
  const [first, ...rest] = shape.requires as [RequirementId, ...RequirementId[]]
  const steps = readSteps(source, shape.steps, words, first)
  const scenario: Scenario = {
    id,
    system: place.system,
    title: shape.title,
    subject,
    script: shape.script,
    modes: shape.modes ?? (subject === 'user' ? ['through'] : ['direct', 'through']),
    requires: [first, ...rest],
    catches: shape.catches ?? [],
    ...(shape.tags === undefined ? {} : { tags: shape.tags }),
    effects: shape.effects ?? ['none'],
    needs: shape.needs ?? [],
    ...(shape.client ? { client: shape.client } : {}),
    ...(shape.other ? { other: shape.other } : {}),
    steps: steps.map(({ step }) => step),
    position: source.position(['id'], 'key'),
    digest: source.digest,
  }
  return { source, scenario, steps }
}

/** What a scenario requires exists, and binds the one whom the scenario judges. */
function checkRequires(source: Source, requires: readonly RequirementId[], subject: Addressee, words: Words): void {
  requires.forEach((id, i) => {
    const addressees = words.requirements.get(id)
    if (!words.requirements.has(id)) {
      reportUnknownRequirement(source, ['requires', i], id, words)
    } else if (addressees && !addressees.includes(subject)) {
      const fitting = [...words.requirements].filter(([, whom]) => whom?.includes(subject)).map(([other]) => other)
      const what = `«${id}» binds ${addressees.join(' and ')}, but this scenario judges the ${subject}.`
      const remedy = `${didYouMean(id, fitting)} Name a requirement addressed to the ${subject}, or say whom the scenario judges by «subject».`
      source.report('wrong-addressee', ['requires', i], what, remedy.trim())
    }
  })
}
