import type { Json } from '../base/json.js'
import { didYouMean } from '../base/suggest.js'
import type { YamlPath } from '../base/yaml-file.js'
import type { StepKind, Vocabulary } from '../model/vocabulary.js'
import { findReferences, parseReference } from './references.js'
import type { Reference } from './references.js'
import type { Source } from './source.js'
import type { LocatedStep } from './steps.js'
import { choices } from './words.js'

/** What a name stands for: the keys known under it, or `undefined` where only the run will tell. */
export type Scope = ReadonlyMap<string, readonly string[] | undefined>

/** What a client of the target is made of. */
const clientKeys = ['name', 'has', 'iin', 'phone', 'representative']

/** The names that are there before the first step. */
export function builtIns(clients: {
  readonly client: boolean
  readonly other: boolean
}): Map<string, readonly string[] | undefined> {
  return new Map<string, readonly string[] | undefined>([
    ['target', ['participant', 'providers', 'applications', 'declaredRate']],
    ['platform', ['api', 'pages', 'issuer']],
    ...(clients.client ? [['client', clientKeys] as const] : []),
    ...(clients.other ? [['other', clientKeys] as const] : []),
  ])
}

interface Around {
  readonly vocabulary: Vocabulary
  /** What a call of a procedure gives, by the procedure's name. */
  readonly gives: (procedure: string) => readonly string[] | undefined
}

/**
 * Walks the steps in order and reports every reference to what no earlier step yields, and every name given twice.
 * Answers the names that are there after the last step.
 */
export function checkScope(source: Source, steps: readonly LocatedStep[], start: Scope, around: Around): Scope {
  const scope = new Map(start)
  const later = new Map(
    steps.flatMap(({ step }) => (step.as === undefined ? [] : [[step.as, step.position.line] as const])),
  )
  for (const { step, path, checks } of steps) {
    checkReferences(source, path, step.args, scope, later)
    checkUses(source, path, around.vocabulary.steps.get(step.kind), step.args, scope, later)
    if (step.as !== undefined) {
      if (scope.has(step.as)) {
        const remedy = 'Choose another name, so that every reference means one thing.'
        source.report('name-taken', [...path, 'as'], `«${step.as}» is already the name of something else.`, remedy)
      }
      scope.set(step.as, step.call ? around.gives(step.kind) : undefined)
    }
    for (const check of checks) checkReferences(source, check.path, check.use.params, scope, later)
  }
  return scope
}

/** Reports malformed references in a value, and those that lead nowhere. */
export function checkReferences(
  source: Source,
  path: YamlPath,
  value: Json,
  scope: Scope,
  later: ReadonlyMap<string, number> = new Map(),
): void {
  for (const found of findReferences(value)) {
    const at = [...path, ...found.at]
    if (found.reference) checkReference(source, at, found.reference, scope, later)
    else {
      const remedy =
        'Write ${name}, ${name.key} or ${name.list[0].key}: a name, then keys and indexes, and a closing brace.'
      source.report('malformed-reference', at, `«\${${found.text}» is not a reference.`, remedy)
    }
  }
}

function checkReference(
  source: Source,
  at: YamlPath,
  reference: Reference,
  scope: Scope,
  later: ReadonlyMap<string, number>,
): void {
  const { name, text } = reference
  if (!scope.has(name)) {
    source.report(
      'unknown-name',
      at,
      `Nothing is called «${name}» here (in \${${text}}).`,
      remedyForName(name, scope, later),
    )
    return
  }
  const keys = scope.get(name)
  const [key] = reference.path
  if (keys === undefined || key === undefined || (typeof key === 'string' && keys.includes(key))) return
  const remedy = choices(didYouMean(String(key), keys), `«${name}» has`, keys)
  source.report('unknown-name', at, `«${name}» has no «${key}» (in \${${text}}).`, remedy)
}

function remedyForName(name: string, scope: Scope, later: ReadonlyMap<string, number>): string {
  const line = later.get(name)
  if (line !== undefined) return `It is made only by the step in line ${line}: move that step before this one.`
  if (name === 'client' || name === 'other') {
    return `Say which client is wished: add «${name}: { has: [] }» to the scenario, or «${name}: Client» to the «takes» of the procedure.`
  }
  return choices(didYouMean(name, scope.keys()), 'Names that are known here', scope.keys())
}

/** Names that a step uses without `${}`, such as `with: consent`. */
function checkUses(
  source: Source,
  path: YamlPath,
  kind: StepKind | undefined,
  args: Json,
  scope: Scope,
  later: ReadonlyMap<string, number>,
): void {
  const parsed = kind?.uses ? kind.params.safeParse(args) : undefined
  if (!kind?.uses || !parsed?.success) return
  for (const use of kind.uses(parsed.data)) {
    const reference = parseReference(use)
    const key = Object.entries(args as Record<string, Json>).find(([, value]) => value === use)?.[0]
    const at = key === undefined ? path : [...path, key]
    if (reference) checkReference(source, at, reference, scope, later)
    else
      source.report(
        'malformed-reference',
        at,
        `«${use}» is not a name.`,
        'Write the name of an earlier result, without «${}».',
      )
  }
}
