/** What a PDF is made of (ISO 32000-1, 7.3). Null, booleans and numbers are JavaScript's own. */
export type PdfValue =
  null | boolean | number | PdfName | PdfString | PdfReference | PdfArray | PdfDictionary | PdfStream

export interface PdfName {
  readonly kind: 'name'
  /** Without the slash, `#xx` resolved; one character a byte. */
  readonly name: string
}

export interface PdfString {
  readonly kind: 'string'
  readonly bytes: Uint8Array
  /** Where it stands in the file, delimiters included. A string of an object stream has no place of its own. */
  readonly place?: { readonly start: number; readonly end: number; readonly hex: boolean }
}

export interface PdfReference {
  readonly kind: 'reference'
  readonly id: number
  readonly generation: number
}

export interface PdfArray {
  readonly kind: 'array'
  readonly items: readonly PdfValue[]
}

export interface PdfDictionary {
  readonly kind: 'dictionary'
  readonly entries: ReadonlyMap<string, PdfValue>
}

export interface PdfStream {
  readonly kind: 'stream'
  readonly entries: ReadonlyMap<string, PdfValue>
  /** As they stand in the file, filters not undone. */
  readonly raw: Uint8Array
}

type Kinds = Exclude<PdfValue, null | boolean | number>

/** The value where it is of this kind, else undefined: an unexpected kind counts as absent. */
export function only<K extends Kinds['kind']>(
  kind: K,
  value: PdfValue | undefined,
): Extract<Kinds, { kind: K }> | undefined {
  if (typeof value !== 'object' || value?.kind !== kind) return undefined
  return value as Extract<Kinds, { kind: K }>
}

/** The name's text, else undefined. */
export const nameOf = (value: PdfValue | undefined): string | undefined => only('name', value)?.name

/** The items of an array, else none. */
export const itemsOf = (value: PdfValue | undefined): readonly PdfValue[] => only('array', value)?.items ?? []

/** A whole number that is not negative, else undefined. */
export function countOf(value: PdfValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

export const name = (text: string): PdfName => ({ kind: 'name', name: text })
export const reference = (id: number): PdfReference => ({ kind: 'reference', id, generation: 0 })
export const array = (items: readonly PdfValue[]): PdfArray => ({ kind: 'array', items })
export const dictionary = (entries: Record<string, PdfValue>): PdfDictionary => ({
  kind: 'dictionary',
  entries: new Map(Object.entries(entries)),
})

/** The dictionary with some entries put in place of the old ones, or added. */
export function withEntries(value: PdfDictionary, entries: Record<string, PdfValue>): PdfDictionary {
  return { kind: 'dictionary', entries: new Map([...value.entries, ...Object.entries(entries)]) }
}
