import type { Language } from '../base/text.js'
import { publicationStates } from '../model/registry.js'
import { spanText } from '../operator/works/words.js'
import type { WorksRow } from '../store/works-rows.js'
import type { Board, BoardEntry } from './board.js'
import { concernOf, type Concern } from './row-view.js'
import type { Rows } from './rows.js'
import { maySee, type Visitor } from './visitor.js'
import { wordings } from './wording/index.js'

const order: readonly Concern[] = ['bad', 'warn', 'quiet', 'good']

/** What a visitor may see, with what is not well first. */
export function entriesFor(board: Board, visitor: Visitor): readonly BoardEntry[] {
  return board
    .entries()
    .filter(({ participant }) => maySee(visitor, participant))
    .sort((a, b) => order.indexOf(concernOf(a)) - order.indexOf(concernOf(b)) || a.number - b.number)
}

/** Everything that templates/operator/grid.hbs prints. `own`: works of the operator that go on or come. */
export function gridView(
  entries: readonly BoardEntry[],
  own: readonly WorksRow[],
  rows: Rows,
  language: Language,
): object {
  const words = wordings[language]
  return {
    columns: words.columns,
    search: words.search,
    all: words.all,
    onlyTrouble: words.onlyTrouble,
    ownWorks: own.map(({ starts_at, ends_at, note }) => ({
      when: spanText({ startsAt: starts_at, endsAt: ends_at }),
      what: words.works.operator,
      note,
    })),
    none: words.none,
    updated: words.updated,
    offline: words.offline,
    total: entries.length,
    trouble: entries.filter((entry) => ['bad', 'warn'].includes(concernOf(entry))).length,
    states: publicationStates
      .map((state) => ({
        state,
        word: words.states[state],
        n: entries.filter((entry) => entry.state === state).length,
      }))
      .filter(({ n }) => n > 0),
    rows: entries.map((entry) => rows(entry, language)).join(''),
  }
}
