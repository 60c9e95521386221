import { isObject } from '../base/json.js'

/** Shorter values would match by chance and spoil honest text. */
const shortestSecret = 6

/** Anything that looks like a JWT goes, known or not. */
const jwtPattern = /ey[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*/g

const scrubbed = '[scrubbed]'

/**
 * The secrets that an attempt knows, in all encodings they may come back in.
 * The last line of defence behind the masks: free text such as an error message passes through here.
 */
export class Scrubber {
  /** Longest first, so that a secret which begins with a shorter one goes as a whole. */
  private forms: readonly string[] = []

  /** Remembers a secret: plain, base64, base64url, hexadecimal, URL-encoded, JSON-escaped. */
  add(secret: string): void {
    if (secret.length < shortestSecret) return
    const forms = new Set([...this.forms, ...formsOf(secret)])
    this.forms = [...forms].sort((a, b) => b.length - a.length)
  }

  /** The text without any known secret. */
  text(text: string): string {
    let clean = text
    for (const form of this.forms) if (clean.includes(form)) clean = clean.replaceAll(form, scrubbed)
    return clean.replace(jwtPattern, scrubbed)
  }

  /** The same for a JSON value: every name, text and number in it. */
  value<T>(value: T): T {
    const text = JSON.stringify(value)
    const copy: unknown = JSON.parse(text)
    return (this.text(text) === text ? copy : this.walk(copy)) as T
  }

  private walk(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value)
    if (typeof value === 'number') return this.text(String(value)) === String(value) ? value : scrubbed
    if (Array.isArray(value)) return value.map((item) => this.walk(item))
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [this.text(name), this.walk(item)]))
  }
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8')
  const hex = bytes.toString('hex')
  const url = encodeURIComponent(bytes.toString('utf8'))
  const alone = bytes.toString('base64').replace(/=+$/, '')
  const base64 = [alone, ...[0, 1, 2].map((offset) => base64At(bytes, offset))]
  return [
    secret,
    ...base64,
    ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
    hex,
    hex.toUpperCase(),
    url,
    url.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
    JSON.stringify(secret).slice(1, -1),
  ]
}

/** The characters that stand in base64 for these bytes alone, when they begin `offset` bytes after a group of three. */
function base64At(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
}
