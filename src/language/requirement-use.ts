import type { Json } from '../base/json.js'
import { didYouMean } from '../base/suggest.js'
import type { YamlPath } from '../base/yaml-file.js'
import type { RequirementId } from '../model/system.js'
import type { Source } from './source.js'
import type { Words } from './words.js'

/** The id written as `requirement` of the step or check at `path`; undefined, and reported, where there is none such. */
export function readRequirement(source: Source, path: YamlPath, id: Json, words: Words): RequirementId | undefined {
  if (typeof id === 'string' && words.requirements.has(id)) return id
  const shown = typeof id === 'string' ? id : JSON.stringify(id)
  reportUnknownRequirement(source, [...path, 'requirement'], shown, words)
  return undefined
}

/** Says that an id is not in requirements.yaml, and which was meant. Silent where that file itself could not be read. */
export function reportUnknownRequirement(source: Source, path: YamlPath, id: string, words: Words): void {
  if (words.requirements.size === 0) return
  const remedy = `${didYouMean(id, words.requirements.keys())} The ids stand in requirements.yaml.`
  source.report('unknown-requirement', path, `There is no requirement «${id}».`, remedy.trim())
}
