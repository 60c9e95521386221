import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { leakSearch } from '../../src/evidence/leaks.js'
import { inflatedStreams, readPdf } from './read-pdf.js'

/** Something that nobody may find afterwards. */
export interface Secret {
  readonly kind: string
  readonly value: string
  /**
   * `anywhere`: in every encoding, inside other text too. The others are short or many, so they count only where they
   * stand as a whole, which no hash does by chance: an `id`, an `amount`, a `number` of ten digits, a `code` of six.
   */
  readonly found: 'anywhere' | keyof typeof wholes
}

/** A place that was left behind: its bytes, with everything that can be unpacked from them, and what a reader sees. */
export interface Left {
  readonly where: string
  readonly bytes: Buffer
  readonly text: string
}

const wholes = {
  id: /[\w-]{8,}/g,
  // Durations look like amounts, and on a slow machine one is now and then equal to one.
  amount: /(?<![\d.]|Ms":\d*)\d+\.\d{2}(?!\d)/g,
  number: /(?<![\d.])\d{10}(?!\d)/g,
  code: /(?<![\w.-])\d{6}(?![\w.-])/g,
}

/** Every file below a folder; of a PDF also its text and its streams, unpacked. */
export function leftIn(folder: string): Left[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.flatMap((entry): Left[] => {
    const where = join(entry.parentPath, entry.name)
    const bytes = readFileSync(where)
    if (!where.endsWith('.pdf')) return [{ where, bytes, text: bytes.toString() }]
    const text = readPdf(bytes).pages.join('\n')
    const streams = inflatedStreams(bytes).map((stream) => Buffer.from(stream, 'latin1'))
    return [{ where, bytes: Buffer.concat([bytes, ...streams, Buffer.from(text)]), text }]
  })
}

/** What a program wrote. */
export function written(where: string, text: string): Left {
  return { where, bytes: Buffer.from(text), text }
}

/** `kind (encoding) in place` for everything that can be found; never the value itself. */
export function leaks(left: readonly Left[], secrets: readonly Secret[]): string[] {
  // A token goes over the wire with every request, and searching is what takes the time.
  const once = [...new Map(secrets.map((secret) => [`${secret.kind} ${secret.value}`, secret])).values()]
  const long = once.filter(({ found }) => found === 'anywhere')
  const find = leakSearch(long)
  return left.flatMap(({ where, bytes, text }) => [
    ...find(where, bytes).map(({ kind, encoding }) => `${kind} (${encoding}) in ${where}`),
    ...Object.entries(wholes).flatMap(([found, pattern]) => {
      const seen = new Set(text.match(pattern))
      const wanted = once.filter((secret) => secret.found === found)
      return wanted.filter(({ value }) => seen.has(value)).map(({ kind }) => `${kind} (whole) in ${where}`)
    }),
  ])
}
