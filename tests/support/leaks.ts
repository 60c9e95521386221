import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflatedStreams, readPdf } from './read-pdf.js'

/** Something that nobody may find afterwards. */
export interface Secret {
  readonly kind: string
  readonly value: string
  /**
   * `anywhere`: in every encoding, inside other text too. The others are short or many, so they count only where they
   * stand as a whole, which no hash does by chance: an `id`, an `amount`, a `number` of ten digits, a `code` of six.
   */
  readonly found: 'anywhere' | keyof typeof wholes
}

/** A place that was left behind: its bytes, with everything that can be unpacked from them, and what a reader sees. */
export interface Left {
  readonly where: string
  readonly bytes: Buffer
  readonly text: string
}

const wholes = {
  id: /[\w-]{8,}/g,
  // Durations look like amounts, and on a slow machine one is now and then equal to one.
  amount: /(?<![\d.]|Ms":\d*)\d+\.\d{2}(?!\d)/g,
  number: /(?<![\d.])\d{10}(?!\d)/g,
  code: /(?<![\w.-])\d{6}(?![\w.-])/g,
}

/** Every file below a folder; of a PDF also its text and its streams, unpacked. */
export function leftIn(folder: string): Left[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.flatMap((entry): Left[] => {
    const where = join(entry.parentPath, entry.name)
    const bytes = readFileSync(where)
    if (!where.endsWith('.pdf')) return [{ where, bytes, text: bytes.toString() }]
    const text = readPdf(bytes).pages.join('\n')
    const streams = inflatedStreams(bytes).map((stream) => Buffer.from(stream, 'latin1'))
    return [{ where, bytes: Buffer.concat([bytes, ...streams, Buffer.from(text)]), text }]
  })
}

/** What a program wrote. */
export function written(where: string, text: string): Left {
  return { where, bytes: Buffer.from(text), text }
}

/** `kind (encoding) in place` for everything that can be found; never the value itself. */
export function leaks(left: readonly Left[], secrets: readonly Secret[]): string[] {
  // A token goes over the wire with every request, and searching is what takes the time.
  const once = [...new Map(secrets.map((secret) => [`${secret.kind} ${secret.value}`, secret])).values()]
  const long = once.filter(({ found }) => found === 'anywhere')
  const find = finder(long.flatMap(({ kind, value }) => encodings(value).map((it) => ({ kind, ...it }))))
  return left.flatMap(({ where, bytes, text }) => [
    ...find(bytes).map(({ kind, name }) => `${kind} (${name}) in ${where}`),
    ...Object.entries(wholes).flatMap(([found, pattern]) => {
      const seen = new Set(text.match(pattern))
      const wanted = once.filter((secret) => secret.found === found)
      return wanted.filter(({ value }) => seen.has(value)).map(({ kind }) => `${kind} (whole) in ${where}`)
    }),
  ])
}

/** A secret as it may stand in a file, in which encoding. */
interface Form {
  readonly kind: string
  readonly name: string
  readonly form: string
}

/** So many bytes at the end of a form are looked for first. */
const tailLength = 8

/** Answers which of the forms are in given bytes: one walk over them for tens of thousands of forms. */
function finder(forms: readonly Form[]): (bytes: Buffer) => Form[] {
  const asBytes = forms.map((it) => ({ it, form: Buffer.from(it.form).toString('latin1') }))
  const short = asBytes.filter(({ form }) => form.length < tailLength)
  const byTail = new Map<string, typeof asBytes>()
  for (const one of asBytes) {
    const tail = one.form.slice(-tailLength)
    if (byTail.get(tail)?.push(one) === undefined) byTail.set(tail, [one])
  }
  return (bytes) => {
    const text = bytes.toString('latin1')
    const found = new Set(short.filter(({ form }) => text.includes(form)).map(({ it }) => it))
    for (let end = tailLength; end <= text.length; end += 1)
      for (const { it, form } of byTail.get(text.slice(end - tailLength, end)) ?? [])
        if (text.endsWith(form, end)) found.add(it)
    return forms.filter((it) => found.has(it))
  }
}

/** A value as it may stand in a file. */
function encodings(value: string): { name: string; form: string }[] {
  const bytes = Buffer.from(value)
  const forms: [string, string][] = [
    ['plain', value],
    ['without white space', value.replace(/\s/g, '')],
    ['URL', encodeURIComponent(value)],
    ['form', new URLSearchParams({ v: value }).toString().slice(2)],
    ['JSON', JSON.stringify(value).slice(1, -1)],
    ['JSON, escaped', value.replace(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)],
    ['hexadecimal', bytes.toString('hex')],
    ['hexadecimal, capitals', bytes.toString('hex').toUpperCase()],
    ...[0, 1, 2].flatMap((offset): [string, string][] => [
      ['base64', insideBase64(bytes, offset, 'base64')],
      ['base64url', insideBase64(bytes, offset, 'base64url')],
    ]),
  ]
  return forms.flatMap(([name, form], i) =>
    forms.findIndex((other) => other[1] === form) === i ? [{ name, form }] : [],
  )
}

/** The characters of an encoded longer text that depend on the value alone, when it begins at this offset of a group. */
function insideBase64(bytes: Buffer, offset: number, encoding: 'base64' | 'base64url'): string {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes])
  const first = offset === 0 ? 0 : offset + 1
  return whole.toString(encoding).slice(first, Math.floor((whole.length * 8) / 6))
}
