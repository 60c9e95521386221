import { inLanguage, type Language } from '../base/text.js'
import type { Diagnosis, Health } from '../doctor/index.js'
import { paint } from './output.js'

/** One diagnosis for a terminal or a pipe: a sign that needs no colour, what was found, how to mend it. */
export function diagnosisLines({ state, what, remedy }: Diagnosis, language: Language): string[] {
  return [
    `${signs[state]()} ${inLanguage(what, language)}`,
    ...(remedy ? [`    → ${inLanguage(remedy, language)}`] : []),
  ]
}

const signs: Readonly<Record<Health, () => string>> = {
  green: () => paint.green('✓'),
  yellow: () => paint.yellow('!'),
  red: () => paint.red('✗'),
}
