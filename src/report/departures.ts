import { inLanguage, type Language } from '../base/text.js'
import type { Finding } from '../model/finding.js'
import type { RunRecord } from '../model/run.js'
import type { GivenRun, ProtocolBasis } from './basis.js'
import { advised } from './explain/index.js'
import { printable } from '../render/printable.js'
import { runLabel } from './run-text.js'
import {
  charged,
  clauseOf,
  exchangeLine,
  recordFile,
  remarks,
  subjectResults,
  stoppedAlike,
  type Departed,
  type Result,
  type StoppedAlike,
  type Undecided,
} from './results.js'
import { dayText } from './times.js'
import { waiverNumber } from './waivers.js'
import { waiversView, type WaiversView } from './waivers-view.js'
import { wordings, type Wording } from './wording/index.js'

/** One entry of «Информация о несоответствиях требованиям»: what one check of one scenario found. */
export interface DepartureCard {
  readonly heading: string
  /** `keep`: not to be parted from the next line. */
  readonly lines: readonly { readonly label: string; readonly text: string; readonly keep: boolean }[]
}

export interface DeparturesView {
  readonly none: string | null
  readonly waivers: WaiversView | null
  readonly failures: readonly DepartureCard[]
  readonly remarks: { readonly heading: string; readonly cards: readonly DepartureCard[] } | null
  readonly inconclusive: {
    readonly heading: string
    readonly text: string
    readonly cards: readonly DepartureCard[]
  } | null
  readonly skipped: { readonly heading: string; readonly items: readonly string[] } | null
}

/** How many different departures of one check are printed; the rest is in summary.json. */
const shownPerCard = 5

/** Everything that was not as required, by weight, and what was not carried out and why. */
export function departuresView(basis: ProtocolBasis, language: Language): DeparturesView {
  const wording = wordings[language]
  const { departures } = wording
  const runs = basis.counted.map((run): RunResults => ({
    run,
    results: subjectResults(run.record),
    mark: runLine(runLabel(basis, run, wording), run, wording),
  }))
  const cards = (of: (result: Result) => Departed[], heading?: (n: number) => string) =>
    runs
      .flatMap(({ run, results, mark }) =>
        results.flatMap((result) => groups(of(result)).map((findings) => ({ run, mark, result, findings }))),
      )
      .map(({ run, mark, result, findings }, i) => card(run.record, result, findings, heading?.(i + 1), mark, language))
  const failures = cards(charged, departures.number)
  const remarkCards = cards(remarks)
  const open = runs.flatMap(({ results, mark }) =>
    stoppedAlike(results).map((group) => stoppedCard(group, mark, language)),
  )
  const skipped = runs.flatMap(({ run, results }) => {
    const label = runLabel(basis, run, wording)
    const before = label === undefined ? '' : `${label}: `
    return results.flatMap((result) => skippedText(result, wording, language)).map((text) => before + text)
  })
  const settled = runs.every(({ results }) =>
    results.every(({ state }) => state === 'pass' || state === 'not-applicable'),
  )
  return {
    waivers: waiversView(
      basis.counted.map(({ record }) => record),
      language,
    ),
    none: failures.length > 0 ? null : settled ? departures.none : departures.noneSoFar,
    failures,
    remarks: remarkCards.length > 0 ? { heading: departures.remarks, cards: remarkCards } : null,
    inconclusive:
      open.length > 0 ? { heading: departures.inconclusive, text: departures.inconclusiveText, cards: open } : null,
    skipped: skipped.length > 0 ? { heading: departures.skipped, items: skipped } : null,
  }
}

interface RunResults {
  readonly run: GivenRun
  readonly results: readonly Result[]
  /** The line that tells the run in a card; none where there is but one run. */
  readonly mark: readonly Line[]
}

function runLine(label: string | undefined, { number, record }: GivenRun, { runs }: Wording): Line[] {
  return label === undefined ? [] : [line(runs.run, `${number}, ${record.run}`)]
}

/** Findings of one check and one requirement belong together: ten wrong fields are one matter. */
function groups(findings: readonly Departed[]): Departed[][] {
  const byPlace = new Map<string, Departed[]>()
  for (const finding of findings) {
    const key = JSON.stringify([finding.place.step, finding.place.check ?? null, finding.requirement])
    byPlace.set(key, [...(byPlace.get(key) ?? []), finding])
  }
  return [...byPlace.values()]
}

type Line = DepartureCard['lines'][number]
const line = (label: string, text: string): Line => ({ label, text, keep: false })

function card(
  record: RunRecord,
  result: Result,
  findings: readonly Departed[],
  heading: string | undefined,
  mark: readonly Line[],
  language: Language,
): DepartureCard {
  const { departures } = wordings[language]
  const [first] = findings
  const title = inLanguage(result.scenario.title, language)
  const differences = differencesOf(findings, language)
  const rest = differences.length - shownPerCard
  return {
    heading: heading === undefined ? title : `${heading}. ${title}`,
    lines: [
      ...(first ? [requirementLine(record, first, language)] : []),
      ...(first ? waiverLine(record, result, first, language) : []),
      ...mark,
      line(departures.scenario, nameOf(result, language)),
      ...(first ? [line(departures.where, whereText(first, language))] : []),
      ...differences.slice(0, shownPerCard).flat(),
      ...(rest > 0 ? [line('', departures.more(rest))] : []),
      ...(first ? adviceLines(result, first, language) : []),
    ],
  }
}

