import type { Clock } from '../base/clock.js'
import type { Language } from '../base/text.js'
import type { BoardEntry } from './board.js'
import type { Pages } from './pages.js'
import { rowView } from './row-view.js'
import { wordings } from './wording/index.js'

/** The row of an API as HTML, made once for all who look at it in a language, and again when it changes. */
export type Rows = (entry: BoardEntry, language: Language) => string

/** Keeps the rows of every API in every language that somebody has asked for. */
export function createRows(pages: Pages, clock: Clock): Rows {
  const made = new Map<string, { readonly version: number; readonly html: string }>()
  return (entry, language) => {
    const key = `${language} ${entry.id}`
    const known = made.get(key)
    if (known?.version === entry.version) return known.html
    const html = pages.part('row', rowView(entry, clock.now(), wordings[language]))
    made.set(key, { version: entry.version, html })
    return html
  }
}
