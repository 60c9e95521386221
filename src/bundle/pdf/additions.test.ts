import { describe, expect, test } from '@jest/globals'
import { appendedTo, objectText, samplePdf, type Added } from '../../../tests/support/sample-pdf.js'
import { sampleSigned } from '../../../tests/support/sample-signature.js'
import { additionsAfter, type Addition } from './additions.js'
import { readSignatures } from './read.js'

/** The signed state holds a second content of page 3 that nothing leads to, as a shadow attack prepares it. */
const shadow = '15 0 obj\n<</Length 30>> stream\nBT /F1 12 Tf (Other) Tj ET    \nendstream\nendobj'
const prepared = samplePdf(undefined, { 40: `<</Length ${shadow.length}>> stream\n${shadow}\nendstream` })
const signed = await sampleSigned(prepared)
const [original] = readSignatures(signed)

function additions(pdf: Uint8Array): Addition[] {
  if (original?.kind !== 'signature') throw new Error('The sample is not signed.')
  return additionsAfter(original, pdf)
}

const after = (added: Added) => additions(appendedTo(signed, added))
const edited = (id: number, from: string | RegExp, to: string) => {
  const text = objectText(signed, id)
  expect(text).toMatch(from)
  return { [id]: text.replace(from, to) }
}
const stream = (content: string) => `<</Length ${content.length}>> stream\n${content}\nendstream`
const overlay = stream('BT /F1 40 Tf 72 700 Td (PASSED) Tj ET')
const changed = (...pages: number[]) => pages.map((page) => ({ kind: 'page-changed', harmless: false, page }))

describe('what countersigning brings is harmless', () => {
  test('nothing was added to what a signature covers wholly', () => {
    expect(additions(signed)).toEqual([])
  })

  test('a second signature', async () => {
    expect(additions(await sampleSigned(signed, 'Bank'))).toEqual([
      { kind: 'signature', harmless: true, field: 'Signature2' },
    ])
  })

  test('data for checking signatures later, and properties', () => {
    expect(after({ objects: edited(7, /^<</, '<</DSS <</Certs []>>\n') })).toEqual([
      { kind: 'validation-data', harmless: true },
    ])
    expect(after({ objects: edited(1, 'Chromium', 'Acrobat') })).toEqual([{ kind: 'properties', harmless: true }])
  })

  test('objects written once more as they were', () => {
    expect(after({ objects: { 2: objectText(signed, 2), 13: objectText(signed, 13) } })).toEqual([])
  })
})

describe('a page that shows something else is named', () => {
  test('text laid over it by a second content', () => {
    expect(after({ objects: { ...edited(14, '/Contents 15 0 R', '/Contents [15 0 R 60 0 R]'), 60: overlay } })).toEqual(
      changed(3),
    )
  })

  test('its content exchanged', () => {
    expect(after({ objects: { 13: overlay } })).toEqual(changed(2))
  })

  test('its content exchanged for one that lay hidden in the signed state', () => {
    expect(after({ moved: { 15: signed.indexOf(shadow) } })).toEqual(changed(3))
  })

  test('a font that all pages use', () => {
    expect(after({ objects: edited(2, 'Helvetica', 'Symbol') })).toEqual(changed(1, 2, 3))
  })

  test('its size, turned or inherited', () => {
    expect(after({ objects: edited(12, '842', '421') })).toEqual(changed(2))
    expect(after({ objects: edited(3, '/Count', '/Rotate 180\n/Count') })).toEqual(changed(1, 2, 3))
  })

  test('pages swapped, removed, added', () => {
    expect(after({ objects: edited(3, '12 0 R 14 0 R', '14 0 R 12 0 R') })).toEqual(changed(2, 3))
    expect(after({ objects: edited(3, ' 14 0 R', '') })).toEqual([
      { kind: 'pages', harmless: false, before: 3, after: 2 },
    ])
    expect(after({ objects: { ...edited(3, '[10', '[70 0 R 10'), 70: objectText(signed, 12) } })).toEqual([
      { kind: 'pages', harmless: false, before: 3, after: 4 },
    ])
  })

  test('a new catalog beside the old one', () => {
    const objects = {
      80: objectText(signed, 7).replace('/Pages 3', '/Pages 81'),
      81: '<</Type /Pages\n/Count 1\n/Kids [10 0 R]>>',
    }
    const pdf = appendedTo(signed, { objects })
      .toString('latin1')
      .replace(/\/Root 7 0 R(?![\s\S]*\/Root)/, '/Root 80 0 R')
    const found = additions(Buffer.from(pdf.replace(/(startxref\n\d+\n%%EOF\n)$/, '$1'), 'latin1'))
    expect(found).toContainEqual({ kind: 'pages', harmless: false, before: 3, after: 1 })
  })
})

