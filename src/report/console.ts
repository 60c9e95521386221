import { inLanguage, type Language } from '../base/text.js'
import type { LeftBehind } from '../judge/resume.js'
import type { PlanItem } from '../model/plan.js'
import type { RunEvent } from '../model/run.js'
import type { SkipReason, Verdict } from '../model/verdict.js'
import { printable } from '../render/printable.js'
import type { State } from './results.js'
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
      case 'run-resumed':
        return [wording.console.resumed(event.resumption.attempts.length, printable(event.plan.target.name))]
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

/** What scripts that were cut off may have left changed; nothing where nothing is known. */
export function leftBehindLines(left: readonly LeftBehind[], language: Language): string[] {
  if (left.length === 0) return []
  const { console: words, mode } = wordings[language]
  return [
    words.leftBehind,
    ...left.map(({ item, what }) => {
      const clients = item.planned ? Object.values(item.clients).filter((name) => typeof name === 'string') : []
      const whose = clients.length > 0 ? ` · ${clients.join(', ')}` : ''
      return `  ${item.scenario.id} (${mode[item.mode]}): ${printable(what.join(', '))}${printable(whose)}`
    }),
  ]
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
    verdict.outcome === 'skipped' ? [reasonText(verdict.reason, wording)] : [wording.mode[item.mode], ...took]
  return `${sign(state, paint)} ${title} ${paint.dim(`(${note.join(', ')})`)}`
}

/** Where a person could confirm it, the questions alone: what is lacking is one who answers them. */
function reasonText(reason: SkipReason, wording: Wording): string {
  const questions = questionsOf(reason, wording)
  return questions.length > 0 ? wording.departures.toConfirm(questions.join(' ')) : notRunText(reason, wording)
}

/** Why something is not run, and each question that a person would have to answer. */
export function leftOutLines(reason: SkipReason, language: Language): string[] {
  const wording = wordings[language]
  return [notRunText(reason, wording), ...questionsOf(reason, wording).map(wording.departures.toConfirm)]
}

function notRunText(reason: SkipReason, { console, language }: Wording): string {
  return reason.kind === 'not-applicable'
    ? console.notRun(printable(inLanguage(reason.why, language)))
    : console.missing(printable(inLanguage(reason.what, language)))
}

function questionsOf(reason: SkipReason, { language }: Wording): string[] {
  const questions = reason.kind === 'not-provided' ? (reason.toConfirm ?? []) : []
  return questions.map((question) => printable(inLanguage(question, language)))
}

/** The sign of a state in its colour. */
export function sign(state: State, paint: Paint): string {
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
