import type { PdfFile } from './file.js'
import type { PdfValue } from './values.js'

/**
 * Numbers of the objects that are the same in two states of a file, with all that they lead to (pages apart). The earlier
 * state must be the beginning of the later one: what stands at the same place is then the same.
 */
export function unchangedObjects(before: PdfFile, after: PdfFile, pages: ReadonlySet<number>): ReadonlySet<number> {
  const users = new Map<number, number[]>()
  const waiting = [...after.trailer.values()].flatMap(referencesIn)
  const met = new Set<number>()
  // It grows while it is walked through.
  for (const id of waiting) {
    if (met.has(id)) continue
    met.add(id)
    for (const used of neededFor(after, id)) {
      const known = users.get(used)
      if (known) known.push(id)
      else users.set(used, [id])
      waiting.push(used)
    }
  }
  const changed = [...met].filter((id) => !sameEntry(before, after, id))
  const unsure = new Set(changed)
  for (const id of changed) {
    if (pages.has(id)) continue
    for (const user of users.get(id) ?? []) {
      if (unsure.has(user)) continue
      unsure.add(user)
      changed.push(user)
    }
  }
  return new Set([...met].filter((id) => !unsure.has(id)))
}

/** Numbers of the objects that this one refers to, and of the stream that it is packed in. */
function neededFor(file: PdfFile, id: number): number[] {
  const entry = file.entry(id)
  if (entry.kind === 'free') return []
  const generation = entry.kind === 'plain' ? entry.generation : 0
  const references = referencesIn(file.resolve({ kind: 'reference', id, generation }))
  return entry.kind === 'packed' ? [entry.stream, ...references] : references
}

function sameEntry(before: PdfFile, after: PdfFile, id: number): boolean {
  const [one, other] = [before.entry(id), after.entry(id)]
  if (one.kind === 'plain' && other.kind === 'plain') return one.offset === other.offset
  if (one.kind === 'packed' && other.kind === 'packed') {
    return one.stream === other.stream && one.index === other.index
  }
  return one.kind === other.kind
}

/** Numbers of all objects that a value refers to itself. */
function referencesIn(value: PdfValue): number[] {
  if (typeof value !== 'object' || value === null) return []
  if (value.kind === 'reference') return [value.id]
  if (value.kind === 'array') return value.items.flatMap(referencesIn)
  if (value.kind === 'dictionary' || value.kind === 'stream') return [...value.entries.values()].flatMap(referencesIn)
  return []
}
