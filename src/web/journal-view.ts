import type { Instant } from '../base/clock.js'
import { isObject } from '../base/json.js'
import type { Language } from '../base/text.js'
import type { JournalLine } from '../store/journal-rows.js'
import { momentText } from './times.js'
import { journalWords } from './wording/journal.js'

export interface JournalPage {
  /** There are lines before these. */
  readonly older: boolean
  /** The visitor may ask for one participant. */
  readonly mayChoose: boolean
  readonly api: string | undefined
  readonly participant: string | undefined
}

/** Everything that templates/operator/journal.hbs prints. */
export function journalView(
  lines: readonly JournalLine[],
  page: JournalPage,
  now: Instant,
  language: Language,
): object {
  const words = journalWords[language]
  const { api, participant, mayChoose } = page
  const last = lines.at(-1)
  return {
    words,
    mayChoose,
    api: api ?? '',
    participant: participant ?? '',
    older: page.older && last ? address({ api, participant, before: String(last.id) }) : null,
    lines: lines.map((line) => ({
      at: momentText(line.at, now),
      who: line.role === 'nobody' ? words.nobody : line.who,
      role: words.roles[line.role],
      did: words.deeds[line.did] ?? line.did,
      object: line.object,
      participant: line.participant ?? '',
      details: detailsText(line.details),
    })),
  }
}

/** A line of a few values of our own, e.g. `decision: 7, rule: departs`. */
function detailsText(details: unknown): string {
  if (!isObject(details)) return ''
  return Object.entries(details)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
}

function address(parameters: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value)
  return `/journal?${query.toString()}`
}
