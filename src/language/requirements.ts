import { isObject } from '../base/json.js'
import type { Json } from '../base/json.js'
import type { Requirement, RequirementId } from '../model/system.js'
import { requirementShape } from './shapes.js'
import { readShape, wholeNamed } from './shape-problems.js'
import type { Source } from './source.js'

export interface ReadRequirements {
  readonly requirements: ReadonlyMap<RequirementId, Requirement>
  /** Ids whose entry is wrong: they exist, so scenarios that name them are not to blame. */
  readonly broken: readonly RequirementId[]
}

/** Reads the list of requirements; wrong entries are reported and left out. */
export function readRequirements(source: Source): ReadRequirements {
  const requirements = new Map<RequirementId, Requirement>()
  const broken: RequirementId[] = []
  if (!Array.isArray(source.value)) {
    source.report('wrong-type', [], 'The file must be a list of requirements.', 'Begin each with a dash: «- id: …».')
    return { requirements, broken }
  }
  ;(source.value as readonly Json[]).forEach((written, i) => {
    const shape = readShape(source, [i], wholeNamed('This requirement'), requirementShape, written)
    if (!shape) {
      if (isObject(written) && typeof written.id === 'string') broken.push(written.id)
      return
    }
    if (requirements.has(shape.id)) {
      source.report('id-taken', [i, 'id'], `There are two requirements «${shape.id}».`, 'Give each an id of its own.')
      return
    }
    const { untested, ...rest } = shape
    requirements.set(shape.id, { ...rest, ...(untested ? { untested } : {}) })
  })
  return { requirements, broken }
}
