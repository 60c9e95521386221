import type { OperationId } from '../model/contract.js'
import type { Note } from './types.js'

/** A note with all operations that it concerns; none where it is of the whole contract. */
export interface NoteGroup {
  readonly what: string
  readonly operations: readonly OperationId[]
}

/** Notes that say the same told once; what keeps scripts from being written comes first. */
export function grouped(notes: readonly Note[]): NoteGroup[] {
  const groups = new Map<string, OperationId[]>()
  const anyText = [...new Set(notes.flatMap((note) => note.anyText ?? []))]
  for (const { operation, what, anyText: parameter } of notes) {
    if (parameter !== undefined) continue
    const known = groups.get(what) ?? []
    groups.set(what, operation === undefined || known.includes(operation) ? known : [...known, operation])
  }
  if (anyText.length > 0)
    groups.set(`no wrong value is known of parameters whose schema allows any text: ${anyText.join(', ')}`, [])
  const weight = ({ what, operations }: NoteGroup): number =>
    what.startsWith('no scripts') ? 0 : what.startsWith('no wrong value') ? 3 : operations.length === 0 ? 1 : 2
  return [...groups].map(([what, operations]) => ({ what, operations })).sort((a, b) => weight(a) - weight(b))
}

/** Operations named in one line. */
const named = 6

/** A group as one line: what, and the operations that it concerns. */
export function groupText({ what, operations }: NoteGroup): string {
  if (operations.length === 0) return what
  const rest = operations.length - named
  return `${what} (${operations.slice(0, named).join(', ')}${rest > 0 ? ` and ${rest} more` : ''})`
}
