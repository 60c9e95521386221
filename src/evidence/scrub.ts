import { isObject } from '../base/json.js'
import { formsOf, shortestForm } from './forms.js'
import { withoutPersonal } from './personal.js'

const scrubbed = '[scrubbed]'

/**
 * The secrets that an attempt knows, in all encodings they may come back in.
 * The last line of defence behind the masks: free text such as an error message passes through here.
 */
export class Scrubber {
  /** Longest first, so that a secret which begins with a shorter one goes as a whole. */
  private forms: readonly string[] = []

  /** Remembers a secret with all its forms. One that is too short to tell from honest text is left alone. */
  add(secret: string): void {
    if (secret.length < shortestForm) return
    const forms = new Set([...this.forms, ...formsOf(secret).map(({ text }) => text)])
    this.forms = [...forms].sort((a, b) => b.length - a.length)
  }

  /** The text without any known secret. */
  text(text: string): string {
    let clean = text
    for (const form of this.forms) if (clean.includes(form)) clean = clean.replaceAll(form, scrubbed)
    // What looks like a token or somebody's number goes, known or not.
    return withoutPersonal(clean, scrubbed)
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
