import { didYouMean } from '../base/suggest.js'
import type { Procedure } from '../model/scenario.js'
import type { Mode } from '../model/system.js'
import type { LocatedProcedure } from './procedure.js'
import type { Source } from './source.js'
import type { LocatedStep } from './steps.js'
import { choices } from './words.js'

/** All procedures that could be read, by name, each with its variants. */
export class Procedures {
  private readonly variants = new Map<string, LocatedProcedure[]>()

  constructor(
    readonly all: readonly LocatedProcedure[],
    /** Names of which a variant could not be read: nothing can be said about their modes. */
    readonly unread: ReadonlySet<string>,
  ) {
    for (const located of all) {
      const { name } = located.procedure
      this.variants.set(name, [...(this.variants.get(name) ?? []), located])
    }
  }

  variantsOf(name: string): readonly LocatedProcedure[] {
    return this.variants.get(name) ?? []
  }

  /** The outline of a procedure: variants agree in it. */
  outline(name: string): Procedure | undefined {
    return this.variantsOf(name)[0]?.procedure
  }

  /** Names of what a call gives; undefined where the procedure could not be read. */
  gives(name: string): readonly string[] | undefined {
    const outline = this.outline(name)
    return outline && Object.keys(outline.gives)
  }
}

/** Each call gives what the procedure takes, in every mode that the caller runs in. */
export function checkCalls(
  source: Source,
  steps: readonly LocatedStep[],
  modes: readonly Mode[],
  procedures: Procedures,
): void {
  for (const { step, path } of steps.filter((located) => located.step.call)) {
    const outline = procedures.outline(step.kind)
    if (!outline) continue
    checkTakes(source, path, Object.keys(step.args), outline)
    checkModes(source, path, step.kind, modes, procedures)
    if (step.as !== undefined && Object.keys(outline.gives).length === 0) {
      source.report(
        'yields-nothing',
        [...path, 'as'],
        `The procedure «${step.kind}» gives nothing.`,
        'Remove «as», or add «gives» to the procedure.',
        'key',
      )
    }
  }
}

function checkTakes(source: Source, path: LocatedStep['path'], given: readonly string[], outline: Procedure): void {
  const takes = Object.keys(outline.takes)
  for (const key of given.filter((name) => !takes.includes(name))) {
    const what = `The procedure «${outline.name}» does not take «${key}».`
    source.report('unknown-take', [...path, key], what, choices(didYouMean(key, takes), 'It takes', takes), 'key')
  }
  for (const [name, take] of Object.entries(outline.takes)) {
    if (given.includes(name) || take.default !== undefined) continue
    const what = `The procedure «${outline.name}» needs «${name}» (${take.type}).`
    source.report('missing-take', path, what, `Add «${name}: …» to this call.`, 'key')
  }
}

function checkModes(
  source: Source,
  path: LocatedStep['path'],
  name: string,
  modes: readonly Mode[],
  procedures: Procedures,
): void {
  if (procedures.unread.has(name)) return
  const served = procedures.variantsOf(name).flatMap(({ procedure }) => procedure.modes)
  for (const mode of modes.filter((wanted) => !served.includes(wanted))) {
    const what = `The procedure «${name}» has no variant for the mode «${mode}».`
    const remedy = `Write procedures/${name}.${mode}.yaml, or take «${mode}» out of the «modes» of this file.`
    source.report('no-variant', path, what, remedy, 'key')
  }
}

/** Variants of one name agree in takes and gives, and no mode has two. */
export function checkVariants(procedures: Procedures): void {
  const names = new Set(procedures.all.map(({ procedure }) => procedure.name))
  for (const name of names) {
    const [first, ...others] = procedures.variantsOf(name)
    if (!first) continue
    const seen = new Set(first.procedure.modes)
    for (const { source, procedure } of others) {
      for (const part of ['takes', 'gives'] as const) {
        if (sameKeys(first.procedure[part], procedure[part])) continue
        const what = `«${part}» differs from that of ${first.source.file}: ${keyList(procedure[part])} here, ${keyList(first.procedure[part])} there.`
        source.report(
          'variants-disagree',
          [part],
          what,
          'Give both variants the same names, so that every caller fits both.',
          'key',
        )
      }
      for (const mode of procedure.modes) {
        if (seen.has(mode)) {
          const what = `The mode «${mode}» of «${name}» is served by ${first.source.file} too.`
          source.report('two-variants', ['modes'], what, 'Leave each mode to one file.')
        }
        seen.add(mode)
      }
    }
  }
}

/** A procedure's undo exists, runs in the same modes, and takes only what this one took or gave. */
export function checkUndo(
  { source, procedure }: LocatedProcedure,
  procedures: Procedures,
  known: ReadonlySet<string>,
): void {
  const { undo } = procedure
  if (undo === undefined) return
  if (!known.has(undo)) {
    const remedy = choices(didYouMean(undo, known), 'Procedures', known)
    source.report('unknown-procedure', ['undo'], `There is no procedure «${undo}».`, remedy)
    return
  }
  const outline = procedures.outline(undo)
  if (!outline) return
  checkModes(source, ['undo'], undo, procedure.modes, procedures)
  const had = [...Object.keys(procedure.gives), ...Object.keys(procedure.takes)]
  for (const [name, take] of Object.entries(outline.takes)) {
    if (had.includes(name) || take.default !== undefined) continue
    const what = `«${undo}» needs «${name}», which this procedure neither takes nor gives.`
    source.report('missing-take', ['undo'], what, `Add «${name}: …» to «gives».`)
  }
}

/** No procedure calls itself, directly, by way of others or by what undoes it. */
export function checkRecursion(procedures: Procedures): void {
  const calls = (name: string) =>
    procedures
      .variantsOf(name)
      .flatMap(({ procedure, steps }) => [
        ...steps.filter(({ step }) => step.call).map(({ step }) => step.kind),
        ...(procedure.undo === undefined ? [] : [procedure.undo]),
      ])
  const reaches = (from: string, goal: string, seen = new Set<string>()): boolean => {
    if (from === goal) return true
    if (seen.has(from)) return false
    seen.add(from)
    return calls(from).some((next) => reaches(next, goal, seen))
  }
  for (const { source, procedure, steps } of procedures.all) {
    for (const { step, path } of steps) {
      if (!step.call || !reaches(step.kind, procedure.name)) continue
      const what = `«${procedure.name}» would call itself by way of «${step.kind}» without end.`
      source.report(
        'recursion',
        path,
        what,
        'Take the call out, or move the common steps into a third procedure.',
        'key',
      )
    }
  }
}

const sameKeys = (a: object, b: object): boolean => keyList(a) === keyList(b)
const keyList = (value: object): string => `[${Object.keys(value).sort().join(', ')}]`
