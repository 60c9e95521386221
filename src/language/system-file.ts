import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { didYouMean } from '../base/suggest.js'
import type { Scenario } from '../model/scenario.js'
import type { Requirement, RequirementId, System, SystemId } from '../model/system.js'
import { systemShape } from './shapes.js'
import { readShape, wholeNamed } from './shape-problems.js'
import type { Source } from './source.js'
import { choices } from './words.js'

/** What a field of a page can be filled with: the person who signs in, the company behind, a code by SMS. */
const templates = [
  ...['${person.iin}', '${person.phone}', '${company.bin}'],
  ...['${inbox.code}', '${inbox.wrong-code}', '${inbox.late-code}', '${inbox.used-code}'],
]

export interface SystemParts {
  readonly id: SystemId
  readonly root: string
  readonly requirements: ReadonlyMap<RequirementId, Requirement>
  readonly scenarios: readonly Scenario[]
  /** Ids of all scenario files, those with problems too. */
  readonly scenarioIds: readonly string[]
}

/** A system of which nothing but its folder is known. */
export function emptySystem(id: SystemId, requirements: ReadonlyMap<RequirementId, Requirement> = new Map()): System {
  const title = { ru: id, en: id }
  return { id, title, contract: '', requirements, rows: [], services: [], requiredSets: [], person: { forms: {} } }
}

/** Reads system.yaml; where its outline is wrong, an empty system beside the reported problems. */
export function readSystem(source: Source, parts: SystemParts): System {
  const shape = readShape(source, [], wholeNamed('This file'), systemShape, source.value)
  if (!shape) return emptySystem(parts.id, parts.requirements)
  if (shape.id !== parts.id) {
    source.report(
      'id-is-not-path',
      ['id'],
      `The id is «${shape.id}», but the folder is «${parts.id}».`,
      `Write «id: ${parts.id}».`,
    )
  }
  if (!existsSync(join(parts.root, shape.contract))) {
    const remedy = "Write the path of an OpenAPI file, relative to the project's root."
    source.report('no-contract', ['contract'], `There is no file «${shape.contract}».`, remedy)
  }
  const forms = Object.entries(shape.person.forms).map(([name, form]) => {
    const { fill = {}, press = {}, ...byGoal } = form
    const { instead = {}, again = {} } = byGoal
    const at = ['person', 'forms', name]
    checkFields(source, [...at, 'fill'], fill)
    for (const [goal, fields] of Object.entries(instead)) checkFields(source, [...at, 'instead', goal], fields)
    checkButtons(source, [...at, 'press'], press)
    checkButtons(source, [...at, 'again'], again)
    return [name, { fill, press, ...byGoal }] as const
  })
  const { importedConsent, ...rest } = shape
  const system: System = {
    ...rest,
    requirements: parts.requirements,
    person: { forms: Object.fromEntries(forms) },
    ...(importedConsent === undefined ? {} : { importedConsent }),
  }
  checkRequiredSets(source, system, parts)
  return system
}

function checkFields(source: Source, at: readonly string[], fields: Readonly<Record<string, string>>): void {
  for (const [field, value] of Object.entries(fields)) {
    if (!value.includes('${') || templates.includes(value)) continue
    const what = `«${value}» is nothing that a person can fill in.`
    source.report('unknown-name', [...at, field], what, choices(didYouMean(value, templates), 'Known', templates))
  }
}

function checkButtons(
  source: Source,
  at: readonly string[],
  buttons: Readonly<Record<string, string | undefined>>,
): void {
  for (const [goal, button = ''] of Object.entries(buttons)) {
    if (/^[^=]+=.+$/.test(button)) continue
    const what = `«${button}» is no button.`
    source.report('wrong-value', [...at, goal], what, 'Write name=value of the button, e.g. decision=approve.')
  }
}

/** A required set names scenarios that exist, judge that role and run in that mode. */
function checkRequiredSets(source: Source, system: System, parts: SystemParts): void {
  system.requiredSets.forEach((set, i) => {
    set.scenarios.forEach((id, j) => {
      const at = ['requiredSets', i, 'scenarios', j]
      const scenario = parts.scenarios.find((candidate) => candidate.id === id)
      if (!parts.scenarioIds.includes(id)) {
        const remedy = `${didYouMean(id, parts.scenarioIds)} \`synaq list\` prints all ids.`
        source.report('unknown-scenario', at, `There is no scenario «${id}».`, remedy.trim())
      } else if (scenario && scenario.subject !== set.role) {
        const what = `«${id}» judges the ${scenario.subject}, but the set is for the ${set.role}.`
        source.report('wrong-set', at, what, 'Move it to the set of its role, or take it out.')
      } else if (scenario && !scenario.modes.includes(set.mode)) {
        const what = `«${id}» does not run in the mode «${set.mode}».`
        source.report('wrong-set', at, what, `Take it out, or add «${set.mode}» to its «modes».`)
      }
    })
  })
}
