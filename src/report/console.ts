import { inLanguage, type Language, type Text } from '../base/text.js'
import type { PlanItem } from '../model/plan.js'
import type { RunEvent, RunRecord } from '../model/run.js'
import type { Verdict } from '../model/verdict.js'
import { countsText } from './conclusion.js'
import { exchangeReference, whereText } from './departures.js'
import { printable } from './printable.js'
import {
  charged,
  clauseOf,
  countsOf,
  selfCheckResults,
  stoppedAlike,
  subjectResults,
  type Departed,
  type Result,
  type State,
  type Undecided,
} from './results.js'
import { wordings } from './wording/index.js'
import type { Wording } from './wording/ru.js'

/** Colours of a terminal, or functions that change nothing for a pipe. */
export type Paint = Readonly<Record<'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan', (text: string) => string>>

/** Turns the events of one run into lines as they come: a line when it starts, and one for every verdict. */
export function progressLines(language: Language, paint: Paint): (event: RunEvent) => string[] {
  const wording = wordings[language]
  const spans = new Map<number, { from?: string; to?: string }>()
  return (event) => {
    switch (event.type) {
      case 'run-started': {
        const planned = event.plan.items.filter((item) => item.planned).length
        return [wording.console.started(planned, printable(event.plan.target.name))]
      }
      case 'attempt-event':
        if (event.event.type === 'attempt-started') spans.set(event.attempt, { from: event.event.at })
        return []
      case 'attempt-ended':
        spans.set(event.attempt, { ...spans.get(event.attempt), to: event.at })
        return []
      case 'attempt-judged':
        return [
          verdictLine(
            event.item,
            event.verdict,
            event.item.planned ? spans.get(event.item.attempt) : undefined,
            language,
            paint,
          ),
        ]
      case 'run-ended':
        return event.how === 'interrupted' ? [paint.yellow(wording.console.interrupted)] : []
      default:
        return []
    }
  }
}

function verdictLine(
  item: PlanItem,
  verdict: Verdict,
  span: { readonly from?: string; readonly to?: string } | undefined,
  language: Language,
  paint: Paint,
): string {
  const wording = wordings[language]
  const state = verdict.outcome === 'skipped' ? verdict.reason.kind : verdict.outcome
  const title = inLanguage(item.scenario.title, language)
  const took =
    span?.from === undefined || span.to === undefined
      ? []
      : [wording.console.seconds(((Date.parse(span.to) - Date.parse(span.from)) / 1000).toFixed(1))]
  const note =
    verdict.outcome === 'skipped' ? [reasonText(verdict, wording.console)] : [wording.mode[item.mode], ...took]
  return `${sign(state, paint)} ${title} ${paint.dim(`(${note.join(', ')})`)}`
}

function reasonText({ reason }: Extract<Verdict, { outcome: 'skipped' }>, wording: Wording['console']): string {
  return reason.kind === 'not-applicable'
    ? wording.notRun(printable(reason.why))
    : wording.missing(printable(reason.what))
}

function sign(state: State, paint: Paint): string {
  switch (state) {
    case 'pass':
      return paint.green('✓')
    case 'fail':
      return paint.red('✗')
    case 'inconclusive':
    case 'open':
      return paint.yellow('?')
    default:
      return paint.dim('–')
  }
}

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

/** The end of a run on a terminal: outcome and counts, what failed and why, the self-check, where the documents are. */
export function closingLines(
  record: RunRecord,
  documents: ClosingDocuments,
  language: Language,
  paint: Paint,
): string[] {
  const wording = wordings[language]
  const subject = subjectResults(record)
  const selfCheck = selfCheckResults(record)
  const colour = record.outcome === 'pass' ? paint.green : record.outcome === 'fail' ? paint.red : paint.yellow
  const blocks = [
    [
      `${colour(paint.bold(wording.console.outcome[record.outcome]))} · ${wording.console.subject}: ${countsText(countsOf(subject), wording)}`,
      ...(selfCheck.length > 0 ? [`${wording.console.selfCheck}: ${countsText(countsOf(selfCheck), wording)}`] : []),
    ],
    ...resultBlocks(record, subject, language, paint),
    ...(selfCheck.some(({ state }) => state === 'fail' || state === 'inconclusive')
      ? [[paint.bold(wording.console.selfCheck)], ...resultBlocks(record, selfCheck, language, paint)]
      : []),
    documentLines(documents, language, paint),
  ]
  return blocks.flatMap((block) => ['', ...block])
}

/** One block for every result that failed, and one for every cause that left results without a conclusion. */
function resultBlocks(record: RunRecord, results: readonly Result[], language: Language, paint: Paint): string[][] {
  const wording = wordings[language]
  const failed = results
    .filter(({ state }) => state === 'fail')
    .map((result) => {
      const findings = charged(result)
      const rest = findings.length - shownFindings
      const shown = findings
        .slice(0, shownFindings)
        .flatMap((finding) => [
          `  ${whereText(finding, language)}`,
          ...findingLines(record, result, finding, language, paint),
        ])
      return [headLine(result, language, paint), ...shown, ...(rest > 0 ? [`    ${wording.console.more(rest)}`] : [])]
    })
  const stopped = stoppedAlike(results).map(({ results: alike, cause, finding }) => [
    ...alike.map((result) => headLine(result, language, paint)),
    `    ${paint.dim(`${wording.departures.cause.toLowerCase()}:`)} ${wording.cause[cause]}`,
    ...(finding ? findingLines(record, alike[0], finding, language, paint) : []),
  ])
  return [...failed, ...stopped]
}

const shownFindings = 3

function headLine({ state, scenario, mode }: Result, language: Language, paint: Paint): string {
  const name = `· ${scenario.id}, ${wordings[language].mode[mode]}`
  return `${sign(state, paint)} ${paint.bold(inLanguage(scenario.title, language))} ${paint.dim(name)}`
}

function findingLines(
  record: RunRecord,
  result: Result,
  finding: Departed | Undecided,
  language: Language,
  paint: Paint,
): string[] {
  const { console: words } = wordings[language]
  const say = (text: Text) => printable(inLanguage(text, language))
  const exchange = exchangeReference(result, finding, language)
  const line = (label: string, text: string) => `    ${paint.dim(`${label}:`)} ${text}`
  return [
    line(words.expected, say(finding.expected)),
    line(words.actual, paint.red(say(finding.actual))),
    ...(finding.result === 'departed'
      ? [line(words.clause, `${finding.requirement}, ${say(clauseOf(record, finding.requirement))}`)]
      : []),
    ...(exchange === undefined ? [] : [line(words.exchange, exchange)]),
    ...(finding.result === 'departed' && finding.likelyCause
      ? [line(words.likelyCause, say(finding.likelyCause))]
      : []),
    ...(finding.next ? [line(words.next, paint.cyan(say(finding.next)))] : []),
  ]
}

function documentLines(documents: ClosingDocuments, language: Language, paint: Paint): string[] {
  const wording = wordings[language]
  const { protocol, act, translations = [], reports, summary } = documents
  const paths = [protocol, act, ...translations, ...reports, summary]
  return [
    paint.bold(`${wording.console.documents}:`),
    ...paths.filter((path) => path !== undefined).map((path) => `  ${path}`),
    ...(documents.actRefusal ? [paint.yellow(inLanguage(documents.actRefusal, language))] : []),
  ]
}
