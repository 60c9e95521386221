import { createHash } from 'node:crypto'
import { signPdf } from '../../src/bundle/pdf/sign.js'

/** DER that holds a digest of what is signed: enough to see whether exactly that was signed. No signature at all. */
export function digestAsCms(content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0x30, 34, 0x04, 32]), createHash('sha256').update(content).digest()])
}

/** A PDF with such a signature. */
export async function sampleSigned(pdf: Uint8Array, name = 'key A'): Promise<Buffer> {
  const at = '2026-11-22T07:42:16.000Z'
  return Buffer.from(await signPdf(pdf, { at, name, sign: async (content) => digestAsCms(content) }))
}
