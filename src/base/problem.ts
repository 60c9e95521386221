import { isObject } from './json.js'

/** Where a problem lies: a file with a position, or a named place such as a setting or a URL. */
export type ProblemPlace =
  { readonly file: string; readonly line?: number; readonly column?: number } | { readonly name: string }

/**
 * Something a person can mend: where, what, and how to mend it.
 * `code` is stable and is what tests and callers compare; `what` and `remedy` are for people.
 */
export interface Problem {
  readonly code: string
  readonly place?: ProblemPlace
  readonly what: string
  readonly remedy: string
}

/** An error that carries problems. Compare by `code`: `instanceof` fails across realms. */
export class ProblemError extends Error {
  readonly code = 'SYNAQ_PROBLEM'
  constructor(readonly problems: readonly [Problem, ...Problem[]]) {
    super(problems.map(problemLine).join('\n'))
    this.name = 'ProblemError'
  }
}

/** Builds the error for a single problem. */
export function problem(code: string, what: string, remedy: string, place?: ProblemPlace): ProblemError {
  return new ProblemError([{ code, what, remedy, ...(place ? { place } : {}) }])
}

/** True for an error that carries problems, in whichever realm it was made. */
export function isProblemError(error: unknown): error is ProblemError {
  return isObject(error) && error.code === 'SYNAQ_PROBLEM' && Array.isArray(error.problems)
}

/** `file:line:column` or the name; an empty string when nothing is known. */
export function placeText(place: ProblemPlace | undefined): string {
  if (!place) return ''
  if ('name' in place) return place.name
  return [place.file, place.line, place.column].filter((part) => part !== undefined).join(':')
}

/** One problem as one line of text, with its remedy on the next. */
export function problemLine(p: Problem): string {
  const where = placeText(p.place)
  return `${where ? `${where}: ` : ''}${p.what}\n  → ${p.remedy}`
}
