import type { Instant } from '../base/clock.js'
import type { ApiHour } from '../store/hour-rows.js'

/** A rectangle of a strip; its class says what it stands for, and its height as well: not by colour alone. */
export interface StripPart {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly kind: StripKind
}

export type StripKind = 'conforms' | 'departs' | 'down' | 'unsaid' | 'missed'

export const stripKinds = ['conforms', 'unsaid', 'missed', 'departs', 'down'] as const

/** Units of the strip's width and height: an hour is ten wide. */
export const stripSize = { width: 240, height: 14 } as const

const hourMs = 3_600_000
const hourWidth = 10
/** What is well lies low, what is not stands up. */
const heights: Readonly<Record<StripKind, number>> = { conforms: 6, unsaid: 8, missed: 4, departs: 14, down: 14 }

/** The last 24 hours, oldest left. Equal hours that follow each other are one rectangle: most strips are a single one. */
export function stripOf(hours: readonly ApiHour[], now: Instant): StripPart[] {
  const first = Math.floor(Date.parse(now) / hourMs) - 23
  const parts: StripPart[] = []
  for (const hour of hours) {
    const at = Math.floor(Date.parse(hour.hour) / hourMs) - first
    if (at < 0 || at > 23) continue
    const sum = stripKinds.reduce((total, kind) => total + hour[kind], 0)
    let x = at * hourWidth
    for (const kind of stripKinds) {
      if (hour[kind] === 0) continue
      // A single bad round among a hundred must still be seen.
      const width = Math.max(kind === 'departs' || kind === 'down' ? 2 : 0, (hour[kind] / sum) * hourWidth)
      const end = Math.min((at + 1) * hourWidth, x + width)
      add(parts, { kind, x, width: end - x })
      x = end
    }
  }
  return parts
}

function add(parts: StripPart[], { kind, x, width }: Pick<StripPart, 'kind' | 'x' | 'width'>): void {
  const last = parts.at(-1)
  if (last?.kind === kind && Math.abs(last.x + last.width - x) < 0.01) {
    parts[parts.length - 1] = { ...last, width: x + width - last.x }
  } else {
    const height = heights[kind]
    parts.push({ kind, x, y: stripSize.height - height, width, height })
  }
}

/** All rounds of the hours by kind. */
export function countsOf(hours: readonly ApiHour[]): Readonly<Record<StripKind, number>> {
  const counts = { conforms: 0, departs: 0, down: 0, unsaid: 0, missed: 0 }
  for (const hour of hours) for (const kind of stripKinds) counts[kind] += hour[kind]
  return counts
}
