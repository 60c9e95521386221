import { inLanguage, joinTexts, literal, type Language, type Text } from '../base/text.js'
import type { Advice } from '../model/finding.js'
import type { RunRecord } from '../model/run.js'
import { countsText } from './conclusion.js'
import { sign, type Paint } from './console.js'
import { exchangeReference, whereText } from './departures.js'
import { advised } from './explain/index.js'
import { mattersOf, type Matter } from './matters.js'
import { printable } from '../render/printable.js'
import {
  clauseOf,
  countsOf,
  selfCheckResults,
  stoppedAlike,
  subjectResults,
  type Departed,
  type Result,
  type StoppedAlike,
  type Undecided,
} from './results.js'
import { wordings } from './wording/index.js'
import { wrapped } from './wrapped.js'

/** What the closing block names at its end. */
export interface ClosingDocuments {
  readonly protocol?: string
  readonly act?: string
  readonly actRefusal?: Text
  readonly translations?: readonly string[]
  readonly summary?: string
  /** The HTML report and what was made for other tools. */
  readonly reports: readonly string[]
}

/** How the closing block is written. */
export interface ClosingStyle {
  readonly language: Language
  readonly paint: Paint
  /** Columns of the terminal; lines are as long as they are where there is none. */
  readonly width?: number
}

/**
 * The end of a run on a terminal: outcome and counts, what is wrong, each thing once and those of most scripts first,
 * what left scripts without a conclusion, the self-check, where the documents are.
 */
export function closingLines(record: RunRecord, documents: ClosingDocuments, style: ClosingStyle): string[] {
  const { language, paint } = style
  const wording = wordings[language]
  const subject = subjectResults(record)
  const selfCheck = selfCheckResults(record)
  const colour = record.outcome === 'pass' ? paint.green : record.outcome === 'fail' ? paint.red : paint.yellow
  const blocks = [
    [
      `${colour(paint.bold(wording.console.outcome[record.outcome]))} · ${wording.console.subject}: ${countsText(countsOf(subject), wording)}`,
      ...(selfCheck.length > 0 ? [`${wording.console.selfCheck}: ${countsText(countsOf(selfCheck), wording)}`] : []),
    ],
    ...blocksOf(record, subject, style),
    ...(selfCheck.some(({ state }) => state === 'fail' || state === 'inconclusive')
      ? [[paint.bold(wording.console.selfCheck)], ...blocksOf(record, selfCheck, style)]
      : []),
    documentLines(documents, style),
  ]
  return blocks.flatMap((block) => ['', ...block])
}

function blocksOf(record: RunRecord, results: readonly Result[], style: ClosingStyle): string[][] {
  return [
    ...mattersOf(results).map((matter) => matterLines(record, matter, style)),
    ...stoppedAlike(results).map((stopped) => stoppedLines(record, stopped, style)),
  ]
}

function matterLines(record: RunRecord, { finding, result, advice, results }: Matter, style: ClosingStyle): string[] {
  return [
    headLine(results, style),
    ...findingLines(record, result, finding, advice, style),
    ...namesLines(results, style),
  ]
}

function stoppedLines(record: RunRecord, { results, cause, finding }: StoppedAlike, style: ClosingStyle): string[] {
  const wording = wordings[style.language]
  const [first] = results
  return [
    headLine(results, style),
    ...labelled(wording.departures.cause.toLowerCase(), wording.cause[cause], style),
    ...(finding ? findingLines(record, first, finding, advised(first, finding), style) : []),
    ...namesLines(results, style),
  ]
}

/** The title of the script, or how many scripts have the same matter. */
function headLine(results: readonly Result[], { language, paint }: ClosingStyle): string {
  const [first] = results
  if (first === undefined) return ''
  const titles = new Set(results.map(({ scenario }) => inLanguage(scenario.title, language)))
  const rest = titles.size - 1
  const more = rest > 0 ? ` ${wordings[language].console.more(rest)}` : ''
  return `${sign(first.state, paint)} ${paint.bold(inLanguage(first.scenario.title, language))}${paint.dim(more)}`
}

function findingLines(
  record: RunRecord,
  result: Result,
  finding: Departed | Undecided,
  { likelyCause, next }: Advice,
  style: ClosingStyle,
): string[] {
  const { language, paint } = style
  const { console: words, departures } = wordings[language]
  const say = (text: Text) => printable(inLanguage(text, language))
  const exchange = exchangeReference(result, finding, language)
  const clause = joinTexts([literal(`${finding.requirement}, `), clauseOf(record, finding.requirement)], '')
  return [
    ...(exchange === undefined ? [] : labelled(words.exchange, exchange, style)),
    ...labelled(words.expected, say(finding.expected), style),
    ...labelled(words.actual, say(finding.actual), style, paint.red),
    ...(finding.result === 'departed' ? labelled(words.clause, say(clause), style) : []),
    ...labelled(words.likelyCause, say(likelyCause), style),
    ...labelled(words.next, say(next), style, paint.cyan),
    ...labelled(departures.where.toLowerCase(), whereText(finding, language), style),
  ]
}

/** More scripts than this are in the report. */
const namedScripts = 4

function namesLines(results: readonly Result[], style: ClosingStyle): string[] {
  const { mode, console: words } = wordings[style.language]
  const names = results.slice(0, namedScripts).map((result) => `${result.scenario.id} (${mode[result.mode]})`)
  const rest = results.length - names.length
  return labelled(words.scripts, [names.join(', '), ...(rest > 0 ? [words.more(rest)] : [])].join(' '), style)
}

const margin = '    '

/** A label and its text; lines after the first stand below the text. */
function labelled(
  label: string,
  text: string,
  { language, paint, width }: ClosingStyle,
  colour = (plain: string): string => plain,
): string[] {
  const { console: words, departures } = wordings[language]
  const labels = [
    words.exchange,
    words.expected,
    words.actual,
    words.clause,
    words.likelyCause,
    words.next,
    words.scripts,
  ]
  const column = Math.max(...[...labels, departures.where, departures.cause].map(({ length }) => length)) + 2
  const room = width === undefined ? undefined : width - margin.length - column
  return wrapped(text, room).map((line, i) => {
    const head = i === 0 ? `${paint.dim(`${label}:`)}${' '.repeat(column - label.length - 1)}` : ' '.repeat(column)
    return `${margin}${head}${colour(line)}`
  })
}

/** Where the documents are, and why there is no Act. */
export function documentLines(documents: ClosingDocuments, { language, paint, width }: ClosingStyle): string[] {
  const wording = wordings[language]
  const { protocol, act, translations = [], reports, summary } = documents
  const paths = [protocol, act, ...translations, ...reports, summary]
  const refusal = documents.actRefusal ? wrapped(inLanguage(documents.actRefusal, language), width) : []
  return [
    paint.bold(`${wording.console.documents}:`),
    ...paths.filter((path) => path !== undefined).map((path) => `  ${path}`),
    ...refusal.map((line) => paint.yellow(line)),
  ]
}
