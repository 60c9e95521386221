import { isObject } from '../../base/json.js'
import type { Text } from '../../base/text.js'
import { readYamlFile } from '../../base/yaml-file.js'

/** What scopes open, in words, as the wording of the platform's pages has it. @throws ProblemError where the file cannot be read. */
export function readDataWords(file: string): ReadonlyMap<string, Text> {
  const { value } = readYamlFile(file)
  const scopes = isObject(value) && isObject(value.scope) ? Object.entries(value.scope) : []
  return new Map(
    scopes.flatMap(([scope, said]): [string, Text][] => {
      const { ru, kk, en } = isObject(said) ? said : {}
      if (typeof ru !== 'string' || typeof en !== 'string') return []
      return [[scope, { ru, en, ...(typeof kk === 'string' ? { kk } : {}) }]]
    }),
  )
}
