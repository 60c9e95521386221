import { finderOf } from './finder.js'
import { formsOf } from './forms.js'

/** A secret that stands where it must not: the place, never the value. */
export interface Leak<K extends string> {
  readonly place: string
  /** Counted from 1; the first one that it was found in. */
  readonly line: number
  readonly kind: K
  /** How it stood there, e.g. `plain`, `base64`. */
  readonly encoding: string
}

/** Looks for all of the secrets, in every form, in one text after another. */
export function leakSearch<K extends string>(
  secrets: readonly { readonly kind: K; readonly value: string }[],
): (place: string, bytes: Uint8Array) => Leak<K>[] {
  const forms = secrets.flatMap(({ kind, value }) => formsOf(value).map((form) => ({ kind, ...form })))
  const find = finderOf(forms.map(({ text }) => text))
  return (place, bytes) => {
    const found = new Map<string, Leak<K>>()
    for (const at of find(bytes)) {
      const form = forms[at]
      if (!form) continue
      const leak = { place, line: lineOf(bytes, form.text), kind: form.kind, encoding: form.encoding }
      found.set(JSON.stringify(leak), leak)
    }
    return [...found.values()].sort((a, b) => a.line - b.line)
  }
}

function lineOf(bytes: Uint8Array, text: string): number {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return all.subarray(0, all.indexOf(text)).toString('latin1').split('\n').length
}
