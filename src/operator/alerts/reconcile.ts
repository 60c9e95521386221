import type { Instant } from '../../base/clock.js'
import type { AlertKind, AlertRecord, Trouble } from '../../model/alert.js'

/** What is not well at a moment. */
export interface Findings {
  readonly troubles: readonly Trouble[]
  /** Things of which nothing can be said now: an alert of them is neither opened nor closed. */
  readonly unclear: ReadonlySet<string>
}

/** What becomes of alerts. */
export type AlertChange =
  | { readonly change: 'open'; readonly trouble: Trouble }
  /** Still there. */
  | { readonly change: 'see'; readonly alert: AlertRecord; readonly trouble: Trouble }
  /** Worse than it was. */
  | { readonly change: 'grow'; readonly alert: AlertRecord; readonly trouble: Trouble }
  | { readonly change: 'close'; readonly alert: AlertRecord }

/** Of one thing the worse trouble takes the place of the lesser. */
const gravity: Readonly<Partial<Record<AlertKind, number>>> = { departs: 1, down: 2, limited: 3, 'taken-off': 4 }
const gravityOf = (kind: AlertKind): number => gravity[kind] ?? 0

/** What somebody decided, or did, is over at once; what comes and goes by itself has to stay away for a while. */
const overAtOnce: ReadonlySet<AlertKind> = new Set(['limited', 'taken-off', 'proposal', 'order', 'worker'])

/**
 * What the findings of a moment make of the alerts that are open: one a thing. A trouble that comes back within `calmMs` is the
 * same one still, so that what flaps is told of once.
 */
export function reconcile(
  open: readonly AlertRecord[],
  { troubles, unclear }: Findings,
  now: Instant,
  calmMs: number,
): AlertChange[] {
  const found = new Map(troubles.map((trouble) => [trouble.thing, trouble]))
  const changes: AlertChange[] = []
  for (const alert of open) {
    const trouble = found.get(alert.thing)
    found.delete(alert.thing)
    if (unclear.has(alert.thing)) continue
    if (trouble && gravityOf(trouble.kind) >= gravityOf(alert.kind))
      changes.push({ change: trouble.kind === alert.kind ? 'see' : 'grow', alert, trouble })
    else if (isOver(alert, now, calmMs)) {
      changes.push({ change: 'close', alert })
      // What is left of it is lesser, and an alert of its own.
      if (trouble) changes.push({ change: 'open', trouble })
    }
  }
  for (const trouble of found.values()) if (!unclear.has(trouble.thing)) changes.push({ change: 'open', trouble })
  return changes
}

function isOver({ kind, seenAt }: AlertRecord, now: Instant, calmMs: number): boolean {
  return overAtOnce.has(kind) || Date.parse(now) - Date.parse(seenAt) >= calmMs
}
