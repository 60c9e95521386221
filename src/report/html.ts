import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { inLanguage, type Language } from '../base/text.js'
import type { EvidenceEvent } from '../model/evidence.js'
import type { RunRecord } from '../model/run.js'
import { loadTemplates, templatesFolder, trusted } from '../render/templates.js'
import { whySkipped, whereText } from './departures.js'
import { durationOf, explainedFindings, explainedShortly, type Explained } from './explained.js'
import { plainLine } from './printable.js'
import { countsOf, exchangeText, recordFile, resultsOf, type Result, type State } from './results.js'
import { curlCommand, requestText, responseText } from './shown-exchange.js'
import { lengthText, momentText } from './times.js'
import { wordings } from './wording/index.js'
import { pageWordings } from './wording/page.js'

/** What needs a look comes first. */
const order: readonly State[] = ['fail', 'inconclusive', 'open', 'not-provided', 'pass', 'not-applicable']

/** Strokes of the sign of each state in a square of 16: no font is needed to see it. */
const signs: Readonly<Record<State, string>> = {
  pass: 'M2 9l4 4l8-10',
  fail: 'M3 3l10 10M13 3l-10 10',
  inconclusive: 'M8 2v7M8 12v2',
  open: 'M8 2v7M8 12v2',
  'not-provided': 'M3 8h10',
  'not-applicable': 'M3 8h10',
}

/**
 * The run as one HTML page that needs nothing else: it loads nothing, its style and its script are named by digest in
 * its policy, and without the script everything can still be read.
 */
export function htmlOf(record: RunRecord, language: Language): string {
  return loadTemplates(templatesFolder()).render('report', reportView(record, language))
}

/** Everything that templates/report.hbs prints. */
export function reportView(record: RunRecord, language: Language): object {
  const css = readFileSync(templatesFolder('report.css'), 'utf8')
  const script = readFileSync(templatesFolder('report.js'), 'utf8')
  const wording = wordings[language]
  const words = pageWordings[language]
  const { target } = record.plan
  const results = resultsOf(record)
  const counts = countsOf(results)
  const present = order.filter((state) => counts[state] > 0)
  return {
    language,
    title: `${words.title}: ${plainLine(target.participant.name)}`,
    policy: `default-src 'none'; style-src ${digest(css)}; script-src ${digest(script)}; base-uri 'none'; form-action 'none'`,
    css: trusted(css),
    script: trusted(script),
    words: { ...words, ...wording.departures },
    heading: words.title,
    outcome: { state: record.outcome, label: wording.console.outcome[record.outcome] },
    participant: plainLine(target.participant.name),
    specimen: target.participant.invented ? wording.watermark.sample : null,
    facts: factsOf(record, language),
    states: present.map((state) => ({ state, sign: signs[state], label: wording.state[state], n: counts[state] })),
    modes: [...new Set(results.map(({ mode }) => mode))].map((mode) => ({ value: mode, label: wording.mode[mode] })),
    scripts: [...new Set(results.map(({ scenario }) => scenario.script))].map((kind) => ({
      value: kind,
      label: words.scripts[kind],
    })),
    groups: present.map((state) => ({
      state,
      heading: wording.state[state],
      n: counts[state],
      results: results.filter((result) => result.state === state).map((result) => resultView(record, result, language)),
    })),
    madeBy: wording.madeBy(`Synaq ${record.tool.version}`, record.run),
  }
}

/** The source expression of a style or script of our own in a Content-Security-Policy. */
const digest = (ours: string): string => `'sha256-${createHash('sha256').update(ours).digest('base64')}'`

interface Fact {
  readonly label: string
  readonly value: string
}

function factsOf(record: RunRecord, language: Language): Fact[] {
  const { place, terms } = wordings[language]
  const { target } = record.plan
  const end = record.endedAt
  const ways = { ...wordings[language].mode, platform: place.platform }
  const addresses = (['direct', 'through', 'platform'] as const).flatMap((way) => {
    const address = target.endpoints[way]
    return address === undefined ? [] : [`${ways[way]} ${address}`]
  })
  return [
    {
      label: place.target,
      value: `${target.name} (${target.participant.id}, ${place.environments[target.environment]})`,
    },
    { label: place.endpoints, value: addresses.join(', ') },
    { label: place.contract, value: `${target.contract.title}, ${place.version(target.contract.version)}` },
    { label: terms.start, value: `${momentText(record.startedAt)} (${terms.zone})` },
    {
      label: terms.duration,
      value: end === null ? terms.notEnded : lengthText(record.startedAt, end, wordings[language]),
    },
  ].map(({ label, value }) => ({ label, value: plainLine(value) }))
}

function resultView(record: RunRecord, result: Result, language: Language): object {
  const wording = wordings[language]
  const { scenario, mode, state } = result
  const findings = explainedFindings(record, result, language)
  const exchanges = exchangesOf(result, language)
  const key = keyOf(result)
  const met = (result.attempt?.verdict.findings ?? []).filter((finding) => finding.result === 'met')
  const why = whySkipped(result, wording) ?? null
  const file = recordFile(result)
  return {
    key,
    state,
    sign: signs[state],
    stateLabel: wording.state[state],
    mode,
    modeLabel: wording.mode[mode],
    script: scenario.script,
    title: plainLine(inLanguage(scenario.title, language)),
    id: plainLine(scenario.id),
    selfCheck: scenario.subject === 'platform',
    took: result.attempt?.startedAt === undefined ? null : pageWordings[language].ms(durationOf(result)),
    gist: why ?? gistOf(findings, language),
    why,
    findings: together(findings).map((matter) => matterView(matter, key, exchanges, language)),
    met:
      met.length === 0
        ? null
        : {
            heading: pageWordings[language].met(met.length),
            items: met.map((finding) => ({
              where: whereText(finding, language),
              expected: plainLine(inLanguage(finding.expected, language)),
              requirement: plainLine(finding.requirement),
            })),
          },
    exchanges:
      exchanges.length === 0 ? null : { heading: pageWordings[language].exchanges(exchanges.length), items: exchanges },
    record: result.attempt === undefined || file === undefined ? null : file,
  }
}

