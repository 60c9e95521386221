import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from './json.js'
import { packageRoot } from './root.js'
import type { YamlFile, YamlPath } from './yaml-file.js'

/** What a file of YAML came to when the program was built: its value, and where each part of it stands. */
export interface KeptYaml {
  readonly value: Json
  /** By path: line and column of what `position` answers for the value, then for the key. */
  readonly places: Readonly<Record<string, readonly [number, number, number, number]>>
}

/** Where the build keeps files by the SHA-256 of their bytes. */
export const keptFolder = (): string => join(packageRoot(), 'dist', 'yaml')

/**
 * A file that was parsed when the program was built: parsing the scenarios of a system takes longer than a short command.
 * Undefined for every other file, such as one that was changed since.
 */
export function keptYaml(file: string, digest: string): YamlFile | undefined {
  const kept = join(keptFolder(), `${digest}.json`)
  if (!existsSync(kept)) return undefined
  const { value, places } = JSON.parse(readFileSync(kept, 'utf8')) as KeptYaml
  return {
    file,
    value,
    position: (path, of = 'value') => {
      let known = path
      while (known.length > 0 && !(keyOf(known) in places)) known = known.slice(0, -1)
      const [line, column, keyLine, keyColumn] = places[keyOf(known)] ?? [1, 1, 1, 1]
      return of === 'key' ? { file, line: keyLine, column: keyColumn } : { file, line, column }
    },
  }
}

/** What is kept of a file. */
export function toKeep(yaml: YamlFile): KeptYaml {
  const places: Record<string, readonly [number, number, number, number]> = {}
  const walk = (part: Json, path: YamlPath): void => {
    const [own, key] = [yaml.position(path), yaml.position(path, 'key')]
    places[keyOf(path)] = [own.line, own.column, key.line, key.column]
    if (Array.isArray(part)) part.forEach((item: Json, i) => walk(item, [...path, i]))
    else if (typeof part === 'object' && part !== null)
      for (const [name, inner] of Object.entries(part)) walk(inner, [...path, name])
  }
  walk(yaml.value, [])
  return { value: yaml.value, places }
}

/** Parted by a character that no key of YAML can hold unless it is escaped. */
const keyOf = (path: YamlPath): string => path.map((segment) => `\u0000${segment}`).join('')