/** The waiver of a departure that counts; none where it has none. */
function waiverLine(record: RunRecord, result: Result, finding: Departed, language: Language): Line[] {
  const { waivers } = wordings[language]
  const number = charged(result).includes(finding) ? waiverNumber(record, result, finding.requirement) : undefined
  const waiver = number === undefined ? undefined : record.waivers?.waivers[number - 1]
  if (number === undefined || !waiver) return []
  return [line(waivers.label, waivers.reference(number, dayText(waiver.expires)))]
}

/** What was expected and what came, each difference once. */
function differencesOf(findings: readonly Finding[], language: Language): Line[][] {
  const { departures } = wordings[language]
  const pairs = findings.map(({ expected, actual }) => [
    { ...line(departures.expected, printable(inLanguage(expected, language))), keep: true },
    line(departures.actual, printable(inLanguage(actual, language))),
  ])
  return [...new Map(pairs.map((pair) => [JSON.stringify(pair), pair])).values()]
}

/** One card for all scenarios that one cause stopped. */
function stoppedCard(
  { results, cause, finding }: StoppedAlike,
  mark: readonly Line[],
  language: Language,
): DepartureCard {
  const wording = wordings[language]
  const { departures } = wording
  const [first] = results
  const title = inLanguage(first.scenario.title, language)
  return {
    heading: results.length === 1 ? title : departures.stopped(results.length),
    lines: [
      line(departures.cause, wording.cause[cause]),
      ...mark,
      ...(finding ? differencesOf([finding], language).flat() : []),
      ...(finding && results.length === 1 ? [line(departures.where, whereText(finding, language))] : []),
      ...(finding ? adviceLines(first, finding, language) : []),
      ...results.map((result, i) => line(i === 0 ? departures.scenario : '', nameOf(result, language))),
    ],
  }
}

function requirementLine(record: RunRecord, finding: Finding, language: Language): Line {
  const requirement = record.plan.requirements[finding.requirement]
  const clause = inLanguage(clauseOf(record, finding.requirement), language)
  const text = requirement ? `: ${printable(inLanguage(requirement.text, language))}` : ''
  return line(wordings[language].departures.requirement, `${finding.requirement} (${clause})${text}`)
}

/** Where in its scenario a finding was made. */
export function whereText({ place, check }: Finding, language: Language): string {
  const { departures } = wordings[language]
  const step = departures.step(place.step)
  return place.check === undefined ? `${step} (${check})` : `${step}, ${departures.check(check)}`
}

/** The exchange that shows it, the likely cause and the next step. */
function adviceLines(result: Result, finding: Departed | Undecided, language: Language): Line[] {
  const { departures } = wordings[language]
  const exchange = exchangeReference(result, finding, language)
  const { likelyCause, next } = advised(result, finding)
  return [
    ...(exchange === undefined ? [] : [line(departures.exchange, exchange)]),
    line(departures.likelyCause, printable(inLanguage(likelyCause, language))),
    line(departures.next, printable(inLanguage(next, language))),
  ]
}

/** The exchange in a few words, and where it stands in the record. */
export function exchangeReference(result: Result, finding: Finding, language: Language): string | undefined {
  const file = recordFile(result)
  const asked = exchangeLine(result, finding, language)
  if (file === undefined || finding.exchange === undefined) return asked
  const event = wordings[language].departures.event(file, finding.exchange)
  return asked === undefined ? event : `${printable(asked)} · ${event}`
}

const nameOf = (result: Result, language: Language) => `${result.scenario.id}, ${wordings[language].mode[result.mode]}`

function skippedText(result: Result, wording: Wording, language: Language): string[] {
  const why = whySkipped(result, wording)
  return why === undefined
    ? []
    : [`${inLanguage(result.scenario.title, language)} (${result.scenario.id}, ${wording.mode[result.mode]}): ${why}`]
}

/** Why a scenario has no verdict of its own; undefined where it has one. */
export function whySkipped({ item, attempt, state }: Result, { departures, language }: Wording): string | undefined {
  if (state === 'open') return departures.open
  const reason = !item.planned
    ? item.reason
    : attempt?.verdict.outcome === 'skipped'
      ? attempt.verdict.reason
      : undefined
  if (reason === undefined) return undefined
  if (reason.kind === 'not-applicable') return departures.notApplicable(printable(inLanguage(reason.why, language)))
  const lacks = departures.notProvided(printable(inLanguage(reason.what, language)))
  const questions = (reason.toConfirm ?? []).map((question) => printable(inLanguage(question, language)))
  return questions.length === 0 ? lacks : `${departures.toConfirm(questions.join(' '))} (${lacks})`
}
