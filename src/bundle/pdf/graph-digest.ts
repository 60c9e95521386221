import { sha256 } from '../../base/digest.js'
import { tooLarge } from './damaged.js'
import type { PdfFile } from './file.js'
import { only, type PdfValue } from './values.js'

/** Visits of objects for one file. Countersigning a Protocol changes a few; an editor that saves anew, some 100,000. */
const mostVisits = 10_000_000

/**
 * Digests of values with all that they lead to, for comparing two states of a file. Neither the order of entries nor the
 * number of an object counts, but everything that a reader can see does. What is known to be the same in both
 * states is not entered but stands for itself by its number; so do pages, which are compared one by one.
 */
export class GraphDigest {
  private readonly streams = new Map<string, string>()
  private visits = 0

  constructor(
    private readonly file: PdfFile,
    /** Numbers of the pages of both states, and of what is the same in both with all that it leads to. */
    private readonly shared: Pick<ReadonlySet<number>, 'has'>,
  ) {}

  /** SHA-256 over the value, resolved, and the objects it leads to in the order of meeting them. */
  of(value: PdfValue | undefined): string {
    const met = new Map<number, number>()
    const start = only('reference', value)
    const waiting: PdfValue[] = [start && this.shared.has(start.id) ? start : this.file.resolve(value)]
    const parts: string[] = []
    const write = (value: PdfValue): void => {
      if (typeof value !== 'object' || value === null) return void parts.push(`${String(value)};`)
      switch (value.kind) {
        case 'name':
          return void parts.push(`/${value.name.length}:${value.name}`)
        case 'string':
          return void parts.push(`(${value.bytes.length}:`, Buffer.from(value.bytes).toString('latin1'))
        case 'array':
          parts.push('[')
          value.items.forEach(write)
          return void parts.push(']')
        case 'reference': {
          if (this.shared.has(value.id)) return void parts.push(`shared ${value.id};`)
          if (this.file.entry(value.id).kind === 'free') return void parts.push('null;')
          if (!met.has(value.id)) {
            met.set(value.id, met.size)
            waiting.push(value)
          }
          return void parts.push(`${met.get(value.id) ?? 0} R;`)
        }
        default:
          this.writeEntries(value.entries, parts, write)
          if (value.kind === 'stream') parts.push(this.streamDigest(value.raw))
      }
    }
    // It grows while it is walked through.
    for (const next of waiting) {
      this.visits += 1
      if (this.visits > mostVisits) throw tooLarge('its objects are interwoven beyond measure')
      write(next === start ? next : this.file.resolve(next))
    }
    return sha256(Buffer.from(parts.join(''), 'latin1'))
  }

  private writeEntries(
    entries: ReadonlyMap<string, PdfValue>,
    parts: string[],
    write: (value: PdfValue) => void,
  ): void {
    parts.push('<')
    for (const key of [...entries.keys()].sort()) {
      const value = entries.get(key) ?? null
      if (value === null) continue
      parts.push(`/${key.length}:${key}`)
      write(value)
    }
    parts.push('>')
  }

  private streamDigest(raw: Uint8Array): string {
    const place = `${raw.byteOffset} ${raw.length}`
    const digest = this.streams.get(place) ?? sha256(raw)
    this.streams.set(place, digest)
    return digest
  }
}
