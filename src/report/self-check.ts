import { inLanguage, type Language } from '../base/text.js'
import type { RunRecord } from '../model/run.js'
import { printable } from '../render/printable.js'
import { clauseOf, remarks, charged, undecided, type Result } from './results.js'
import { whySkipped } from './departures.js'
import { wordings } from './wording/index.js'

/** One line of the platform's self-check: the script, its requirements, how it ended and, if not well, why. */
export interface SelfCheckRow {
  readonly title: string
  readonly id: string
  readonly requirements: string
  readonly state: string
  readonly details: readonly string[]
}

/** How many findings are printed for a script that did not pass. */
const shown = 3

export function selfCheckRow(record: RunRecord, result: Result, language: Language): SelfCheckRow {
  const wording = wordings[language]
  const { departures } = wording
  const bad = result.state === 'pass' ? [] : [...charged(result), ...undecided(result), ...remarks(result)]
  const why = whySkipped(result, wording)
  const details = bad.slice(0, shown).map((finding) => {
    const expected = printable(inLanguage(finding.expected, language))
    const actual = printable(inLanguage(finding.actual, language))
    return `${finding.requirement}: ${departures.expected.toLowerCase()} – ${expected}; ${departures.actual.toLowerCase()} – ${actual}`
  })
  return {
    title: inLanguage(result.scenario.title, language),
    id: `${result.scenario.id}, ${wording.mode[result.mode]}`,
    requirements: result.scenario.requires
      .map((id) => `${id} (${inLanguage(clauseOf(record, id), language)})`)
      .join('; '),
    state: wording.state[result.state],
    details: why === undefined ? details : [why],
  }
}
