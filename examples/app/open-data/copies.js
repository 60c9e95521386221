/** More are not kept; the oldest goes first. */
const mostCopies = 2000

/** Answers that were read before, so that a bank is asked whether anything has changed instead of for everything anew. */
export class Copies {
  #byKey = new Map()

  /** The answer kept under a key; undefined where there is none. */
  get(key) {
    return this.#byKey.get(key)
  }

  keep(key, answer) {
    this.#byKey.delete(key)
    this.#byKey.set(key, answer)
    if (this.#byKey.size > mostCopies) this.#byKey.delete(this.#byKey.keys().next().value)
  }

  forget(key) {
    this.#byKey.delete(key)
  }
}

/* The sound rules of this file. */

/** A copy stands for one address of one bank in one language: none of another is ever shown in its place. */
export const copyKey = ({ provider, url, language }) => `${provider} ${language} ${url.href}`

/** How a bank is asked whether a copy is still good (RFC 9110, section 13.1.2). */
export const condition = (copy) => (copy === undefined ? {} : { 'if-none-match': copy.headers.etag })

/** Whether a 304 speaks of the copy: one was named, and the answer names no other (RFC 9110, section 15.4.5). */
export const isOfCopy = ({ headers }, copy) =>
  copy !== undefined && (headers.etag === undefined || opaque(headers.etag) === opaque(copy.headers.etag))

/** Entity tags are compared weakly (RFC 9110, section 8.8.3.2). */
const opaque = (tag) => tag.replace(/^W\//, '')

/** Reads an answer; only one that could be read is kept, and one that could not takes the place of no copy but ends it. */
export function kept(copies, key, answer, read) {
  copies.forget(key)
  const value = read(answer)
  if (answer.headers.etag !== undefined) copies.keep(key, answer)
  return value
}
