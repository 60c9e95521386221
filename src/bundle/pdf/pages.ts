import { damaged, tooLarge } from './damaged.js'
import type { PdfFile } from './file.js'
import { only, type PdfReference, type PdfValue } from './values.js'

const deepest = 64
const mostPages = 20_000
/** What a page has from the node above it unless it says otherwise (ISO 32000-1, table 30). */
const inherited = ['Resources', 'MediaBox', 'CropBox', 'Rotate']

/** A page with all that it inherits. */
export interface PdfPage {
  readonly reference: PdfReference
  readonly entries: ReadonlyMap<string, PdfValue>
}

/** The pages in their order. @throws ProblemError where the page tree is broken. */
export function pagesOf(file: PdfFile): PdfPage[] {
  const pages: PdfPage[] = []
  const seen = new Set<number>()
  const walk = (value: PdfValue | undefined, above: ReadonlyMap<string, PdfValue>, depth: number): void => {
    const reference = only('reference', value)
    if (!reference || depth > deepest || seen.has(reference.id)) throw damaged('its page tree is no tree')
    seen.add(reference.id)
    const own = file.dictionaryAt(reference, 'a page').entries
    if (own.has('Kids')) {
      const passedOn = new Map([...above, ...own].filter(([key]) => inherited.includes(key)))
      for (const kid of file.itemsOf(own.get('Kids'))) walk(kid, passedOn, depth + 1)
    } else {
      if (pages.length === mostPages) throw tooLarge(`it has more than ${mostPages} pages`)
      pages.push({ reference, entries: new Map([...above, ...own]) })
    }
  }
  walk(file.catalog.entries.get('Pages'), new Map(), 0)
  return pages
}
