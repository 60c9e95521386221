import type { JsonObject } from '../base/json.js'
import type { PlannedStep, PlannedUndo } from '../model/plan.js'
import type { Procedure, Step } from '../model/scenario.js'
import type { Mode } from '../model/system.js'

/** Finds the variant of a procedure for a mode. */
export type ProcedureLookup = (name: string, mode: Mode) => Procedure | undefined

/** A lookup over loaded procedures. */
export function procedureLookup(procedures: readonly Procedure[]): ProcedureLookup {
  return (name, mode) => procedures.find((candidate) => candidate.name === name && candidate.modes.includes(mode))
}

/** What a scenario calls that has no variant for the mode; such a scenario cannot be planned in it. */
export function missingProcedures(steps: readonly Step[], mode: Mode, lookup: ProcedureLookup): string[] {
  return steps.flatMap((step) =>
    step.call
      ? called(step.kind, mode, lookup).flatMap((found) =>
          typeof found === 'string' ? [found] : missingProcedures(found.steps, mode, lookup),
        )
      : [],
  )
}

/** The ordinary steps in use, those of procedures and of what undoes them included. */
export function ordinarySteps(steps: readonly Step[], mode: Mode, lookup: ProcedureLookup): Step[] {
  return steps.flatMap((step) =>
    step.call
      ? called(step.kind, mode, lookup).flatMap((found) =>
          typeof found === 'string' ? [] : ordinarySteps(found.steps, mode, lookup),
        )
      : [step],
  )
}

/** A procedure and what undoes it; the name alone of one that has no variant for the mode. */
function called(name: string, mode: Mode, lookup: ProcedureLookup): (Procedure | string)[] {
  const procedure = lookup(name, mode)
  if (!procedure) return [name]
  const { undo } = procedure
  return [procedure, ...(undo === undefined ? [] : [lookup(undo, mode) ?? undo])]
}

/** Steps with procedures expanded and paths fixed: `2`, `1.3`, `undo.1.1`. */
export function expand(steps: readonly Step[], mode: Mode, lookup: ProcedureLookup, prefix = ''): PlannedStep[] {
  return steps.map((step, i): PlannedStep => {
    const path = `${prefix}${i + 1}`
    const common = {
      path,
      checks: step.checks,
      position: step.position,
      ...(step.as === undefined ? {} : { as: step.as }),
    }
    const procedure = step.call ? lookup(step.kind, mode) : undefined
    if (!procedure) return { type: 'step', kind: step.kind, args: step.args, ...common }
    const undo = undoOf(procedure, mode, lookup, path)
    return {
      type: 'call',
      procedure: procedure.name,
      takes: { ...defaultsOf(procedure), ...step.args },
      steps: expand(procedure.steps, mode, lookup, `${path}.`),
      gives: procedure.gives,
      ...(undo ? { undo } : {}),
      ...common,
    }
  })
}

function undoOf(procedure: Procedure, mode: Mode, lookup: ProcedureLookup, path: string): PlannedUndo | undefined {
  const undo = procedure.undo === undefined ? undefined : lookup(procedure.undo, mode)
  return (
    undo && {
      procedure: undo.name,
      takes: defaultsOf(undo),
      steps: expand(undo.steps, mode, lookup, `undo.${path}.`),
    }
  )
}

function defaultsOf({ takes }: Procedure): JsonObject {
  return Object.fromEntries(
    Object.entries(takes).flatMap(([name, take]) => (take.default === undefined ? [] : [[name, take.default]])),
  )
}
