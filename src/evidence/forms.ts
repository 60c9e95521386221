/** Shorter texts would be found by chance, and taking them out would spoil honest ones. */
export const shortestForm = 6

/** A value as it may stand in a text, in which encoding. */
export interface Form {
  readonly encoding: string
  readonly text: string
}

/**
 * Every way in which a value may come back in a file or on a screen: plain, without white space (as text lies in a PDF),
 * URL-encoded, JSON-escaped, hexadecimal, and base64 at each of the three offsets that it can have inside a longer text.
 */
export function formsOf(value: string): Form[] {
  const bytes = Buffer.from(value, 'utf8')
  const hex = bytes.toString('hex')
  const base64 = [bytes.toString('base64').replace(/=+$/, ''), ...[0, 1, 2].map((offset) => base64At(bytes, offset))]
  const forms: readonly (readonly [encoding: string, text: string])[] = [
    ['plain', value],
    // Most tokens are of letters that nothing escapes.
    ...(/^[\w-]*$/.test(value) ? [] : escaped(value, bytes.toString('utf8'))),
    ['hexadecimal', hex],
    ['hexadecimal, capitals', hex.toUpperCase()],
    ...base64.map((text) => ['base64', text] as const),
    ...base64.map((text) => ['base64url', text.replaceAll('+', '-').replaceAll('/', '_')] as const),
  ]
  const first = new Map<string, Form>()
  for (const [encoding, text] of forms)
    if (text.length >= shortestForm && !first.has(text)) first.set(text, { encoding, text })
  return [...first.values()]
}

/** `wellFormed` is the value without lone surrogates, which no URL can hold. */
function escaped(value: string, wellFormed: string): [encoding: string, text: string][] {
  const url = encodeURIComponent(wellFormed)
  return [
    ['without white space', value.replace(/\s/g, '')],
    ['URL', url],
    ['URL, small letters', url.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase())],
    ['form', new URLSearchParams({ v: value }).toString().slice(2)],
    ['JSON', JSON.stringify(value).slice(1, -1)],
    ['JSON, escaped', value.replace(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)],
    ['HTML', value.replace(/[&<>"'`=]/g, (letter) => entities[letter] ?? letter)],
  ]
}

/** As Handlebars writes them. */
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
  '`': '&#x60;',
  '=': '&#x3D;',
}

/** The characters that stand in base64 for these bytes alone, when they begin `offset` bytes after a group of three. */
function base64At(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
}
