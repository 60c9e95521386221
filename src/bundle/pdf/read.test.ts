import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { isProblemError } from '../../base/problem.js'
import { appendedTo, lastSection, objectText, samplePdf } from '../../../tests/support/sample-pdf.js'
import { digestAsCms, sampleSigned } from '../../../tests/support/sample-signature.js'
import { additionsAfter } from './additions.js'
import { attach } from './attach.js'
import { attachmentsOf, signedAttachments } from './attachments.js'
import { readSignatures, type SoundSignature } from './read.js'

const at = '2026-11-22T07:42:16.000Z'
const zip = (content: string) => ({
  name: 'evidence.zip',
  bytes: Buffer.from(content),
  type: 'application/zip',
  description: 'Evidence',
  at,
})
const signed = await sampleSigned(attach(samplePdf(), zip('what happened')))

function only(pdf: Uint8Array): SoundSignature {
  const [signature] = readSignatures(pdf)
  if (signature?.kind !== 'signature') throw new Error(`No sound signature: ${JSON.stringify(signature)}`)
  return signature
}

/** What the only signature is refused for; the whole file's problem where it is not read at all. */
function refusal(pdf: Uint8Array): string {
  try {
    const [signature] = readSignatures(pdf)
    return signature?.kind === 'broken' ? signature.problem.what : `${signature?.kind}`
  } catch (error) {
    if (!isProblemError(error)) throw error
    return error.message
  }
}

/** How many signatures are exactly over what they cover. */
function genuine(pdf: Uint8Array): number {
  try {
    const sound = readSignatures(pdf).filter((it) => it.kind !== 'broken')
    return sound.filter(({ content, cms }) => digestAsCms(content).equals(cms)).length
  } catch (error) {
    if (!isProblemError(error)) throw error
    return 0
  }
}

describe('a signed PDF', () => {
  test('tells who claims to have signed, when, and what is covered', () => {
    const signature = only(signed)
    expect(signature).toMatchObject({ field: 'Signature1', at, name: 'key A', covers: { kind: 'whole' } })
    expect(digestAsCms(signature.content).equals(signature.cms)).toBe(true)
    expect(Buffer.from(signature.revision).equals(signed)).toBe(true)
  })

  test('gives back what was attached', () => {
    expect([...signedAttachments(only(signed))]).toEqual([['evidence.zip', Buffer.from('what happened')]])
  })

  test('that was signed by two is intact for the first, then has one addition', async () => {
    const twice = await sampleSigned(signed, 'Bank')
    const [first, second] = readSignatures(twice)
    expect(first).toMatchObject({ name: 'key A', covers: { kind: 'beginning', additions: 1 } })
    expect(second).toMatchObject({ name: 'Bank', covers: { kind: 'whole' } })
    expect(genuine(twice)).toBe(2)
  })

  test('whose signature was taken out of the form has none', () => {
    const catalog = objectText(signed, 7).replace(/\/AcroForm <<[^>]*>>/, '')
    expect(catalog).not.toBe(objectText(signed, 7))
    expect(readSignatures(appendedTo(signed, { objects: { 7: catalog } }))).toEqual([])
    expect(readSignatures(samplePdf())).toEqual([])
  })

  test('gives the attachment that was signed, not one of the same name that was added later', () => {
    const text = signed.toString('latin1')
    const [, id = '', file = ''] = /(\d+) 0 obj\n(<<\/Type \/Filespec[\s\S]*?)\nendobj/.exec(text) ?? []
    const later = appendedTo(signed, {
      objects: { [id]: file.replace(/\d+ 0 R/g, '90 0 R'), 90: '<</Length 6>> stream\nforged\nendstream' },
    })
    expect(attachmentsOf(later).get('evidence.zip')).toEqual(Buffer.from('forged'))
    expect(signedAttachments(only(later)).get('evidence.zip')).toEqual(Buffer.from('what happened'))
    expect(additionsAfter(only(later), later)).toContainEqual({
      kind: 'attachment',
      harmless: false,
      change: 'changed',
      name: 'evidence.zip',
    })
  })
})

describe('a signature is worth nothing', () => {
  const patched = (from: string | RegExp, to: (found: string) => string) => {
    const text = signed
      .toString('latin1')
      .replace(from, (found) => to(found).padEnd(found.length).slice(0, found.length))
    expect(text).not.toBe(signed.toString('latin1'))
    return Buffer.from(text, 'latin1')
  }
  const range = (change: (numbers: number[]) => number[]) =>
    patched(/\/ByteRange \[0 \d+ \d+ \d+\] */, (found) => {
      return `/ByteRange [${change((found.match(/\d+/g) ?? []).map(Number)).join(' ')}]`
    })

  test.each([
    ['leaves out the beginning', range(([, b = 0, c = 0, d = 0]) => [1, b - 1, c, d])],
    ['leaves out something else', range(([, b = 0, c = 0, d = 0]) => [0, b - 1, c, d])],
    ['leaves out something else', range(([, b = 0, c = 0, d = 0]) => [0, b, c + 1, d - 1])],
    ['covers more than there is', range(([, b = 0, c = 0, d = 0]) => [0, b, c, d + 1])],
    ['its end is missing', range(([, b = 0, c = 0, d = 0]) => [0, b, c, d - 10])],
    ['does not tell which bytes', range(([, b = 0, c = 0]) => [0, b, c])],
    ['does not tell which bytes', range((numbers) => [...numbers, 1])],
    ['of a kind that is not known', patched('ETSI.CAdES.detached', () => 'adbe.pkcs7.sha1')],
    ['is not DER', patched('/Contents <30', () => '/Contents <31')],
    ['is not DER', patched('000000>>', () => '000001>>')],
    ['not written as one number', patched('000000>>', () => '0000 0>>')],
  ])('that %s', (reason, pdf) => {
    expect(refusal(pdf)).toContain(reason)
  })

  test('in a second field', () => {
    const [, fields = '', id = ''] = /\/Fields \[((\d+) 0 R)\]/.exec(objectText(signed, 7)) ?? []
    const twin = objectText(signed, Number(id)).replace('Signature1', 'Signature9')
    const catalog = objectText(signed, 7).replace(`[${fields}]`, `[91 0 R ${fields}]`)
    const [first, second] = readSignatures(appendedTo(signed, { objects: { 91: twin, 7: catalog } }))
    expect([first?.kind, second?.kind]).toEqual(['signature', 'broken'])
  })
})

