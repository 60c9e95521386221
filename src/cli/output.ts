import pc from 'picocolors'
import { placeText, type Problem } from '../base/problem.js'
import { isLanguage } from '../base/text.js'
import type { Language } from '../base/text.js'
import type { Output } from './wiring.js'

/** Colours for a terminal, or where FORCE_COLOR asks for them; a pipe gets none, even on a build machine. */
export const paint = pc.createColors(
  pc.isColorSupported && (process.stdout.isTTY || (process.env.FORCE_COLOR ?? '') !== ''),
)

/** How wide the terminal is; a pipe has no width, so that its lines can be searched whole. */
export const columns: number | undefined = process.stdout.isTTY ? process.stdout.columns : undefined

/** An output to standard out: lines for people, or one JSON value at the end. */
export function createOutput(language: Language, json: boolean): Output {
  return {
    language,
    json,
    line: (text) => {
      if (!json) process.stdout.write(`${text}\n`)
    },
    result: (value) => {
      if (json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
    },
  }
}

/** The language of findings and titles: as asked for, else of the environment, else English. */
export function languageOf(asked: string | undefined, environment: string | undefined): Language {
  const wanted = asked ?? environment?.slice(0, 2)
  return wanted !== undefined && isLanguage(wanted) ? wanted : 'en'
}

/** A problem for people: where and what, then how to mend it. */
export function problemLines({ place, what, remedy }: Problem): string {
  const where = placeText(place)
  return `${where === '' ? '' : `${where}\n  `}${what}\n  → ${remedy}`
}
