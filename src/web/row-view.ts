import type { Instant } from '../base/clock.js'
import type { BoardEntry } from './board.js'
import { countsOf, stripOf } from './strip.js'
import { momentText, timesView } from './times.js'
import type { Words } from './wording/index.js'

/** How an API stands, for the eye that looks for what is not well: the order of the grid, too. */
export type Concern = 'bad' | 'warn' | 'quiet' | 'good'

export function concernOf(entry: BoardEntry): Concern {
  if (entry.state === 'unpublished' || entry.proposed) return 'bad'
  if (entry.state === 'limited' || entry.problem !== null || entry.alerted) return 'warn'
  const last = entry.last_state === 'done' ? entry : undefined
  if (last && (last.last_conformance === 'departs' || last.last_availability === 'down')) return 'warn'
  return entry.state === 'draft' || entry.last_at === null ? 'quiet' : 'good'
}

/** Everything that templates/operator/row.hbs prints. */
export function rowView(entry: BoardEntry, now: Instant, words: Words): object {
  const counts = countsOf(entry.hours)
  return {
    id: entry.id,
    state: entry.state,
    stateWord: words.states[entry.state],
    concern: concernOf(entry),
    name: entry.name,
    participant: entry.participant_name,
    search: [entry.id, entry.name, entry.participant, entry.participant_name, entry.system].join(' ').toLowerCase(),
    marks: marksOf(entry, words),
    strip: stripOf(entry.hours, now),
    stripText: words.strip(counts),
    times: timesView(entry.hours, words),
    limit: words.limit,
    last: lastView(entry, now, words),
    next: nextView(entry, now, words),
    nextLabel: words.columns.next,
    why: words.columns.why,
  }
}

function marksOf(entry: BoardEntry, words: Words): string[] {
  return [
    ...(entry.proposed ? [words.proposed] : []),
    ...(entry.alerted ? [words.alerts.mark] : []),
    ...(entry.participant_blocked ? [words.blocked] : []),
    ...(entry.works === null ? [] : [words.works[entry.works]]),
  ]
}

function lastView(entry: BoardEntry, now: Instant, words: Words): object {
  const running = entry.running ? words.round.running : null
  if (entry.last_at === null || entry.last_state === null)
    return { running, kind: 'none', word: '–', at: '', detail: '' }
  const at = momentText(entry.last_at, now)
  if (entry.last_state === 'missed') {
    const detail = entry.last_missed === null ? '' : words.missed[entry.last_missed]
    return { running, kind: 'missed', word: words.round.missed, at, detail }
  }
  const kind = entry.last_availability === 'down' ? 'down' : (entry.last_conformance ?? 'unsaid')
  const passed = words.round.passed(entry.last_passed ?? 0, entry.last_tests ?? 0)
  const detail = entry.last_control === 'bad' ? `${passed}; ${words.round.controlBad}` : passed
  return { running, kind, word: words.round[kind], at, detail }
}

function nextView(entry: BoardEntry, now: Instant, words: Words): object {
  if (entry.problem !== null) return { text: words.api.problem, problem: true }
  if (entry.next_at === null || entry.budget === 0 || entry.state === 'draft')
    return { text: words.notProbed, problem: false }
  return { text: momentText(entry.next_at, now), problem: false }
}
