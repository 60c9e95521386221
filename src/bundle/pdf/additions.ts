import { attachmentTree } from './attachments.js'
import { damaged } from './damaged.js'
import { fieldsOf, type PdfField } from './fields.js'
import { PdfFile } from './file.js'
import { GraphDigest } from './graph-digest.js'
import { pagesOf, type PdfPage } from './pages.js'
import { readSignatures, type PdfSignature, type SoundSignature } from './read.js'
import { unchangedObjects } from './unchanged.js'
import { countOf, itemsOf, nameOf, only, type PdfReference, type PdfValue } from './values.js'

/**
 * One thing that is different from what was signed. Harmless is what countersigning brings with it and nobody sees:
 * the same pages are shown as before. Pages are counted from 1.
 */
export type Addition =
  | { readonly kind: 'signature' | 'time-stamp'; readonly harmless: true; readonly field: string }
  /** Proofs for checking signatures long afterwards: certificates, lists of revoked ones (DSS, ISO 32000-2, 12.8.4.3). */
  | { readonly kind: 'validation-data'; readonly harmless: true }
  /** Title, program, dates: what readers show as the properties of the document. */
  | { readonly kind: 'properties'; readonly harmless: true }
  /** A later signature shows a picture. It may be a stamp beside the text or lie over it. */
  | { readonly kind: 'signature-picture'; readonly harmless: false; readonly page: number; readonly field: string }
  /** A signature that was there is gone. */
  | { readonly kind: 'signature-removed'; readonly harmless: false; readonly field: string }
  /** What is printed on the page is another thing: its content, fonts, pictures, size or turn. */
  | { readonly kind: 'page-changed'; readonly harmless: false; readonly page: number }
  | { readonly kind: 'pages'; readonly harmless: false; readonly before: number; readonly after: number }
  /** Something laid over the page: a note, a stamp, a text box, a link, a field. */
  | {
      readonly kind: 'annotation'
      readonly harmless: false
      readonly page: number
      readonly change: 'added' | 'changed' | 'removed'
      /** As PDF calls it: `FreeText`, `Stamp`, `Link`, `Widget` … */
      readonly type: string
    }
  | {
      readonly kind: 'attachment'
      readonly harmless: false
      readonly change: 'added' | 'changed' | 'removed'
      readonly name: string
    }
  /** A field, or how all fields behave. */
  | { readonly kind: 'form'; readonly harmless: false; readonly what: string }
  /** Another part of the catalog, by its name in PDF (`OpenAction`, `OCProperties`, `StructTreeRoot`), or of the file. */
  | { readonly kind: 'other'; readonly harmless: false; readonly what: string }

/** What can be wrong with how the file was added to. */
const bypassed = 'the addition does not build on the signed state'
const trailing = 'bytes behind the end of the file'

/**
 * What is different in a PDF from the state that a signature covers, whatever way it was done: compared is what a reader
 * is led to in both, down to the last object, not which objects were written. None for one that covers the whole file.
 * @param known what `readSignatures` found in the PDF, where it is at hand
 * @throws ProblemError `pdf-damaged`, `pdf-too-large` where one of the two cannot be read with certainty
 */
export function additionsAfter(
  { revision }: Pick<SoundSignature, 'revision'>,
  pdf: Uint8Array,
  known?: readonly PdfSignature[],
): Addition[] {
  if (Buffer.compare(revision, pdf.subarray(0, revision.length)) !== 0)
    throw damaged('it does not begin with the signed state')
  if (revision.length === pdf.length) return []
  const [before, after] = statesOf(new PdfFile(revision), new PdfFile(pdf))
  const signatures = newSignatures(before, after, known ?? readSignatures(pdf))
  return [
    ...signatures.map(({ kind, field }): Addition => ({ kind, harmless: true, field: field.name })),
    ...pageChanges(before, after),
    ...annotationChanges(before, after, signatures),
    ...formChanges(before, after, signatures),
    ...attachmentChanges(before, after),
    ...catalogChanges(before, after),
    ...fileChanges(before.file, after.file),
  ]
}

/** A state of the file with what is asked of it again and again. */
interface State {
  readonly file: PdfFile
  readonly pages: readonly PdfPage[]
  readonly fields: readonly PdfField[]
  readonly digest: GraphDigest
}

function statesOf(before: PdfFile, after: PdfFile): [State, State] {
  const [old, now] = [pagesOf(before), pagesOf(after)]
  const oldPages = new Set(old.map(idOf))
  const pages = new Set(now.map(idOf).filter((id) => oldPages.has(id)))
  const same = unchangedObjects(before, after, pages)
  const shared = { has: (id: number) => pages.has(id) || same.has(id) }
  return [
    { file: before, pages: old, fields: fieldsOf(before), digest: new GraphDigest(before, shared) },
    { file: after, pages: now, fields: fieldsOf(after), digest: new GraphDigest(after, shared) },
  ]
}

interface NewSignature {
  readonly kind: 'signature' | 'time-stamp'
  readonly field: PdfField
}

