import type { Json } from '../base/json.js'
import { didYouMean } from '../base/suggest.js'
import type { Procedure } from '../model/scenario.js'
import type { Mode } from '../model/system.js'
import { isName } from './references.js'
import { procedureShape } from './shapes.js'
import { readShape, wholeNamed } from './shape-problems.js'
import type { Source } from './source.js'
import { readSteps } from './steps.js'
import type { LocatedStep } from './steps.js'
import type { Words } from './words.js'

export interface LocatedProcedure {
  readonly source: Source
  readonly procedure: Procedure
  readonly steps: readonly LocatedStep[]
}

const modes: readonly Mode[] = ['direct', 'through']

/** `consent.direct.yaml` → consent, direct. */
export function procedureName(fileName: string): { readonly name: string; readonly suffix?: string } {
  const [name = fileName, suffix] = fileName.replace(/\.yaml$/, '').split('.', 2)
  return { name, ...(suffix === undefined ? {} : { suffix }) }
}

/** Reads one procedure; undefined where its outline is wrong. Calls and references are looked at when all are read. */
export function readProcedure(source: Source, fileName: string, words: Words): LocatedProcedure | undefined {
  const { name, suffix } = procedureName(fileName)
  checkName(source, name, suffix, words)
  const shape = readShape(source, [], wholeNamed('This procedure'), procedureShape, source.value)
  if (!shape) return undefined
  if (suffix !== undefined && shape.modes !== undefined && shape.modes.join() !== suffix) {
    const remedy = `Write «modes: [${suffix}]», or take «.${suffix}» out of the file's name.`
    source.report('modes-disagree', ['modes'], `The file's name says «${suffix}», «modes» says otherwise.`, remedy)
  }
  const takes = Object.entries(shape.takes ?? {}).map(([key, take]) => {
    if (!isName(key)) {
      source.report(
        'wrong-name',
        ['takes', key],
        `«${key}» is not a plain name.`,
        'Use a Latin letter first, then letters, digits, «_» or «-».',
        'key',
      )
    }
    const { type, default: fallback } = typeof take === 'string' ? { type: take, default: undefined } : take
    return [key, { type, ...(fallback === undefined ? {} : { default: fallback }) }] as const
  })
  const steps = readSteps(source, shape.steps, words)
  const procedure: Procedure = {
    name,
    modes: shape.modes ?? modes.filter((mode) => suffix === undefined || mode === suffix),
    takes: Object.fromEntries(takes),
    steps: steps.map(({ step }) => step),
    gives: (shape.gives ?? {}) satisfies Record<string, Json>,
    ...(shape.undo === undefined ? {} : { undo: shape.undo }),
    position: source.position([]),
    digest: source.digest,
  }
  return { source, procedure, steps }
}

function checkName(source: Source, name: string, suffix: string | undefined, words: Words): void {
  if (words.vocabulary.steps.has(name)) {
    const what = `«${name}» is a kind of step; a procedure cannot have the same name.`
    source.report('name-taken', [], what, 'Rename the file.')
  }
  if (suffix !== undefined && !modes.some((mode) => mode === suffix)) {
    const remedy = `${didYouMean(suffix, modes)} Name the file ${name}.yaml, ${name}.direct.yaml or ${name}.through.yaml.`
    source.report('wrong-file-name', [], `The file's name ends in «.${suffix}», which is no mode.`, remedy.trim())
  }
}
