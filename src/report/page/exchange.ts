import { literal, type Text } from '../../base/text.js'
import type { EvidenceEvent } from '../../model/evidence.js'
import type { Inbound, Timings } from '../../model/exchange.js'
import { markedLines, spoken } from '../../render/spoken.js'
import { curlCommand, type Placeholder } from '../curl.js'
import { plainLine } from '../../render/printable.js'
import { exchangeText, type Result } from '../results.js'
import { requestLines, responseLines } from '../shown-exchange.js'
import { onPage } from '../wording/page.js'
import { keyOf } from './key.js'

type ExchangeEvent = Extract<EvidenceEvent, { type: 'exchange' }>

/** Exchanges of an attempt by the index of their event, each with its place on the attempt's own scale of time. */
export function exchangeViews(result: Result): ReadonlyMap<number, object> {
  const events = result.attempt?.events ?? []
  const made = events.flatMap((event, index) => (event.type === 'exchange' ? [{ event, index }] : []))
  const start = Math.min(...made.map(({ event }) => Date.parse(event.exchange.at)))
  const end = Math.max(...made.map(({ event }) => Date.parse(event.exchange.at) + event.exchange.timings.totalMs))
  const scale = { start, span: Math.max(1, end - start) }
  return new Map(made.map(({ event, index }) => [index, exchangeView(event, keyOf(result, index), scale)]))
}

/** Width of the drawing of the bars, in its own units. */
const barWidth = 1000

function exchangeView(event: ExchangeEvent, key: string, scale: { readonly start: number; readonly span: number }) {
  const { exchange, facts } = event
  const { outcome, timings } = exchange
  const offset = Date.parse(exchange.at) - scale.start
  const first = timings.firstByteMs ?? timings.totalMs
  const units = (ms: number) => Math.round((ms / scale.span) * barWidth)
  const x = Math.min(units(offset), barWidth - 6)
  const wait = Math.max(4, units(first))
  const { inbound } = exchange.request
  const told = inbound?.answered === 'as-told'
  // What the application sent cannot be sent again by us.
  const curl = inbound ? null : curlCommand(exchange)
  const departures = facts.contract ?? []
  return {
    key,
    line: plainLine(exchangeText(event)),
    direction: inbound ? spoken(onPage((words) => words.direction)) : null,
    bad: !told && ('failure' in outcome || outcome.response.status >= 500),
    took: spoken(milliseconds(timings.totalMs)),
    started: spoken(onPage((words) => words.startedAfter(textOf(milliseconds(offset), words)))),
    total: spoken(onPage((words) => words.total(textOf(milliseconds(timings.totalMs), words)))),
    bar: { x, wait, rest: x + wait, receive: Math.max(2, units(timings.totalMs - first)) },
    phases: phasesOf(timings),
    reused: exchange.tls !== undefined && timings.tlsMs === undefined,
    ...headings(inbound),
    request: markedLines(requestLines(exchange, inbound ? departures : [])),
    response: markedLines(responseLines(exchange, inbound ? [] : departures)),
    marked: departures.length > 0,
    tls: tlsFacts(event),
    curl: curl?.command ?? null,
    placeholders: (curl?.placeholders ?? []).map(({ name, ...seen }) => ({ name, about: spoken(aboutText(seen)) })),
  }
}

/** Whose message is whose. */
function headings(inbound: Inbound | undefined): { readonly requestHead: object; readonly responseHead: object } {
  const answered = inbound?.answered === 'as-told' ? 'told' : 'answered'
  return {
    requestHead: spoken(onPage((words) => words[inbound ? 'sent' : 'request'])),
    responseHead: spoken(onPage((words) => words[inbound ? answered : 'response'])),
  }
}

function aboutText({ tag, length, formats }: Omit<Placeholder, 'name'>): Text {
  return onPage((words) =>
    [...(length === undefined ? [] : [words.characters(length)]), ...formats, `#${tag}`].join(', '),
  )
}

type PageWords = Parameters<Parameters<typeof onPage>[0]>[0]

const textOf = (text: Text, { decimal }: PageWords): string => (decimal === '.' ? text.en : text.ru)

/** A time in milliseconds; below ten with a decimal. */
function milliseconds(ms: number): Text {
  const digits = ms >= 10 || Number.isInteger(ms) ? Math.round(ms).toString() : ms.toFixed(1)
  return onPage((words) => words.ms(digits.replace('.', words.decimal)))
}

interface Phase {
  readonly kind: 'lookup' | 'connect' | 'tls' | 'wait' | 'body'
  readonly x: number
  readonly width: number
  readonly label: object
  readonly took: object
}

/** The parts of an exchange in order, as far as they were recorded, on a scale of their own. */
function phasesOf(timings: Timings): Phase[] {
  const { lookupMs, connectMs, tlsMs, firstByteMs, totalMs } = timings
  const moments = [
    ['lookup', lookupMs],
    ['connect', connectMs],
    ['tls', tlsMs],
    ['wait', firstByteMs ?? totalMs],
    ['body', firstByteMs === undefined ? undefined : totalMs],
  ] as const
  const units = (ms: number) => Math.round((ms / Math.max(totalMs, 0.1)) * barWidth)
  let from = 0
  return moments.flatMap(([kind, to]): Phase[] => {
    if (to === undefined) return []
    const took = Math.max(0, to - from)
    const x = units(from)
    from = to
    const label =
      kind === 'tls' || kind === 'connect' || kind === 'lookup'
        ? literal(labels[kind])
        : onPage(({ phases }) => phases[kind])
    return [{ kind, x, width: Math.max(2, units(took)), label: spoken(label), took: spoken(milliseconds(took)) }]
  })
}

const labels = { lookup: 'DNS', connect: 'TCP', tls: 'TLS' } as const

function tlsFacts({ exchange: { tls, request } }: ExchangeEvent): object[] | null {
  if (tls === undefined) return null
  const name = request.credential.certificate
  const ours = onPage(({ tls: words }) =>
    name === 'none' ? words.none : tls.clientCertificatePresented ? words.presented(name) : words.withheld(name),
  )
  const facts: readonly (readonly [Text, Text])[] = [
    [onPage((words) => words.tls.protocol), literal(tls.protocol)],
    [onPage((words) => words.tls.cipher), literal(tls.cipher)],
    [onPage((words) => words.tls[request.inbound ? 'peerApplication' : 'peer']), literal(plainLine(tls.peerSubject))],
    [onPage((words) => words.tls.notAfter), literal(plainLine(tls.peerNotAfter))],
    [onPage((words) => words.tls.digest), literal(tls.peerCertificate)],
    ...(request.inbound ? [] : [[onPage((words) => words.tls.ours), ours] as const]),
  ]
  return facts.map(([label, value]) => ({ label: spoken(label), value: spoken(value) }))
}
