import { renderUnicodeCompact } from 'uqr'

/** The code of a longer text is wider than 80 columns. */
const longestText = 400

/** A text as a QR code of half blocks, light on dark whatever the terminal's colours; empty where it is too long. */
export function qrCode(text: string): string {
  if (Buffer.byteLength(text) > longestText) return ''
  const lines = renderUnicodeCompact(text, { border: 2 }).split('\n')
  return lines.map((line) => `\u001b[97;40m${line}\u001b[0m\n`).join('')
}
