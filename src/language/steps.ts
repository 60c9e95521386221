import { isObject } from '../base/json.js'
import type { Json, JsonObject } from '../base/json.js'
import { didYouMean } from '../base/suggest.js'
import type { YamlPath } from '../base/yaml-file.js'
import type { Step } from '../model/scenario.js'
import type { RequirementId } from '../model/system.js'
import type { StepKind } from '../model/vocabulary.js'
import { readChecks } from './checks.js'
import type { LocatedCheck } from './checks.js'
import { checkOperation } from './operation.js'
import { isName } from './references.js'
import { readRequirement } from './requirement-use.js'
import { readShape, settingsOf } from './shape-problems.js'
import { checkSights } from './sights.js'
import type { Source } from './source.js'
import { choices } from './words.js'
import type { Words } from './words.js'

/** A step with the places of its params and checks in the file. */
export interface LocatedStep {
  readonly step: Step
  readonly path: YamlPath
  readonly checks: readonly LocatedCheck[]
}

/** What a step may say beside its kind. */
const siblings = ['checks', 'requirement']

/**
 * The steps of a scenario or procedure. `requirement` is what their checks rest on where neither check nor step names
 * another; a procedure has none.
 */
export function readSteps(
  source: Source,
  steps: readonly Json[],
  words: Words,
  requirement?: RequirementId,
): LocatedStep[] {
  return steps.flatMap((written, i) => readStep(source, ['steps', i], written, words, requirement) ?? [])
}

function readStep(source: Source, path: YamlPath, written: Json, words: Words, requirement?: RequirementId) {
  const kind = kindOf(source, path, written, words)
  if (kind === undefined || !isObject(written)) return undefined
  const inner = [...path, kind]
  const value = written[kind] as Json
  const params = value ?? {}
  if (!isObject(params)) {
    const remedy = `Write «${kind}: { … }», each setting as a key.`
    source.report('wrong-type', inner, `The settings of «${kind}» must be a map (key: value).`, remedy, 'key')
    return undefined
  }
  const { as, ...args } = params
  const stepKind = words.vocabulary.steps.get(kind)
  if (stepKind) checkArgs(source, inner, stepKind, args, words)
  const own = written.requirement
  const given = own === undefined ? requirement : (readRequirement(source, path, own, words) ?? '')
  const checks = readChecks(source, [...path, 'checks'], written.checks, words, given)
  if (stepKind) checkSights(source, stepKind, checks, words.vocabulary)
  const name = as === undefined ? undefined : readAs(source, inner, kind, as, stepKind)
  const step: Step = {
    kind,
    call: stepKind === undefined,
    args,
    ...(name === undefined ? {} : { as: name }),
    checks: checks.map((check) => check.use),
    position: source.position(inner, 'key'),
  }
  return { step, path: inner, checks }
}

/** The one key that names a step kind or a procedure. */
function kindOf(source: Source, path: YamlPath, written: Json, words: Words): string | undefined {
  if (!isObject(written)) {
    const remedy = 'Write «- request: { operation: … }»: a dash, the kind of step, its settings.'
    source.report('not-a-step', path, 'A step must be a map with one kind of step.', remedy)
    return undefined
  }
  const kinds = [...words.vocabulary.steps.keys(), ...words.procedures]
  const keys = Object.keys(written).filter((key) => !siblings.includes(key))
  const found = keys.filter((key) => kinds.includes(key))
  const [first, second] = found
  if (second !== undefined) {
    const remedy = 'Give each a dash of its own; they are carried out one after another.'
    source.report('two-kinds', [...path, second], `This step has two kinds: «${found.join('» and «')}».`, remedy, 'key')
    return undefined
  }
  for (const key of keys.filter((other) => other !== first)) reportStray(source, path, key, first, kinds)
  if (keys.length === 0) {
    source.report('no-kind', path, 'This step has no kind.', choices('', 'Kinds of step', kinds))
  }
  return first
}

function reportStray(
  source: Source,
  path: YamlPath,
  key: string,
  kind: string | undefined,
  kinds: readonly string[],
): void {
  const at = [...path, key]
  if (kind === undefined) {
    const what = `«${key}» is neither a kind of step nor a procedure.`
    source.report('unknown-step', at, what, choices(didYouMean(key, kinds), 'Known', kinds), 'key')
  } else {
    const what = `«${key}» does not stand beside «${kind}».`
    const remedy = `${didYouMean(key, siblings)} A setting of «${kind}» goes inside it: «${kind}: { …, ${key}: … }».`
    source.report('unknown-key', at, what, remedy.trim(), 'key')
  }
}

function checkArgs(source: Source, path: YamlPath, kind: StepKind, args: JsonObject, words: Words): void {
  const params = readShape(source, path, settingsOf(kind.name), kind.params, args)
  const operation = params === undefined ? undefined : kind.operation?.(params)
  if (operation !== undefined) checkOperation(source, path, { kind, args, operation }, words.contract)
}

/** The name under which a step's result is kept. */
function readAs(
  source: Source,
  path: YamlPath,
  kind: string,
  as: Json,
  stepKind: StepKind | undefined,
): string | undefined {
  if (stepKind && !stepKind.yields) {
    source.report(
      'yields-nothing',
      [...path, 'as'],
      `«${kind}» gives no result that could be named.`,
      'Remove «as».',
      'key',
    )
    return undefined
  }
  if (typeof as === 'string' && isName(as)) return as
  const remedy = 'Use a Latin letter first, then letters, digits, «_» or «-», e.g. «as: list».'
  source.report('wrong-name', [...path, 'as'], `«as» must be a plain name.`, remedy)
  return undefined
}
