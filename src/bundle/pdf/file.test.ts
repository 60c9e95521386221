import { deflateSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { lastSection, objectText, samplePdf } from '../../../tests/support/sample-pdf.js'
import { sampleSigned } from '../../../tests/support/sample-signature.js'
import { additionsAfter } from './additions.js'
import { PdfFile } from './file.js'
import { readSignatures } from './read.js'

/**
 * Adds objects as newer editors do: packed into object stream 90, the cross-references in stream 91, both deflated, the
 * latter with each row told by its difference from the one above.
 */
function appendedPacked(pdf: Buffer, objects: ReadonlyMap<number, string>): Buffer {
  const texts = [...objects.values()]
  const heads = [...objects.keys()].map((id, i) => `${id} ${texts.slice(0, i).join('\n').length + (i && 1)}`).join(' ')
  const pack = deflateSync(`${heads}\n${texts.join('\n')}`)
  const packHead = `<</Type /ObjStm /N ${objects.size} /First ${heads.length + 1} /Filter /FlateDecode /Length ${pack.length}>>`
  const packed = Buffer.concat([
    Buffer.from(`90 0 obj\n${packHead} stream\n`),
    pack,
    Buffer.from('\nendstream\nendobj\n'),
  ])
  const at = pdf.length + packed.length
  const rows = [
    ...[...objects.keys()].map((_, i) => [2, 90, i] as const),
    [1, pdf.length, 0] as const,
    [1, at, 0] as const,
  ].map(([kind, one, two]) => Buffer.from([kind, one >> 16, (one >> 8) & 0xff, one & 0xff, two]))
  const up = rows.map((row, i) => Buffer.from([2, ...row.map((byte, column) => byte - (rows[i - 1]?.[column] ?? 0))]))
  const table = deflateSync(Buffer.concat(up))
  const index = [...[...objects.keys()].map((id) => `${id} 1`), '90 2'].join(' ')
  const head =
    `<</Type /XRef /W [1 3 1] /Index [${index}] /Size 300 /Root 7 0 R /Prev ${lastSection(pdf)} ` +
    `/Filter /FlateDecode /DecodeParms <</Predictor 12 /Columns 5>> /Length ${table.length}>>`
  const end = `\nendstream\nendobj\nstartxref\n${at}\n%%EOF\n`
  return Buffer.concat([pdf, packed, Buffer.from(`91 0 obj\n${head} stream\n`), table, Buffer.from(end)])
}

describe('objects packed into streams', () => {
  test('are read, and an exchanged font among them is noticed', async () => {
    const signed = await sampleSigned(samplePdf())
    const font = objectText(signed, 2).replace('Helvetica', 'Symbol')
    const pdf = appendedPacked(
      signed,
      new Map([
        [2, font],
        [60, '(new)'],
      ]),
    )
    const file = new PdfFile(pdf)
    expect(file.resolve({ kind: 'reference', id: 60, generation: 0 })).toMatchObject({ bytes: Buffer.from('new') })
    const [signature] = readSignatures(pdf)
    if (signature?.kind !== 'signature') throw new Error('The signature is not read.')
    expect(signature.covers).toEqual({ kind: 'beginning', additions: 1 })
    expect(additionsAfter(signature, pdf).map((it) => ('page' in it ? `${it.kind} ${it.page}` : it.kind))).toEqual([
      'page-changed 1',
      'page-changed 2',
      'page-changed 3',
      'properties',
    ])
  })

  test('are refused where they reach into each other, or are of another number', () => {
    const read = (objects: Map<number, string>, change: (pdf: string) => string) => {
      const pdf = change(appendedPacked(samplePdf(), objects).toString('latin1'))
      return new PdfFile(Buffer.from(pdf, 'latin1')).resolve({ kind: 'reference', id: 60, generation: 0 })
    }
    const objects = new Map([
      [60, '(one)'],
      [61, '(two)'],
    ])
    expect(read(objects, (pdf) => pdf)).toMatchObject({ kind: 'string' })
    expect(() => read(objects, (pdf) => pdf.replace('[60 1 61 1 90 2]', '[61 1 60 1 90 2]'))).toThrow(
      'not where it should be',
    )
    expect(() => read(objects, (pdf) => pdf.replace('/N 2', '/N 9'))).toThrow('cannot be read with certainty')
    expect(() =>
      read(
        new Map([
          [60, '(a\n(b) c)'],
          [61, '1'],
        ]),
        (pdf) => pdf.replace('/Size 300', '/Size 091'),
      ),
    ).toThrow('beyond the size')
  })
})