function matterView(
  matter: Together,
  key: string,
  exchanges: readonly { readonly event: number }[],
  language: Language,
): object {
  const { departures, console: words } = wordings[language]
  const rest = matter.seenIn.length - linkedExchanges
  return {
    ...matter,
    heading: pageWordings[language].findings[matter.kind],
    causeLabel: matter.kind === 'undecided' ? departures.cause : departures.likelyCause,
    seenIn: matter.seenIn.slice(0, linkedExchanges).map(({ event, exchange }) => ({
      exchange,
      target: exchanges.some((shown) => shown.event === event) ? `${key}-${String(event)}` : null,
    })),
    more: rest > 0 ? words.more(rest) : null,
  }
}

/** The first thing to know of a result that did not pass, and how many more there are. */
function gistOf(findings: readonly Explained[], language: Language): string | null {
  const [first, ...rest] = findings.filter(({ kind }) => kind !== 'remark')
  if (first === undefined) return null
  const shortly = explainedShortly(first, language)
  return rest.length === 0 ? shortly : `${shortly} ${wordings[language].console.more(rest.length)}`
}

type Together = Omit<Explained, 'expected' | 'actual' | 'event' | 'exchange'> & {
  readonly pairs: readonly Pick<Explained, 'expected' | 'actual'>[]
  readonly seenIn: readonly { readonly event: number | null; readonly exchange: string }[]
}

/** Findings of one check and one requirement are one matter: what came instead, and in which exchanges. */
function together(findings: readonly Explained[]): Together[] {
  const matters = new Map<string, Together>()
  for (const { expected, actual, event, exchange, ...matter } of findings) {
    const key = JSON.stringify(matter)
    const { pairs, seenIn } = matters.get(key) ?? { pairs: [], seenIn: [] }
    const newPair = !pairs.some((pair) => pair.expected === expected && pair.actual === actual)
    const newPlace = exchange !== null && !seenIn.some((seen) => seen.exchange === exchange)
    matters.set(key, {
      ...matter,
      pairs: newPair ? [...pairs, { expected, actual }] : pairs,
      seenIn: newPlace ? [...seenIn, { event, exchange }] : seenIn,
    })
  }
  return [...matters.values()]
}

/** How many exchanges a matter links to; the others stand in the list below it. */
const linkedExchanges = 5

/** The id of a result's element on the page. */
const keyOf = ({ item, scenario, mode }: Result): string =>
  item.planned ? `a${item.attempt}` : `n-${scenario.id.replace(/[^A-Za-z0-9]+/g, '-')}-${mode}`

type ExchangeEvent = Extract<EvidenceEvent, { type: 'exchange' }>

/** Exchanges of an attempt in order, each with its place on the attempt's own scale of time. */
function exchangesOf(result: Result, language: Language) {
  const events = result.attempt?.events ?? []
  const made = events.flatMap((event, index) => (event.type === 'exchange' ? [{ event, index }] : []))
  const start = Math.min(...made.map(({ event }) => Date.parse(event.exchange.at)))
  const end = Math.max(...made.map(({ event }) => Date.parse(event.exchange.at) + event.exchange.timings.totalMs))
  const key = keyOf(result)
  return made.map(({ event, index }) => ({
    key: `${key}-${index}`,
    event: index,
    ...exchangeView(event, start, Math.max(1, end - start), language),
  }))
}

/** Width of the drawing of the bars, in its own units. */
const barWidth = 1000

function exchangeView(event: ExchangeEvent, startMs: number, spanMs: number, language: Language) {
  const { exchange, step } = event
  const { outcome, timings } = exchange
  const words = pageWordings[language]
  const offset = Date.parse(exchange.at) - startMs
  const first = timings.firstByteMs ?? timings.totalMs
  const units = (ms: number) => Math.round((ms / spanMs) * barWidth)
  const x = units(offset)
  const wait = Math.max(3, units(first))
  const [total, firstByte] = [Math.round(timings.totalMs), timings.firstByteMs]
  return {
    step: wordings[language].departures.step(step),
    line: plainLine(exchangeText(event)),
    bad: 'failure' in outcome || outcome.response.status >= 500,
    took: words.ms(total),
    timings: words.timings(offset, firstByte === undefined ? null : Math.round(firstByte), total),
    bar: { x, wait, rest: x + wait, receive: Math.max(2, units(timings.totalMs - first)) },
    request: requestText(exchange),
    response: responseText(exchange),
    tls: tlsFacts(event, language),
    curl: curlCommand(exchange),
  }
}

function tlsFacts({ exchange: { tls } }: ExchangeEvent, language: Language): Fact[] | null {
  if (tls === undefined) return null
  const words = pageWordings[language].tls
  return [
    { label: words.protocol, value: tls.protocol },
    { label: words.cipher, value: tls.cipher },
    { label: words.peer, value: plainLine(tls.peerSubject) },
    { label: words.notAfter, value: plainLine(tls.peerNotAfter) },
    { label: words.digest, value: tls.peerCertificate },
    { label: words.ours, value: tls.clientCertificatePresented ? words.yes : words.no },
  ]
}
