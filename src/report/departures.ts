import { inLanguage, type Language, type Text } from '../base/text.js'
import type { Finding } from '../model/finding.js'
import type { RunRecord } from '../model/run.js'
import { printable } from './printable.js'
import {
  charged,
  clauseOf,
  exchangeLine,
  recordFile,
  remarks,
  subjectResults,
  undecided,
  type Departed,
  type Result,
  type Undecided,
} from './results.js'
import { wordings, type Wording } from './wording/index.js'

/** One entry of «Информация о несоответствиях требованиям»: what one check of one scenario found. */
export interface DepartureCard {
  readonly heading: string
  readonly lines: readonly { readonly label: string; readonly text: string }[]
}

export interface DeparturesView {
  readonly none: string | null
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
export function departuresView(record: RunRecord, language: Language): DeparturesView {
  const wording = wordings[language]
  const { departures } = wording
  const results = subjectResults(record)
  const cards = <F extends Departed | Undecided>(of: (result: Result) => F[], heading?: (n: number) => string) =>
    results
      .flatMap((result) => groups(of(result)).map((findings) => ({ result, findings })))
      .map(({ result, findings }, i) => card(record, result, findings, heading?.(i + 1), language))
  const failures = cards(charged, departures.number)
  const remarkCards = cards(remarks)
  const open = cards((result) => (result.state === 'inconclusive' ? undecided(result) : []))
  const skipped = results.flatMap((result) => skippedText(result, wording, language))
  const settled = results.every(({ state }) => state === 'pass' || state === 'not-applicable')
  return {
    none: failures.length > 0 ? null : settled ? departures.none : departures.noneSoFar,
    failures,
    remarks: remarkCards.length > 0 ? { heading: departures.remarks, cards: remarkCards } : null,
    inconclusive:
      open.length > 0 ? { heading: departures.inconclusive, text: departures.inconclusiveText, cards: open } : null,
    skipped: skipped.length > 0 ? { heading: departures.skipped, items: skipped } : null,
  }
}

/** Findings of one check and one requirement belong together: ten wrong fields are one matter. */
function groups<F extends Finding>(findings: readonly F[]): F[][] {
  const byPlace = new Map<string, F[]>()
  for (const finding of findings) {
    const key = JSON.stringify([finding.place.step, finding.place.check ?? null, finding.requirement])
    byPlace.set(key, [...(byPlace.get(key) ?? []), finding])
  }
  return [...byPlace.values()]
}

function card(
  record: RunRecord,
  result: Result,
  findings: readonly (Departed | Undecided)[],
  heading: string | undefined,
  language: Language,
): DepartureCard {
  const wording = wordings[language]
  const { departures } = wording
  const say = (text: Text) => printable(inLanguage(text, language))
  const [first] = findings
  if (first === undefined) return { heading: heading ?? '', lines: [] }
  const title = inLanguage(result.scenario.title, language)
  const requirement = record.plan.requirements[first.requirement]
  const file = recordFile(result)
  const asked = exchangeLine(result, first)
  const place = file !== undefined && first.exchange !== undefined ? departures.event(file, first.exchange) : undefined
  const exchange = [asked === undefined ? undefined : printable(asked), place].filter((part) => part !== undefined)
  const differences = findings.slice(0, shownPerCard).flatMap((finding) => [
    { label: departures.expected, text: say(finding.expected) },
    { label: departures.actual, text: say(finding.actual) },
  ])
  const rest = findings.length - shownPerCard
  const cause = first.result === 'undecided' ? wording.cause[first.cause] : undefined
  const likely = first.result === 'departed' && first.likelyCause ? say(first.likelyCause) : undefined
  const next = first.next ? say(first.next) : undefined
  return {
    heading: heading === undefined ? title : `${heading}. ${title}`,
    lines: [
      {
        label: departures.requirement,
        text: `${first.requirement} (${inLanguage(clauseOf(record, first.requirement), language)})${requirement ? `: ${say(requirement.text)}` : ''}`,
      },
      { label: departures.scenario, text: `${result.scenario.id}, ${wording.mode[result.mode]}` },
      { label: departures.where, text: `${departures.step(first.place.step)}, ${departures.check(first.check)}` },
      ...differences,
      ...(rest > 0 ? [{ label: '', text: departures.more(rest) }] : []),
      ...(exchange.length > 0 ? [{ label: departures.exchange, text: exchange.join(' · ') }] : []),
      ...(cause === undefined ? [] : [{ label: departures.cause, text: cause }]),
      ...(likely === undefined ? [] : [{ label: departures.likelyCause, text: likely }]),
      ...(next === undefined ? [] : [{ label: departures.next, text: next }]),
    ],
  }
}

function skippedText(result: Result, wording: Wording, language: Language): string[] {
  const why = whySkipped(result, wording)
  return why === undefined
    ? []
    : [`${inLanguage(result.scenario.title, language)} (${result.scenario.id}, ${wording.mode[result.mode]}): ${why}`]
}

/** Why a scenario has no verdict of its own; undefined where it has one. */
export function whySkipped({ item, attempt, state }: Result, { departures }: Wording): string | undefined {
  if (state === 'open') return departures.open
  const reason = !item.planned
    ? item.reason
    : attempt?.verdict.outcome === 'skipped'
      ? attempt.verdict.reason
      : undefined
  if (reason === undefined) return undefined
  return reason.kind === 'not-applicable'
    ? departures.notApplicable(printable(reason.why))
    : departures.notProvided(printable(reason.what))
}
