import { damaged, tooLarge } from './damaged.js'
import type { PdfFile } from './file.js'
import { textOf } from './text.js'
import { nameOf, only, type PdfReference, type PdfValue } from './values.js'

const deepest = 32
const mostFields = 100_000

/** A field of the form that has a value of its own (ISO 32000-1, 12.7.3). */
export interface PdfField {
  readonly reference: PdfReference
  /** With the names of the fields above it, parted by dots. */
  readonly name: string
  /** `Sig`, `Tx`, `Btn`, `Ch`; undefined where it has none. */
  readonly type: string | undefined
  readonly value: PdfValue
}

/** All fields of the form, in its order. @throws ProblemError where the form is no tree. */
export function fieldsOf(file: PdfFile): PdfField[] {
  const fields: PdfField[] = []
  const seen = new Set<number>()
  const walk = (item: PdfValue, above: Pick<PdfField, 'name' | 'type' | 'value'>, depth: number): void => {
    const reference = only('reference', item)
    if (!reference || depth > deepest || seen.has(reference.id)) throw damaged('its form is no tree')
    seen.add(reference.id)
    const entries = file.entriesOf(reference)
    const own = textOf(file.resolve(entries.get('T')))
    const here = {
      name: own === undefined ? above.name : above.name === '' ? own : `${above.name}.${own}`,
      type: nameOf(file.resolve(entries.get('FT'))) ?? above.type,
      value: entries.has('V') ? (entries.get('V') ?? null) : above.value,
    }
    // Kids without a name are the field's widgets, not fields.
    const kids = file.itemsOf(entries.get('Kids')).filter((kid) => file.entriesOf(kid).has('T'))
    if (kids.length === 0) fields.push({ reference, ...here })
    if (fields.length > mostFields) throw tooLarge(`it has more than ${mostFields} fields`)
    for (const kid of kids) walk(kid, here, depth + 1)
  }
  const form = file.entriesOf(file.catalog.entries.get('AcroForm'))
  for (const item of file.itemsOf(form.get('Fields'))) walk(item, { name: '', type: undefined, value: null }, 0)
  if (new Set(fields.map(({ name }) => name)).size < fields.length) throw damaged('two fields have one name')
  return fields
}
