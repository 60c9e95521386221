import { inLanguage, type Language } from '../base/text.js'
import type { Finding } from '../model/finding.js'
import type { RunRecord } from '../model/run.js'
import { exchangeReference, whereText } from './departures.js'
import { plainLine } from './printable.js'
import { charged, clauseOf, remarks, undecided, type Result } from './results.js'
import { wordings } from './wording/index.js'

/** A finding in words of one language, for formats that are not bound to the Protocol's form. */
export interface Explained {
  /** What it means for the verdict: `failure` made it, `remark` did not, `undecided` leaves it open. */
  readonly kind: 'failure' | 'remark' | 'undecided'
  readonly where: string
  readonly expected: string
  readonly actual: string
  readonly requirement: string
  readonly clause: string
  /** The requirement in full; null where the plan does not hold it. */
  readonly clauseText: string | null
  /** The event of the exchange in the attempt's record, and what it was in a few words. */
  readonly event: number | null
  readonly exchange: string | null
  readonly cause: string | null
  readonly next: string | null
}

/** All findings of a result that were not met: first what made the verdict. */
export function explainedFindings(record: RunRecord, result: Result, language: Language): Explained[] {
  const explain = (kind: Explained['kind']) => (finding: Finding) => explained(record, result, finding, kind, language)
  return [
    ...charged(result).map(explain('failure')),
    ...undecided(result).map(explain('undecided')),
    ...remarks(result).map(explain('remark')),
  ]
}

function explained(
  record: RunRecord,
  result: Result,
  finding: Finding,
  kind: Explained['kind'],
  language: Language,
): Explained {
  const say = (text: Parameters<typeof inLanguage>[0]) => plainLine(inLanguage(text, language))
  const requirement = record.plan.requirements[finding.requirement]
  const reference = exchangeReference(result, finding, language)
  return {
    kind,
    where: plainLine(whereText(finding, language)),
    expected: say(finding.expected),
    actual: say(finding.actual),
    requirement: plainLine(finding.requirement),
    clause: say(clauseOf(record, finding.requirement)),
    clauseText: requirement === undefined ? null : say(requirement.text),
    event: finding.exchange ?? null,
    exchange: reference === undefined ? null : plainLine(reference),
    cause: causeOf(finding, language),
    next: finding.result !== 'met' && finding.next ? say(finding.next) : null,
  }
}

function causeOf(finding: Finding, language: Language): string | null {
  if (finding.result === 'undecided') return wordings[language].cause[finding.cause]
  if (finding.result === 'departed' && finding.likelyCause) {
    return plainLine(inLanguage(finding.likelyCause, language))
  }
  return null
}

/** A finding in one line: what was expected and what came. */
export function explainedShortly({ expected, actual }: Explained, language: Language): string {
  const { console: words } = wordings[language]
  return `${words.expected}: ${expected}; ${words.actual}: ${actual}`
}

/** A finding as lines of plain text, each with its label. */
export function explainedLines(finding: Explained, language: Language): string[] {
  const { departures } = wordings[language]
  const cause = finding.kind === 'undecided' ? departures.cause : departures.likelyCause
  const text = finding.clauseText === null ? '' : `: ${finding.clauseText}`
  const labelled: readonly (readonly [string, string | null])[] = [
    [departures.where, finding.where],
    [departures.expected, finding.expected],
    [departures.actual, finding.actual],
    [departures.requirement, `${finding.requirement} (${finding.clause})${text}`],
    [departures.exchange, finding.exchange],
    [cause, finding.cause],
    [departures.next, finding.next],
  ]
  return labelled.flatMap(([label, value]) => (value === null ? [] : [`${label}: ${value}`]))
}

/** How long an attempt took, in milliseconds; 0 where it did not run. */
export function durationOf({ attempt }: Result): number {
  if (attempt?.startedAt === undefined || attempt.endedAt === undefined) return 0
  return Math.max(0, Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt))
}
