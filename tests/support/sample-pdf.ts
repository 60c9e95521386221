/**
 * A little PDF laid out like those that Chromium prints: tagged, with language, title, an outline, one font and as many
 * pages as there are texts: page i (from 0) is object 10 + 2i, its content the next one. `more` are objects that nothing
 * refers to.
 */
export function samplePdf(
  texts: readonly string[] = ['Page one', 'Page two', 'Page three'],
  more: Readonly<Record<number, string>> = {},
): Buffer {
  const pageId = (i: number) => 10 + 2 * i
  const kids = texts.map((_, i) => `${pageId(i)} 0 R`).join(' ')
  const objects = new Map<number, string>([
    [
      1,
      `<</Title <FEFF041F0440043E0442043E043A043E043B>\n/Creator (Chromium)\n/CreationDate (D:20261122074216+00'00')>>`,
    ],
    [2, '<</Type /Font\n/Subtype /Type1\n/BaseFont /Helvetica>>'],
    [3, `<</Type /Pages\n/Count ${texts.length}\n/Kids [${kids}]>>`],
    [4, '<</Type /StructTreeRoot\n/K 5 0 R>>'],
    [5, '<</Type /StructElem\n/S /Document\n/P 4 0 R>>'],
    [6, '<</Type /Outlines\n/Count 0>>'],
    [
      7,
      '<</Type /Catalog\n/Pages 3 0 R\n/MarkInfo <</Marked true>>\n/StructTreeRoot 4 0 R\n/Outlines 6 0 R\n/Lang (ru)>>',
    ],
    [8, '<</Type /Annot\n/Subtype /Link\n/F 4\n/Rect [10 10 20 20]\n/A <</S /URI\n/URI (https://example.org/)>>>>'],
    ...texts.flatMap((text, i): [number, string][] => {
      const content = `BT /F1 12 Tf 72 700 Td (${text}) Tj ET`
      const resources = '<</Font <</F1 2 0 R>>>>'
      return [
        [
          pageId(i),
          `<</Type /Page\n/Resources ${resources}\n/MediaBox [0 0 595 842]\n/Annots [8 0 R]\n/Contents ${pageId(i) + 1} 0 R\n/Parent 3 0 R>>`,
        ],
        [pageId(i) + 1, `<</Length ${content.length}>> stream\n${content}\nendstream`],
      ]
    }),
    ...Object.entries(more).map(([id, text]): [number, string] => [Number(id), text]),
  ])
  return Buffer.from(savedFirst(objects), 'latin1')
}

/** What an editor adds behind the end of a PDF. */
export interface Added {
  /** Whole texts of objects by number. */
  readonly objects?: Readonly<Record<number, string>>
  /** Objects that are said to be at another byte of the file than before. */
  readonly moved?: Readonly<Record<number, number>>
  /** The cross-references that it builds on, where not on the last. */
  readonly previous?: number
}

/** Adds objects behind the end of a PDF, as any editor does that saves its changes only. */
export function appendedTo(pdf: Uint8Array, { objects = {}, moved = {}, previous = lastSection(pdf) }: Added): Buffer {
  const added = new Map(Object.entries(objects).map(([id, text]) => [Number(id), text]))
  const { body, table } = written(added, pdf.length)
  const rows = Object.entries(moved).map(([id, offset]) => `${id} 1\n${row(offset)}`)
  const trailer = `trailer\n<</Size 300\n/Root 7 0 R\n/Info 1 0 R\n/Prev ${previous}>>`
  const end = `${table}${rows.join('')}${trailer}\nstartxref\n${pdf.length + body.length}\n%%EOF\n`
  return Buffer.concat([pdf, Buffer.from(body + end, 'latin1')])
}

/** Where the last cross-references of a PDF are. */
export function lastSection(pdf: Uint8Array): number {
  return Number(/startxref\n(\d+)\n%%EOF\s*$/.exec(Buffer.from(pdf).toString('latin1'))?.[1])
}

/** The text of an object in its newest state, without `obj` and `endobj`. */
export function objectText(pdf: Uint8Array, id: number): string {
  const found = [
    ...Buffer.from(pdf)
      .toString('latin1')
      .matchAll(new RegExp(`^${id} 0 obj\\n([\\s\\S]*?)\\nendobj`, 'gm')),
  ].at(-1)
  return found?.[1] ?? ''
}

function savedFirst(objects: ReadonlyMap<number, string>): string {
  const head = '%PDF-1.4\n%\xd3\xeb\xe9\xe1\n'
  const { body, table } = written(objects, head.length)
  const trailer = `trailer\n<</Size ${Math.max(...objects.keys()) + 1}\n/Root 7 0 R\n/Info 1 0 R>>`
  return `${head}${body}${table}${trailer}\nstartxref\n${head.length + body.length}\n%%EOF\n`
}

function written(objects: ReadonlyMap<number, string>, from: number) {
  let body = ''
  let table = 'xref\n'
  for (const [id, text] of objects) {
    table += `${id} 1\n${row(from + body.length)}`
    body += `${id} 0 obj\n${text}\nendobj\n`
  }
  return { body, table }
}

const row = (offset: number) => `${String(offset).padStart(10, '0')} 00000 n \n`
