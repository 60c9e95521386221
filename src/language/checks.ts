import { isObject } from '../base/json.js'
import type { Json } from '../base/json.js'
import { didYouMean } from '../base/suggest.js'
import type { YamlPath } from '../base/yaml-file.js'
import type { CheckUse } from '../model/scenario.js'
import type { RequirementId } from '../model/system.js'
import { readRequirement, reportUnknownRequirement } from './requirement-use.js'
import { readShape, settingsOf } from './shape-problems.js'
import type { Source } from './source.js'
import { choices } from './words.js'
import type { Words } from './words.js'

/** A check with the place of its params in the file. */
export interface LocatedCheck {
  readonly use: CheckUse
  readonly path: YamlPath
}

/** The checks written at a step; `requirement` is what they rest on unless a check names another. */
export function readChecks(
  source: Source,
  path: YamlPath,
  written: Json | undefined,
  words: Words,
  requirement: RequirementId | undefined,
): LocatedCheck[] {
  if (written === undefined) return []
  if (!Array.isArray(written)) {
    const remedy = 'Write «checks:» and below it each check with a dash of its own: «- status: 200».'
    source.report('wrong-type', path, '«checks» must be a list.', remedy, 'key')
    return []
  }
  return (written as readonly Json[]).flatMap(
    (check, i) => readCheck(source, [...path, i], check, words, requirement) ?? [],
  )
}

function readCheck(
  source: Source,
  path: YamlPath,
  written: Json,
  words: Words,
  fallback: RequirementId | undefined,
): LocatedCheck | undefined {
  const name = checkName(source, path, written, words)
  const kind = name === undefined ? undefined : words.vocabulary.checks.get(name)
  if (!kind || !isObject(written)) return undefined
  const params = written[kind.name] as Json
  const inner = [...path, kind.name]
  const read = readShape(source, inner, settingsOf(kind.name), kind.params, params)
  const named = read === undefined ? [] : (kind.requirements?.(read) ?? [])
  for (const id of named.filter((other) => !words.requirements.has(other))) {
    reportUnknownRequirement(source, [...inner, keyOf(params, id)], id, words)
  }
  const own = written.requirement
  const requirement = own === undefined ? fallback : readRequirement(source, path, own, words)
  if (own === undefined && fallback === undefined) {
    const what = `The check «${kind.name}» rests on no requirement.`
    const remedy = 'A procedure has no «requires»: add «requirement: <id>» beside the check or beside its step.'
    source.report('no-requirement', inner, what, remedy, 'key')
  }
  if (requirement === undefined) return undefined
  return { use: { kind: kind.name, params, requirement, position: source.position(inner, 'key') }, path: inner }
}

/** The key of the params under which an id is written. */
function keyOf(params: Json, id: RequirementId): string {
  return isObject(params) ? (Object.keys(params).find((key) => params[key] === id) ?? '') : ''
}

/** The one key that names a kind of check. */
function checkName(source: Source, path: YamlPath, written: Json, words: Words): string | undefined {
  const kinds = [...words.vocabulary.checks.keys()]
  if (!isObject(written)) {
    const shown = typeof written === 'string' ? written : 'status'
    const remedy = `Write it with its setting, e.g. «- ${shown}: …».`
    source.report('not-a-check', path, 'A check must be a map with one kind of check.', remedy)
    return undefined
  }
  const keys = Object.keys(written).filter((key) => key !== 'requirement')
  const found = keys.filter((key) => kinds.includes(key))
  const [first, second] = found
  for (const key of keys.filter((other) => !kinds.includes(other))) {
    const what = `«${key}» is no kind of check.`
    source.report(
      'unknown-check',
      [...path, key],
      what,
      choices(didYouMean(key, [...kinds, 'requirement']), 'Kinds of check', kinds),
      'key',
    )
  }
  if (second !== undefined) {
    const what = `This check has two kinds: «${found.join('» and «')}».`
    source.report('two-kinds', [...path, second], what, 'Give each a dash of its own.', 'key')
    return undefined
  }
  if (keys.length === 0) source.report('no-kind', path, 'This check has no kind.', choices('', 'Kinds of check', kinds))
  return first
}
