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
  return steps.flatMap((step) => {
    if (!step.call) return []
    const procedure = lookup(step.kind, mode)
    return procedure ? missingProcedures(procedure.steps, mode, lookup) : [step.kind]
  })
}

/** Kinds of ordinary steps in use, procedures included. */
export function stepKinds(steps: readonly Step[], mode: Mode, lookup: ProcedureLookup): string[] {
  return steps.flatMap((step) =>
    step.call ? stepKinds(lookup(step.kind, mode)?.steps ?? [], mode, lookup) : [step.kind],
  )
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
    const defaults = Object.fromEntries(
      Object.entries(procedure.takes).flatMap(([name, take]) =>
        take.default === undefined ? [] : [[name, take.default]],
      ),
    )
    const undo = undoOf(procedure, mode, lookup, path)
    return {
      type: 'call',
      procedure: procedure.name,
      takes: { ...defaults, ...step.args },
      steps: expand(procedure.steps, mode, lookup, `${path}.`),
      gives: procedure.gives,
      ...(undo ? { undo } : {}),
      ...common,
    }
  })
}

function undoOf(procedure: Procedure, mode: Mode, lookup: ProcedureLookup, path: string): PlannedUndo | undefined {
  const undo = procedure.undo === undefined ? undefined : lookup(procedure.undo, mode)
  return undo && { procedure: undo.name, steps: expand(undo.steps, mode, lookup, `undo.${path}.`) }
}
