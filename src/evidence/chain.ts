import { sha256 } from '../base/digest.js'
import type { ChainLine } from '../model/evidence.js'

/** The digest that stands before the first line. */
export const chainStart = sha256('synaq evidence')

/** One line of a record: the event, its number, the digest of the line before. */
export function chainLine(seq: number, prev: string, event: unknown): { line: string; head: string } {
  const line = JSON.stringify({ seq, prev, event })
  return { line: `${line}\n`, head: sha256(line) }
}

/** What reading a record found; `tornTail` where the last line was cut off by a crash. */
export interface ChainReading<E> {
  readonly events: readonly E[]
  readonly head: string
  readonly count: number
  readonly broken?: { readonly line: number; readonly what: string }
  readonly tornTail: boolean
}

/** Reads a record and checks its chain; stops at the first line that does not fit. */
export function readChain<E>(text: string): ChainReading<E> {
  const lines = text.split('\n')
  const whole = lines.slice(0, -1)
  const complete = lines.at(-1) === ''
  const events: E[] = []
  let head = chainStart
  for (const [i, line] of whole.entries()) {
    const parsed = parseLine<E>(line)
    const what = !parsed
      ? 'is not JSON'
      : parsed.seq !== i
        ? `has the number ${parsed.seq}`
        : parsed.prev !== head
          ? 'does not follow the line before'
          : undefined
    if (!parsed || what !== undefined)
      return { events, head, count: events.length, broken: { line: i + 1, what: what ?? '' }, tornTail: !complete }
    events.push(parsed.event)
    head = sha256(line)
  }
  return { events, head, count: events.length, tornTail: !complete }
}

function parseLine<E>(line: string): ChainLine<E> | undefined {
  try {
    return JSON.parse(line) as ChainLine<E>
  } catch {
    return undefined
  }
}