describe('a PDF that can be read in two ways is refused', () => {
  test.each([
    ['cut off', signed.subarray(0, -200), 'its end is missing'],
    ['something before its head', Buffer.concat([Buffer.from('\n'), signed]), 'does not begin like a PDF'],
    [
      'an entry twice',
      appendedTo(signed, { objects: { 7: objectText(signed, 7).replace('<<', '<</Lang (en)\n') } }),
      'second time',
    ],
    ['cross-references in a circle', appendedTo(signed, { previous: signed.length + 1_000 }), 'from newer to older'],
    ['an object that is elsewhere', appendedTo(signed, { moved: { 7: 20 } }), 'at byte 20 there is'],
    [
      'encryption',
      Buffer.from(signed.toString('latin1').replace(/\/Info 1 0 R(?=\n\/Prev)/g, '/Encrypt 1 '), 'latin1'),
      'encrypted',
    ],
    ['a page that is its own child', appendedTo(signed, { objects: { 10: '<</Kids [3 0 R]>>' } }), 'no tree'],
  ])('%s', (_, pdf, reason) => {
    const said = refusal(pdf)
    expect(said === 'signature' ? additionsRefusal(pdf) : said).toContain(reason)
  })

  function additionsRefusal(pdf: Uint8Array): string {
    try {
      return JSON.stringify(additionsAfter(only(pdf), pdf))
    } catch (error) {
      return String(error)
    }
  }

  test('bombs', () => {
    const nested = appendedTo(signed, { objects: { 7: '['.repeat(100_000) } })
    expect(refusal(nested)).toContain('deep in each other')
    const rows = appendedTo(signed, {})
      .toString('latin1')
      .replace(/xref\ntrailer/, 'xref\n0 9999999\ntrailer')
    expect(refusal(Buffer.from(rows, 'latin1'))).toContain('longer than the file')
  })
})

describe('any bytes', () => {
  const dense = signed.indexOf('/Contents <') + 100
  const places = fc.oneof(
    fc.nat(dense),
    fc.integer({ min: signed.length - 1_500, max: signed.length - 1 }),
    fc.nat(signed.length - 1),
  )

  test('a changed byte anywhere is found', () => {
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 255 }), (place, flip) => {
        const changed = Buffer.from(signed)
        changed[place] = (changed[place] ?? 0) ^ flip
        expect(genuine(changed)).toBe(0)
      }),
      { numRuns: 400 },
    )
  })

  test('a cut, doubled or removed piece is found', () => {
    fc.assert(
      fc.property(
        places,
        fc.integer({ min: 1, max: 300 }),
        fc.constantFrom('cut', 'double', 'remove'),
        (from, length, act) => {
          const [head, tail] = [signed.subarray(0, from), signed.subarray(Math.min(signed.length, from + length))]
          const piece = signed.subarray(from, from + length)
          const changed = Buffer.concat(
            act === 'cut' ? [head] : act === 'remove' ? [head, tail] : [head, piece, piece, tail],
          )
          expect(readsAsWhole(changed)).toBe(false)
        },
      ),
      { numRuns: 200 },
    )
  })

  /** Pieces doubled at the end can be an addition, and are then told of as one. */
  function readsAsWhole(pdf: Uint8Array): boolean {
    return genuine(pdf) > 0 && only(pdf).covers.kind === 'whole'
  }

  test('end in a result or a problem, never in anything else', () => {
    const broken = fc.tuple(places, fc.uint8Array({ minLength: 1, maxLength: 12 })).map(([place, bytes]) => {
      const changed = appendedTo(signed, {
        objects: { 11: '<</Length 3>> stream\nq Q\nendstream' },
        previous: lastSection(signed),
      })
      changed.set(bytes.subarray(0, changed.length - place), place)
      return changed
    })
    fc.assert(
      fc.property(fc.oneof(broken, fc.uint8Array({ maxLength: 200 })), (pdf) => {
        try {
          for (const signature of readSignatures(pdf)) {
            if (signature.kind === 'broken') continue
            additionsAfter(signature, pdf)
            signedAttachments(signature)
          }
          attachmentsOf(pdf)
        } catch (error) {
          if (!isProblemError(error)) throw error
        }
      }),
      { numRuns: 300 },
    )
  })
})
