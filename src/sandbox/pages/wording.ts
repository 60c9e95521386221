import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isObject } from '../../base/json.js'
import type { Json } from '../../base/json.js'
import { problem } from '../../base/problem.js'
import { packageRoot } from '../../base/root.js'
import { withInnerQuotes, type Language } from '../../base/text.js'
import { readYamlFile } from '../../base/yaml-file.js'
import type { YamlFile, YamlPath } from '../../base/yaml-file.js'

/** The languages of the pages, in the order of the switch. */
export const languages: readonly Language[] = ['kk', 'ru', 'en']

type Wording = ReadonlyMap<string, Readonly<Record<Language, string>>>

let loaded: Wording | undefined

/**
 * The wording under a key of templates/pages/wording/*.yaml, e.g. `sign-in.title`, with `{name}` filled in.
 * @throws Error for an unknown key: a mistake of ours that a test finds.
 */
export function wording(key: string, language: Language, values: Readonly<Record<string, unknown>> = {}): string {
  const text = find(key)
  if (!text) throw new Error(`templates/pages/wording has no «${key}»`)
  const filled = (whole: string, name: string): string => (name in values ? String(values[name]) : whole)
  return withInnerQuotes(text[language].replace(/\{(\w+)\}/g, filled))
}

/** The wording under a key, or `otherwise` where there is none: for names that a contract brings along. */
export function wordingOr(key: string, language: Language, otherwise: string): string {
  return find(key)?.[language] ?? otherwise
}

/** Every key of the wording. */
export const wordingKeys = (): string[] => [...all().keys()]

const find = (key: string) => all().get(key)

function all(): Wording {
  loaded ??= loadWording(join(packageRoot(), 'templates', 'pages', 'wording'))
  return loaded
}

function loadWording(folder: string): Wording {
  const entries = new Map<string, Readonly<Record<Language, string>>>()
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.yaml'))) {
    const file = readYamlFile(join(folder, name))
    collect(file, file.value, [], entries)
  }
  return entries
}

/** A value with the key `ru` is a text in three languages; any other is a group of keys. */
function collect(file: YamlFile, value: Json, path: YamlPath, into: Map<string, Record<Language, string>>): void {
  if (!isObject(value)) throw incomplete(file, path)
  if (!('ru' in value)) {
    for (const [key, inner] of Object.entries(value)) collect(file, inner, [...path, key], into)
    return
  }
  const { ru, kk, en } = value
  if (typeof ru !== 'string' || typeof kk !== 'string' || typeof en !== 'string') throw incomplete(file, path)
  into.set(path.join('.'), { ru, kk, en })
}

const incomplete = (file: YamlFile, path: YamlPath) =>
  problem(
    'wording-incomplete',
    `The wording «${path.join('.')}» is not given in all three languages.`,
    'Write it as { ru: …, kk: …, en: … }, each a text.',
    file.position(path),
  )
