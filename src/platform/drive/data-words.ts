import { isObject } from '../../base/json.js'
import type { Text } from '../../base/text.js'
import { readYamlFile } from '../../base/yaml-file.js'

/**
 * Data in words: what scopes open, and what is open to everybody, as the wording of pages has it.
 * @throws ProblemError where the file cannot be read.
 */
export function readDataWords(file: string): ReadonlyMap<string, Text> {
  const { value } = readYamlFile(file)
  const sections = isObject(value) ? [value.scope, value.open] : []
  const named = sections.flatMap((section) => (isObject(section) ? Object.entries(section) : []))
  return new Map(
    named.flatMap(([scope, said]): [string, Text][] => {
      const { ru, kk, en } = isObject(said) ? said : {}
      if (typeof ru !== 'string' || typeof en !== 'string') return []
      return [[scope, { ru, en, ...(typeof kk === 'string' ? { kk } : {}) }]]
    }),
  )
}
