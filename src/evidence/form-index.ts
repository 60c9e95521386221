import { shortestForm } from './forms.js'

/** So many bits has the sum of the characters read last; each character moves it by three, so that it knows six of them. */
const bits = 16
const shift = 3
const mask = 2 ** bits - 1

/** The sum once the character at a place is read too. */
const after = (sum: number, text: string, at: number): number => ((sum << shift) ^ text.charCodeAt(at)) & mask

/**
 * Tells in one pass whether a text holds any of many others, none shorter than `shortestForm`: almost no text does, and an
 * attempt knows hundreds.
 */
export class FormIndex {
  /** 1 for the sum of the first characters of a form: asked first, since it is asked for every character of a text. */
  private readonly sums = new Uint8Array(2 ** bits)
  private readonly bySum = new Map<number, string[]>()

  add(form: string): void {
    let sum = 0
    for (let i = 0; i < shortestForm; i++) sum = after(sum, form, i)
    this.sums[sum] = 1
    const same = this.bySum.get(sum)
    if (same === undefined) this.bySum.set(sum, [form])
    else if (!same.includes(form)) same.push(form)
  }

  isAnyIn(text: string): boolean {
    let sum = 0
    for (let i = 0; i < text.length; i++) {
      sum = after(sum, text, i)
      const start = i + 1 - shortestForm
      if (this.sums[sum] === 1 && this.bySum.get(sum)?.some((form) => text.startsWith(form, start))) return true
    }
    return false
  }
}
