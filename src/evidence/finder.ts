import { shortestForm } from './forms.js'

/** Looked up once: in a context of `node:vm` every look at a global is dear, and this is asked for each byte. */
const { imul } = Math

/** The walk's filter: one flag a hash of six bytes. */
const filterBits = 20

/** Answers the numbers of the patterns that stand in given bytes. */
export type Finder = (bytes: Uint8Array) => ReadonlySet<number>

/**
 * Looks for tens of thousands of patterns in one walk over the bytes: a hash of the last six is asked against a filter, and
 * only what passes it is compared. Patterns are texts (UTF-8), known by their place in the list.
 */
export function finderOf(patterns: readonly string[]): Finder {
  const filter = new Uint8Array(1 << filterBits)
  const byTail = new Map<number, { readonly pattern: Buffer; readonly at: number }[]>()
  for (const [at, text] of patterns.entries()) {
    const pattern = Buffer.from(text, 'utf8')
    if (pattern.length < shortestForm) continue
    const tail = tailHash(pattern)
    filter[tail >>> (32 - filterBits)] = 1
    const others = byTail.get(tail)
    if (others) others.push({ pattern, at })
    else byTail.set(tail, [{ pattern, at }])
  }
  return (bytes) => {
    const found = new Set<number>()
    if (byTail.size === 0) return found
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let low = 0
    let high = 0
    for (let i = 0; i < text.length; i += 1) {
      high = ((high << 8) | (low >>> 24)) & 0xffff
      low = (low << 8) | (text[i] ?? 0)
      const hash = hashOf(low, high)
      if (filter[hash >>> (32 - filterBits)] === 0) continue
      for (const { pattern, at } of byTail.get(hash) ?? []) {
        const start = i + 1 - pattern.length
        if (start >= 0 && !found.has(at) && pattern.compare(text, start, i + 1) === 0) found.add(at)
      }
    }
    return found
  }
}

/** Mixes six bytes, four in `low` and two in `high`. */
function hashOf(low: number, high: number): number {
  const mixed = imul(low, 0x9e3779b1) ^ imul(high, 0x85ebca6b)
  return imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) >>> 0
}

function tailHash(pattern: Buffer): number {
  const [e = 0, f = 0, a = 0, b = 0, c = 0, d = 0] = pattern.subarray(-shortestForm)
  return hashOf((a << 24) | (b << 16) | (c << 8) | d, (e << 8) | f)
}
