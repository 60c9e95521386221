import type { JsonObject } from '../base/json.js'
import { inLanguage, literal, mapText, type Language, type Text } from '../base/text.js'
import type { Finding } from '../model/finding.js'
import type { RunRecord } from '../model/run.js'
import { exchangeReference, whereText } from './departures.js'
import { advised } from './explain/index.js'
import { plainLine } from '../render/printable.js'
import { charged, clauseOf, remarks, undecided, type Departed, type Result, type Undecided } from './results.js'
import { inEveryLanguage, wordings } from './wording/index.js'

/** A finding in words, for formats that are not bound to the Protocol's form. */
export interface Explained {
  /** What it means for the verdict: `failure` made it, `remark` did not, `undecided` leaves it open. */
  readonly kind: 'failure' | 'remark' | 'undecided'
  readonly check: string
  readonly where: Text
  readonly expected: Text
  readonly actual: Text
  readonly requirement: string
  readonly clause: Text
  /** The requirement in full; null where the plan does not hold it. */
  readonly clauseText: Text | null
  /** The event of the exchange in the attempt's record, and what it was in a few words. */
  readonly event: number | null
  readonly exchange: Text | null
  /** Whose matter it is that nothing can be said; null where something can. */
  readonly cause: Text | null
  readonly likelyCause: Text
  readonly next: Text
}

/** All findings of a result that were not met: first what made the verdict. */
export function explainedFindings(record: RunRecord, result: Result): Explained[] {
  return [
    ...charged(result).map((finding) => explained(record, result, finding, 'failure')),
    ...undecided(result).map((finding) => explained(record, result, finding, 'undecided')),
    ...remarks(result).map((finding) => explained(record, result, finding, 'remark')),
  ]
}

/** One finding with its clause, its exchange, the likely cause and the next step. */
export function explained(
  record: RunRecord,
  result: Result,
  finding: Departed | Undecided,
  kind: Explained['kind'],
): Explained {
  const requirement = record.plan.requirements[finding.requirement]
  const advice = advised(result, finding)
  return {
    kind,
    check: finding.check,
    where: inEveryLanguage((_, language) => plainLine(whereText(finding, language))),
    expected: mapText(finding.expected, plainLine),
    actual: mapText(finding.actual, plainLine),
    requirement: plainLine(finding.requirement),
    clause: mapText(clauseOf(record, finding.requirement), plainLine),
    clauseText: requirement === undefined ? null : mapText(requirement.text, plainLine),
    event: finding.exchange ?? null,
    exchange: exchangeText(result, finding),
    cause: finding.result === 'undecided' ? inEveryLanguage(({ cause }: Causes) => cause[finding.cause]) : null,
    likelyCause: mapText(advice.likelyCause, plainLine),
    next: mapText(advice.next, plainLine),
  }
}

type Causes = { readonly cause: (typeof wordings)['ru']['cause'] }

function exchangeText(result: Result, finding: Finding): Text | null {
  if (exchangeReference(result, finding, 'ru') === undefined) return null
  return inEveryLanguage((_, language) => plainLine(exchangeReference(result, finding, language) ?? ''))
}

/** A finding in one line: what was expected and what came. */
export function explainedShortly({ expected, actual }: Explained, language: Language): string {
  const { console: words } = wordings[language]
  return `${words.expected}: ${inLanguage(expected, language)}; ${words.actual}: ${inLanguage(actual, language)}`
}

/** A finding as lines of plain text, each with its label. */
export function explainedLines(finding: Explained, language: Language): string[] {
  const { departures } = wordings[language]
  const { requirement, clause, clauseText } = finding
  const say = (text: Text) => inLanguage(text, language)
  const rest = clauseText === null ? '' : `: ${say(clauseText)}`
  const labelled: readonly (readonly [string, Text | null])[] = [
    [departures.where, finding.where],
    [departures.expected, finding.expected],
    [departures.actual, finding.actual],
    [departures.requirement, literal(`${requirement} (${say(clause)})${rest}`)],
    [departures.exchange, finding.exchange],
    [departures.cause, finding.cause],
    [departures.likelyCause, finding.likelyCause],
    [departures.next, finding.next],
  ]
  return labelled.flatMap(([label, value]) => (value === null ? [] : [`${label}: ${say(value)}`]))
}

/** A finding in one language, as an object for machines. */
export function explainedIn(finding: Explained, language: Language): JsonObject {
  return Object.fromEntries(
    Object.entries(finding).map(([name, value]) => [
      name,
      value !== null && typeof value === 'object'
        ? inLanguage(value as Text, language)
        : (value as string | number | null),
    ]),
  )
}

/** How long an attempt took, in milliseconds; 0 where it did not run. */
export function durationOf({ attempt }: Result): number {
  if (attempt?.startedAt === undefined || attempt.endedAt === undefined) return 0
  return Math.max(0, Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt))
}