/** Fields that hold a sound signature now, and were not there or empty when it was signed. */
function newSignatures(before: State, after: State, known: readonly PdfSignature[]): NewSignature[] {
  const signed = new Set(before.fields.filter(({ value }) => before.file.resolve(value) !== null).map(idOf))
  return known.flatMap((signature): NewSignature[] => {
    if (signature.kind === 'broken') return []
    const field = after.fields.find(({ name }) => name === signature.field)
    return field && !signed.has(idOf(field)) ? [{ kind: signature.kind, field }] : []
  })
}

const idOf = ({ reference }: { reference: PdfReference }) => reference.id

/** Entries of a page that say where it belongs or who worked on it, and what is compared by itself. */
const notOfThePage = new Set(['Parent', 'Annots', 'LastModified', 'PieceInfo'])

function pageChanges(before: State, after: State): Addition[] {
  const [old, now] = [before, after].map(({ pages, digest }) =>
    pages.map((page) => ({ id: page.reference.id, digest: digestOfEntries(digest, page.entries, notOfThePage) })),
  ) as [PageDigest[], PageDigest[]]
  const changed = (page: number): Addition => ({ kind: 'page-changed', harmless: false, page: page + 1 })
  if (old.length === now.length) return old.flatMap(({ digest }, i) => (now[i]?.digest === digest ? [] : [changed(i)]))
  const digests = new Map(now.map(({ id, digest }) => [id, digest]))
  return [
    { kind: 'pages', harmless: false, before: old.length, after: now.length },
    ...old.flatMap(({ id, digest }, i) => ((digests.get(id) ?? digest) === digest ? [] : [changed(i)])),
  ]
}

/** The page of the signed state that stands at the same place or, where their count changed, is the same object. */
function counterpart(before: State, after: State, page: PdfPage, i: number): PdfPage | undefined {
  if (before.pages.length === after.pages.length) return before.pages[i]
  return before.pages.find((other) => idOf(other) === idOf(page))
}

interface PageDigest {
  readonly id: number
  readonly digest: string
}

function digestOfEntries(
  digest: GraphDigest,
  entries: ReadonlyMap<string, PdfValue>,
  but: ReadonlySet<string>,
): string {
  return digest.of({ kind: 'dictionary', entries: new Map([...entries].filter(([key]) => !but.has(key))) })
}

interface Annotation {
  readonly id: number | undefined
  readonly digest: string
  readonly type: string
  readonly value: PdfValue
}

function annotationsOf({ file, digest }: State, page: PdfPage): Annotation[] {
  return file.itemsOf(page.entries.get('Annots')).map((value) => ({
    id: only('reference', value)?.id,
    digest: digest.of(value),
    type: nameOf(file.resolve(file.entriesOf(value).get('Subtype'))) ?? '',
    value,
  }))
}

function annotationChanges(before: State, after: State, signatures: readonly NewSignature[]): Addition[] {
  const fieldOf = new Map(signatures.flatMap(({ field }) => widgetsOf(after.file, field).map((id) => [id, field.name])))
  return after.pages.flatMap((page, i): Addition[] => {
    const was = counterpart(before, after, page, i)
    // An added page is told of as a whole.
    if (!was) return []
    const old = annotationsOf(before, was)
    const all = annotationsOf(after, page)
    const ofSignature = (it: Annotation) => (it.id === undefined ? undefined : fieldOf.get(it.id))
    const pictures = all.flatMap((it): Addition[] => {
      const field = ofSignature(it)
      if (field === undefined || !shows(after.file, it.value)) return []
      return [{ kind: 'signature-picture', harmless: false, page: i + 1, field }]
    })
    // A signature that claims an annotation of the signed state as its own would else make it vanish unnoticed.
    const known = new Set(old.map(({ id }) => id))
    const now = all.filter((it) => ofSignature(it) === undefined || known.has(it.id))
    return [...pictures, ...annotationDifferences(old, now, i + 1)]
  })
}

function annotationDifferences(old: readonly Annotation[], now: readonly Annotation[], page: number): Addition[] {
  const [oldDigests, nowDigests] = [old, now].map((list) => new Set(list.map(({ digest }) => digest)))
  const added = now.filter(({ digest }) => !oldDigests?.has(digest))
  const removed = old.filter(({ digest }) => !nowDigests?.has(digest))
  const one = (change: 'added' | 'changed' | 'removed', type: string): Addition => {
    return { kind: 'annotation', harmless: false, page, change, type }
  }
  const removedIds = new Set(removed.map(({ id }) => id))
  const changed = added.filter(({ id }) => id !== undefined && removedIds.has(id))
  const changedIds = new Set(changed.map(({ id }) => id))
  const differences = [
    ...changed.map(({ type }) => one('changed', type)),
    ...added.filter(({ id }) => !changedIds.has(id)).map(({ type }) => one('added', type)),
    ...removed.filter(({ id }) => !changedIds.has(id)).map(({ type }) => one('removed', type)),
  ]
  if (differences.length > 0) return differences
  // The same ones in another order or number: what lies on top is another thing.
  const moved =
    now.find(({ digest }, i) => old[i]?.digest !== digest) ?? (old.length === now.length ? undefined : old.at(-1))
  return moved ? [one('changed', moved.type)] : []
}

