import type { Result } from '../results.js'

/** The id of a result's element on the page, or of one of its exchanges by the index of the event. */
export function keyOf({ item, scenario, mode }: Result, event?: number): string {
  const own = item.planned ? `a${item.attempt}` : `n-${scenario.id.replace(/[^A-Za-z0-9]+/g, '-')}-${mode}`
  return event === undefined ? own : `${own}-${event}`
}

/** Strokes of the sign of each state in a square of 16: no font is needed to see it. */
export const signs = {
  pass: 'M2 9l4 4l8-10',
  fail: 'M3 3l10 10M13 3l-10 10',
  inconclusive: 'M8 2v7M8 12v2',
  open: 'M8 2v7M8 12v2',
  'not-provided': 'M3 8h10',
  'not-applicable': 'M3 8h10',
} as const