describe('what lies over a page is named', () => {
  const annotation = (page: number, change: string, type: string) => ({
    kind: 'annotation',
    harmless: false,
    page,
    change,
    type,
  })

  test('a text box', () => {
    const box = '<</Type /Annot\n/Subtype /FreeText\n/Rect [70 690 300 720]\n/DA (/F1 12 Tf)\n/Contents (PASSED)>>'
    expect(after({ objects: { ...edited(12, '[8 0 R]', '[8 0 R 61 0 R]'), 61: box } })).toEqual([
      annotation(2, 'added', 'FreeText'),
    ])
  })

  test('a link that leads elsewhere, or is gone', () => {
    expect(after({ objects: edited(8, 'example.org', 'example.com') })).toEqual(
      [1, 2, 3].map((page) => annotation(page, 'changed', 'Link')),
    )
    expect(after({ objects: edited(12, '/Annots [8 0 R]', '/Annots []') })).toEqual([annotation(2, 'removed', 'Link')])
  })

  test('the picture of a later signature', async () => {
    const twice = await sampleSigned(signed, 'Bank')
    const id = Number(/(\d+) 0 obj\n<<(?=[^>]*\/T \(Signature2\))/.exec(twice.toString('latin1'))?.[1])
    const widget = objectText(twice, id).replace('[0 0 0 0]', '[0 0 595 842]')
    const picture = { kind: 'signature-picture', harmless: false, page: 1, field: 'Signature2' }
    expect(additions(appendedTo(twice, { objects: { [id]: widget } }))).toContainEqual(picture)
  })

  test('the signature itself, made to show something', () => {
    const id = Number(/\/Fields \[(\d+)/.exec(objectText(signed, 7))?.[1])
    const found = after({ objects: edited(id, '[0 0 0 0]', '[0 0 595 842]') })
    expect(found).toContainEqual(annotation(1, 'changed', 'Widget'))
    expect(found.every(({ harmless }) => harmless)).toBe(false)
  })

  test('a link that a later signature claims as its own', async () => {
    const twice = await sampleSigned(signed, 'Bank')
    const id = Number(/(\d+) 0 obj\n<<(?=[^>]*\/T \(Signature2\))/.exec(twice.toString('latin1'))?.[1])
    const objects = {
      [id]: objectText(twice, id).replace('<<', '<</Kids [8 0 R]\n'),
      8: objectText(twice, 8).replace('<<', '<</Hidden true\n'),
    }
    expect(additions(appendedTo(twice, { objects }))).toContainEqual(annotation(3, 'changed', 'Link'))
  })
})

describe('the rest of the document', () => {
  test('a field, and how fields are shown', () => {
    const field = '<</FT /Tx\n/T (Verdict)\n/V (passed)>>'
    expect(after({ objects: { ...edited(7, '/Fields [', '/Fields [62 0 R '), 62: field } })).toEqual([
      { kind: 'form', harmless: false, what: 'Verdict' },
    ])
    expect(after({ objects: edited(7, '/SigFlags 3', '/SigFlags 3 /NeedAppearances true') })).toEqual([
      { kind: 'form', harmless: false, what: 'AcroForm' },
    ])
  })

  test('a signature that is gone', async () => {
    const twice = await sampleSigned(signed, 'Bank')
    const second = readSignatures(twice).at(-1)
    if (second?.kind !== 'signature') throw new Error('The second signature is missing.')
    const catalog = objectText(twice, 7).replace(/\/Fields \[\d+ 0 R /, '/Fields [')
    expect(additionsAfter(second, appendedTo(twice, { objects: { 7: catalog } }))).toContainEqual({
      kind: 'signature-removed',
      harmless: false,
      field: 'Signature1',
    })
  })

  test('an action when it is opened, layers, the structure for screen readers', () => {
    const other = (what: string) => [{ kind: 'other', harmless: false, what }]
    expect(after({ objects: edited(7, /^<</, '<</OpenAction [10 0 R /Fit]\n') })).toEqual(other('OpenAction'))
    expect(after({ objects: edited(7, /^<</, '<</OCProperties <</OCGs []>>\n') })).toEqual(other('OCProperties'))
    expect(after({ objects: edited(5, '/Document', '/Sect') })).toEqual(other('StructTreeRoot'))
    expect(after({ objects: edited(7, /^<</, '<</Names <</JavaScript 5 0 R>>\n') })).toEqual(other('JavaScript'))
  })

  test('additions that pass the signed state by, and bytes behind the end', () => {
    const first = Number(/\/Prev (\d+)/.exec(signed.toString('latin1'))?.[1])
    const past = appendedTo(signed, { objects: { 7: objectText(signed, 7) }, previous: first })
    expect(past.length).toBeGreaterThan(signed.length)
    expect(JSON.stringify(additions(past))).toContain('does not build on the signed state')
    expect(additions(Buffer.concat([signed, Buffer.from('\n\n')]))).toEqual([
      { kind: 'other', harmless: false, what: 'bytes behind the end of the file' },
    ])
  })
})
