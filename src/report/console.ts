import { inLanguage, type Language, type Text } from '../base/text.js'
import type { Finding } from '../model/finding.js'
import type { PlanItem } from '../model/plan.js'
import type { RunEvent, RunRecord } from '../model/run.js'
import type { Verdict } from '../model/verdict.js'
import { countsText } from './conclusion.js'
import { printable } from './printable.js'
import {
  charged,
  clauseOf,
  countsOf,
  exchangeLine,
  recordFile,
  selfCheckResults,
  subjectResults,
  undecided,
  type Result,
  type State,
} from './results.js'
import { wordings } from './wording/index.js'

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
    verdict.outcome === 'skipped' ? [wording.console.notRun(reasonText(verdict))] : [wording.mode[item.mode], ...took]
  return `${sign(state, paint)} ${title} ${paint.dim(`(${note.join(', ')})`)}`
}

const reasonText = ({ reason }: Extract<Verdict, { outcome: 'skipped' }>): string =>
  printable(reason.kind === 'not-applicable' ? reason.why : reason.what)

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
  readonly protocol: string
  readonly act?: string
  readonly actRefusal?: Text
  readonly translations: readonly string[]
  readonly summary: string
}

/** The end of a run on a terminal: outcome and counts, what failed and why, the self-check, where the documents are. */
export function closingLines(
  record: RunRecord,
  documents: ClosingDocuments | undefined,
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
    ...(documents ? [documentLines(documents, language, paint)] : []),
  ]
  return blocks.flatMap((block) => ['', ...block])
}

/** One block for every result that failed or could not be told. */
function resultBlocks(record: RunRecord, results: readonly Result[], language: Language, paint: Paint): string[][] {
  return results
    .filter(({ state }) => state === 'fail' || state === 'inconclusive')
    .map((result) => {
      const wording = wordings[language]
      const title = inLanguage(result.scenario.title, language)
      const head = `${sign(result.state, paint)} ${paint.bold(title)} ${paint.dim(`${result.scenario.id}, ${wording.mode[result.mode]}`)}`
      const findings = result.state === 'fail' ? charged(result) : undecided(result)
      const shown = findings
        .slice(0, shownFindings)
        .flatMap((finding) => findingLines(record, result, finding, language, paint))
      const rest = findings.length - shownFindings
      return [head, ...shown, ...(rest > 0 ? [`    ${wording.console.more(rest)}`] : [])]
    })
}

const shownFindings = 3

function findingLines(record: RunRecord, result: Result, finding: Finding, language: Language, paint: Paint): string[] {
  const { console: words, departures, cause } = wordings[language]
  const say = (text: Text) => printable(inLanguage(text, language))
  const file = recordFile(result)
  const asked = exchangeLine(result, finding)
  const where =
    file !== undefined && finding.exchange !== undefined ? departures.event(file, finding.exchange) : undefined
  const exchange = [asked, where].filter((part) => part !== undefined).join(' · ')
  const line = (label: string, text: string) => `    ${paint.dim(`${label}:`)} ${text}`
  return [
    `  ${departures.step(finding.place.step)}, ${departures.check(finding.check)}`,
    line(words.expected, say(finding.expected)),
    line(words.actual, finding.result === 'met' ? say(finding.actual) : paint.red(say(finding.actual))),
    line(words.clause, `${finding.requirement}, ${say(clauseOf(record, finding.requirement))}`),
    ...(exchange === '' ? [] : [line(words.exchange, exchange)]),
    ...(finding.result === 'undecided' ? [line(departures.cause.toLowerCase(), cause[finding.cause])] : []),
    ...(finding.result === 'departed' && finding.likelyCause
      ? [line(words.likelyCause, say(finding.likelyCause))]
      : []),
    ...(finding.result !== 'met' && finding.next ? [line(words.next, paint.cyan(say(finding.next)))] : []),
  ]
}

function documentLines(documents: ClosingDocuments, language: Language, paint: Paint): string[] {
  const wording = wordings[language]
  const paths = [documents.protocol, documents.act, ...documents.translations, documents.summary]
  return [
    paint.bold(`${wording.console.documents}:`),
    ...paths.filter((path) => path !== undefined).map((path) => `  ${path}`),
    ...(documents.actRefusal ? [paint.yellow(inLanguage(documents.actRefusal, language))] : []),
  ]
}
