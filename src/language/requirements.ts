import type { Json } from '../base/json.js'
import type { Requirement, RequirementId } from '../model/system.js'
import { requirementShape } from './shapes.js'
import { readShape } from './shape-problems.js'
import type { Source } from './source.js'

/** Reads the list of requirements; wrong entries are reported and left out. */
export function readRequirements(source: Source): ReadonlyMap<RequirementId, Requirement> {
  const requirements = new Map<RequirementId, Requirement>()
  if (!Array.isArray(source.value)) {
    source.report('wrong-type', [], 'The file must be a list of requirements.', 'Begin each with a dash: «- id: …».')
    return requirements
  }
  ;(source.value as readonly Json[]).forEach((written, i) => {
    const shape = readShape(source, [i], 'requirement', requirementShape, written)
    if (!shape) return
    if (requirements.has(shape.id)) {
      source.report('id-taken', [i, 'id'], `There are two requirements «${shape.id}».`, 'Give each an id of its own.')
      return
    }
    const { untested, ...rest } = shape
    requirements.set(shape.id, { ...rest, ...(untested ? { untested } : {}) })
  })
  return requirements
}
