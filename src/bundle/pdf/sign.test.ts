import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { issue } from '../../../tests/support/certification-centre.js'
import { temporaryFolder } from '../../../tests/support/folder.js'
import { readPdf as readPrinted } from '../../../tests/support/read-pdf.js'
import { samplePdf } from '../../../tests/support/sample-pdf.js'
import { holds, signCms, verifyCms } from '../../crypto/cms/index.js'
import { attach, type Attachment } from './attach.js'
import { readSignatures } from './read.js'
import { signPdf, type PdfSigning } from './sign.js'

const at = '2026-11-22T07:42:16.123Z'
const evidence: Attachment = {
  name: 'evidence.zip',
  bytes: Buffer.from('PK\x05\x06 evidence'),
  type: 'application/zip',
  description: 'Доказательства испытания',
  at,
}
/** DER of so many bytes; what is in it does not matter to the PDF. */
const der = (length: number) =>
  Buffer.concat([Buffer.from([0x30, 0x82, (length - 4) >> 8, (length - 4) & 0xff]), Buffer.alloc(length - 4, 7)])
const signing: PdfSigning = { at, name: 'key Жанар', reason: 'Protocol', sign: async () => der(2000) }

describe('an attachment', () => {
  const pdf = samplePdf()
  const attached = Buffer.from(attach(pdf, evidence))

  test('is appended: the printed bytes stay', () => {
    expect(attached.subarray(0, pdf.length).equals(pdf)).toBe(true)
    expect(attached.includes(Buffer.from(evidence.bytes))).toBe(true)
  })

  test('leaves the document tagged, with its language, title and outline', () => {
    const before = readPrinted(pdf)
    expect(readPrinted(attached)).toEqual(before)
    expect(before).toMatchObject({ tagged: true, language: 'ru', title: 'Протокол' })
    expect(attached.toString('latin1').match(/\/Outlines 6 0 R/g)).toHaveLength(2)
  })

  test('gives equal bytes for equal input', () => {
    expect(attached.equals(attach(pdf, evidence))).toBe(true)
  })

  test('is not put beside another one', () => {
    expect(() => attach(attached, evidence)).toThrow('has attachments already')
  })
})

describe('a signature', () => {
  test('covers every byte but itself, and is asked for just those', async () => {
    let asked: Uint8Array = new Uint8Array()
    const signed = Buffer.from(
      await signPdf(samplePdf(), { ...signing, sign: async (content) => ((asked = content), der(2000)) }),
    )
    const text = signed.toString('latin1')
    const [first = 0, start = 0, end = 0, rest = 0] =
      /\/ByteRange \[(\d+) (\d+) (\d+) (\d+) *\]/.exec(text)?.slice(1).map(Number) ?? []
    expect([first, text[start], text[end - 1], end + rest]).toEqual([0, '<', '>', signed.length])
    expect(Buffer.from(asked).equals(Buffer.concat([signed.subarray(0, start), signed.subarray(end)]))).toBe(true)
    expect(text.slice(start + 1, start + 1 + 4000)).toBe(der(2000).toString('hex').toUpperCase())
    expect(end - start).toBe(2 * 16 * 1024 + 2)
  })

  test('that needs more room than usual is made once more with enough', async () => {
    const signed = Buffer.from(await signPdf(samplePdf(), { ...signing, sign: async () => der(30_000) }))
    expect(signed.includes(der(30_000).toString('hex').toUpperCase())).toBe(true)
  })

  test('that is absurdly large is refused', async () => {
    const made = signPdf(samplePdf(), { ...signing, sign: async () => new Uint8Array(300_000) })
    await expect(made).rejects.toThrow('The signature has 300000 bytes')
  })

  test('comes on top of an earlier one without changing it', async () => {
    const once = Buffer.from(await signPdf(samplePdf(), signing))
    const twice = Buffer.from(await signPdf(once, { ...signing, name: 'Bank' }))
    expect(twice.subarray(0, once.length).equals(once)).toBe(true)
    expect(twice.toString('latin1')).toContain('/T (Signature2)')
  })
})

describe('a real signature', () => {
  const twice = async () => {
    const signer = await issue({ name: 'Подписант' })
    const sign = (content: Uint8Array) => signCms(content, { ...signer, chain: [], padesAttributes: true })
    return signPdf(await signPdf(attach(samplePdf(), evidence), { ...signing, sign }), { ...signing, sign })
  }

  test('holds over what is read back as signed', async () => {
    const signatures = readSignatures(await twice())
    const readings = await Promise.all(
      signatures.map(async (it) => it.kind === 'signature' && holds(await verifyCms(it.cms, it.content))),
    )
    expect(readings).toEqual([true, true])
  })

  const outside = found('pdfsig', '-v') ? test : test.skip

  outside('is valid for poppler, and the last one covers the whole document', async () => {
    const folder = temporaryFolder()
    try {
      const file = join(folder.path, 'twice.pdf')
      writeFileSync(file, await twice())
      const said = execFileSync('pdfsig', ['-nocert', file], { encoding: 'utf8' })
      expect(said.match(/Signature is Valid/g)).toHaveLength(2)
      expect(said.match(/ {2}- Total document signed/g)).toHaveLength(1)
      expect(said).toContain('ETSI.CAdES.detached')
    } finally {
      folder.remove()
    }
  })
})

/** True where a program that looks at it from outside is installed. */
function found(program: string, argument: string): boolean {
  try {
    execFileSync(program, [argument], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