/** Numbers of the annotations that show a field: itself, or its kids. */
function widgetsOf(file: PdfFile, { reference }: PdfField): number[] {
  const kids = file.itemsOf(file.entriesOf(reference).get('Kids'))
  return [reference.id, ...kids.flatMap((kid) => only('reference', kid)?.id ?? [])]
}

/** True unless the widget has no extent or is hidden: then nothing of it is seen, on screen or on paper. */
function shows(file: PdfFile, widget: PdfValue): boolean {
  const entries = file.entriesOf(widget)
  const hidden = ((countOf(file.resolve(entries.get('F'))) ?? 0) & 2) !== 0
  const [left, bottom, right, top] = itemsOf(file.resolve(entries.get('Rect'))).map((side) => file.resolve(side))
  const nothing = left !== undefined && bottom !== undefined && (left === right || bottom === top)
  return !hidden && !nothing
}

/** Entries of the form that countersigning adds; the last two shape what other fields show. */
const formOfSignatures = ['Fields', 'SigFlags', 'DR', 'DA']

function formChanges(before: State, after: State, signatures: readonly NewSignature[]): Addition[] {
  const fresh = new Set(signatures.map(({ field }) => idOf(field)))
  const now = new Map(after.fields.map((field) => [idOf(field), after.digest.of(field.reference)]))
  const held = new Set(after.fields.filter(({ value }) => after.file.resolve(value) !== null).map(idOf))
  const form = (what: string): Addition => ({ kind: 'form', harmless: false, what })
  const changed = before.fields.flatMap((field): Addition[] => {
    const digest = now.get(idOf(field))
    const signed = field.type === 'Sig' && before.file.resolve(field.value) !== null
    if (signed && !held.has(idOf(field))) return [{ kind: 'signature-removed', harmless: false, field: field.name }]
    if (fresh.has(idOf(field)) || digest === before.digest.of(field.reference)) return []
    return [form(field.name)]
  })
  const known = new Set(before.fields.map(idOf))
  const added = after.fields.filter((field) => !known.has(idOf(field)) && !fresh.has(idOf(field)))
  const apart = new Set(formOfSignatures.slice(0, before.fields.every(({ type }) => type === 'Sig') ? 4 : 2))
  const [old, next] = [before, after].map(({ file, digest }) => {
    return digestOfEntries(digest, file.entriesOf(file.catalog.entries.get('AcroForm')), apart)
  })
  return [...changed, ...added.map(({ name }) => form(name)), ...(old === next ? [] : [form('AcroForm')])]
}

function attachmentChanges(before: State, after: State): Addition[] {
  const [old, now] = [before, after].map(({ file, digest }) => {
    return new Map(attachmentTree(file).map(({ name, specification }) => [name, digest.of(specification)]))
  }) as [Map<string, string>, Map<string, string>]
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name): Addition[] => {
    if (old.get(name) === now.get(name)) return []
    const change = old.has(name) ? (now.has(name) ? 'changed' : 'removed') : 'added'
    return [{ kind: 'attachment', harmless: false, change, name }]
  })
}

/** Entries of the catalog that are compared by themselves, or say only which version of PDF is written. */
const notOfTheCatalog = new Set(['Pages', 'AcroForm', 'Names', 'DSS', 'Metadata', 'Version', 'Extensions'])

function catalogChanges(before: State, after: State): Addition[] {
  const [old, now] = [before.file.catalog.entries, after.file.catalog.entries]
  const differ = (one?: PdfValue, other?: PdfValue) => before.digest.of(one) !== after.digest.of(other)
  const keysOf = (...maps: ReadonlyMap<string, PdfValue>[]) =>
    [...new Set(maps.flatMap((map) => [...map.keys()]))].sort()
  const [oldNames, nowNames] = [before.file.entriesOf(old.get('Names')), after.file.entriesOf(now.get('Names'))]
  const other = (what: string): Addition => ({ kind: 'other', harmless: false, what })
  const additions: Addition[] = [
    ...keysOf(old, now)
      .filter((key) => !notOfTheCatalog.has(key) && differ(old.get(key), now.get(key)))
      .map(other),
    ...keysOf(oldNames, nowNames)
      .filter((key) => key !== 'EmbeddedFiles' && differ(oldNames.get(key), nowNames.get(key)))
      .map(other),
  ]
  if (differ(old.get('DSS'), now.get('DSS'))) additions.push({ kind: 'validation-data', harmless: true })
  const info = differ(before.file.trailer.get('Info'), after.file.trailer.get('Info'))
  if (info || differ(old.get('Metadata'), now.get('Metadata'))) additions.push({ kind: 'properties', harmless: true })
  return additions
}

function fileChanges(before: PdfFile, after: PdfFile): Addition[] {
  const [{ at }] = before.sections
  const [newest] = after.sections
  const other = (what: string): Addition => ({ kind: 'other', harmless: false, what })
  if (!after.sections.some((section) => section.at === at)) return [other(bypassed)]
  return newest.at === at ? [other(trailing)] : []
}
