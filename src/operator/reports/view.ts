import { readFileSync } from 'node:fs'
import type { Language } from '../../base/text.js'
import type { MissedReason } from '../../model/round.js'
import { fontCss } from '../../render/fonts.js'
import { pageFootCss } from '../../render/page-css.js'
import { printable } from '../../render/printable.js'
import { templatesFolder, trusted } from '../../render/templates.js'
import { answerTimes, availabilityOf, conformanceOf, countedRounds, resolution } from '../availability/account.js'
import { meanLimitMs } from '../availability/limits.js'
import type { Period } from '../availability/period.js'
import { excluded, unknown } from '../availability/sample.js'
import type { AccountedOutage, ApiAccount } from '../availability/survey.js'
import { targetOutcome } from '../availability/target.js'
import { byHand } from '../moves.js'
import { dateText, lengthText, momentText, percentText, timeText } from './figures.js'
import type { AvailabilityReport } from './report.js'
import { reportWords, type ReportWords } from './wording/index.js'

/** Everything that templates/availability.hbs prints. */
export function availabilityView(report: AvailabilityReport, language: Language): object {
  const words = reportWords[language]
  const { period, until, madeAt, by, target, commonCause, apis } = report
  const percent = target === undefined ? undefined : `${String(target).replace('.', words.decimal)}\u00A0%`
  const isWhole = until >= period.until
  return {
    language,
    title: titleOf(period, words),
    css: trusted(
      [
        fontCss(),
        readFileSync(templatesFolder('print.css'), 'utf8'),
        readFileSync(templatesFolder('availability.css'), 'utf8'),
        pageFootCss(words.made(`Synaq ${by.version}`, momentText(madeAt)), words.page),
      ].join('\n'),
    ),
    watermarks: by.trial ? [words.sample] : [],
    translation: null,
    heads: [
      ...(by.operator === undefined ? [] : [line(words.operator, printable(by.operator))]),
      line(words.period, words.span(momentText(period.from), momentText(until), !isWhole)),
      line(words.target.label, percent === undefined ? words.target.none : words.target.is(percent)),
    ],
    words: { ...words.sections, none: words.none, noOutages: words.noOutages },
    columns: words.columns,
    hasTarget: target !== undefined,
    apis: apis.map((api) => apiView(api, target, words)),
    aside: apis.flatMap((api) => asideView(api, words) ?? []),
    outages: apis.flatMap((api) => api.outages.map((outage) => outageView(api, outage, words))),
    method: words.method({
      participants: commonCause.participants,
      share: percentText(commonCause.share, words),
      within: lengthText(commonCause.withinMs, words),
      target: percent,
    }),
  }
}

/** What a report is called. */
export function titleOf({ kind, first, last }: Period, words: ReportWords): string {
  if (kind === 'day') return words.title.day(dateText(first))
  if (kind === 'days') return words.title.days(dateText(first), dateText(last))
  const [year = 0, month = 1] = first.split('-').map(Number)
  return words.title.month(words.month(year, month))
}

const line = (label: string, text: string): object => ({ label, lines: [text], hash: null })

const nameView = (api: ApiAccount) => ({
  participant: printable(api.participantName, 120),
  name: printable(api.name, 120),
  id: printable(api.api, 120),
})

function apiView(api: ApiAccount, target: number | undefined, words: ReportWords): object {
  const { sums, outages } = api
  const { conforms, departs } = sums.conformance
  const outcome = targetOutcome(sums, target)
  const times = answerTimes(sums)
  const time = (ms: number | undefined): string => (ms === undefined ? '–' : timeText(ms, words))
  const length = (whys: typeof excluded | typeof unknown): string => {
    const ms = whys.reduce((sum, why) => sum + sums.time[why], 0)
    return ms === 0 ? '–' : lengthText(ms, words)
  }
  return {
    ...nameView(api),
    every: api.intervalMs === null ? '–' : lengthText(api.intervalMs, words),
    availability: percentText(availabilityOf(sums), words),
    rounds: countedRounds(sums),
    step: countedRounds(sums) === 0 ? null : words.step(stepText(resolution(sums) ?? 0, words)),
    target: outcome === undefined ? '–' : words.outcome[outcome],
    missed: outcome === 'missed',
    down: sums.time.down === 0 ? '–' : lengthText(sums.time.down, words),
    outages: outages.length === 0 ? null : words.outages(outages.length),
    excluded: length(excluded),
    unknown: length(unknown),
    conformance: percentText(conformanceOf(sums), words),
    departing: departs === 0 ? null : words.departing(departs, conforms + departs),
    mean: time(times?.mean),
    over: times !== undefined && times.mean > meanLimitMs ? words.over : null,
    p50: time(times?.p50),
    p95: time(times?.p95),
    p99: time(times?.p99),
  }
}

/** Rounded up: a step is never shown finer than it is. */
function stepText(share: number, { decimal }: ReportWords): string {
  return `${(Math.ceil(share * 10_000) / 100).toFixed(2).replace('.', decimal)}\u00A0%`
}

/** Undefined where all of the time counts and no slot was missed. */
function asideView(api: ApiAccount, words: ReportWords): object | undefined {
  const { time, missed } = api.sums
  const slots = Object.entries(missed) as [MissedReason, number][]
  const reasons = slots.map(([why, n]) => `${words.missedWhy[why]}: ${n}`).join(', ')
  const lines = [
    ...excluded.filter((why) => time[why] > 0).map((why) => `${words.excluded[why]}: ${lengthText(time[why], words)}`),
    ...unknown.filter((why) => time[why] > 0).map((why) => `${words.unknown[why]}: ${lengthText(time[why], words)}`),
    ...(slots.length === 0
      ? []
      : [
          words.missed(
            slots.reduce((sum, [, n]) => sum + n, 0),
            reasons,
          ),
        ]),
  ]
  return lines.length === 0 ? undefined : { ...nameView(api), lines }
}

function outageView(api: ApiAccount, outage: AccountedOutage, words: ReportWords): object {
  const { decision } = outage
  return {
    ...nameView(api),
    begun: outage.before ? words.before : momentText(outage.from),
    ended: outage.open ? words.open : momentText(outage.until),
    lasted: lengthText(outage.downMs, words),
    seen: outage.rounds,
    decision: decision
      ? words.decision(
          decision.id,
          words.actions[decision.action],
          momentText(decision.at),
          decision.rule === byHand ? undefined : printable(decision.rule, 80),
        )
      : words.noDecision,
  }
}
