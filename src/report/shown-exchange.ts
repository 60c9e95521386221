import { isObject, pointer, type Json } from '../base/json.js'
import type { Departure } from '../model/contract.js'
import type { Mask, MaskedExchange } from '../model/exchange.js'
import { plainLine } from '../render/printable.js'

/** A line of a message; `marked` where the message departs from the contract. */
export interface ShownLine {
  readonly text: string
  readonly marked: boolean
}

/** The request as text: line of the method, headers, body; masks in short. Departures are those of the request itself. */
export function requestLines({ request }: MaskedExchange, departures: readonly Departure[] = []): ShownLine[] {
  const places = new Set(departures.map(({ at }) => at))
  const head = [
    { text: `${request.method} ${plainLine(request.url)}`, marked: departures.some(({ at }) => isOfAddress(at)) },
    ...headerLines(request.headers, places),
    ...missingHeaders(departures),
  ]
  return [...head, ...(request.body === undefined ? [] : [plain(''), ...bodyLines(request.body, places)])]
}

const isOfAddress = (at: string): boolean => /^(operation$|path:|query:)/.test(at)

/** The answer as text, or how the connection failed. */
export function responseLines({ outcome }: MaskedExchange, departures: readonly Departure[] = []): ShownLine[] {
  if ('failure' in outcome) {
    return Object.entries(outcome.failure).map(([name, value]) => plain(`${name}: ${plainLine(String(value))}`))
  }
  const { status, headers, body } = outcome.response
  const places = new Set(departures.map(({ at }) => at))
  const head = [
    { text: `HTTP ${status}`, marked: places.has('status') },
    ...headerLines(headers, places),
    ...missingHeaders(departures),
  ]
  return [...head, ...(body === undefined ? [] : [plain(''), ...bodyLines(body, places)])]
}

/** The place of something that had to be there. */
const missing = (name: string, indent: string): ShownLine => ({ text: `${indent}${plainLine(name)}: —`, marked: true })

const plain = (text: string): ShownLine => ({ text, marked: false })

const headerLines = (headers: MaskedExchange['request']['headers'], places: ReadonlySet<string>): ShownLine[] =>
  Object.entries(headers).map(([name, value]) => ({
    text: plainLine(`${name}: ${inShort(value)}`),
    marked: places.has(`header:${name}`) || (name === 'content-type' && places.has('content-type')),
  }))

const missingHeaders = (departures: readonly Departure[]): ShownLine[] =>
  departures
    .filter(({ at, seen }) => seen === 'absent' && /^header:|^content-type$/.test(at))
    .map(({ at }) => missing(at.replace('header:', ''), ''))

/** A header whose value is masked, or its end, with the mask as bodies have it: `Bearer [masked 615 tag]` → `Bearer ‹615 #tag›`. */
const inShort = (value: string): string => value.replace(/\[masked (\d+) ([\w-]+)\]/g, '‹$1 #$2›')

/** More lines of a body than this are looked up in the record. */
const mostLines = 400
/** Of a longer list as many first items are shown, and every item that departs from the contract up to the same number. */
const shownItems = 3

function bodyLines(body: Json, places: ReadonlySet<string>): ShownLine[] {
  const lines = jsonLines(body, '', '', '', places)
  return lines.length > mostLines ? [...lines.slice(0, mostLines), plain('…')] : lines
}

/** JSON as people write it, a line a value; `at` is the pointer to the value, `lead` what stands before it on its line. */
function jsonLines(value: Json, at: string, indent: string, lead: string, places: ReadonlySet<string>): ShownLine[] {
  const marked = places.has(at)
  const line = (text: string): ShownLine => ({ text: `${indent}${text}`, marked })
  if (isMask(value)) return [line(`${lead}${maskText(value)}`)]
  const entries: readonly (readonly [string, Json])[] = Array.isArray(value)
    ? (value as readonly Json[]).map((item, i) => [String(i), item])
    : isObject(value)
      ? Object.entries(value as Readonly<Record<string, Json>>)
      : []
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  if (entries.length === 0) {
    const text = typeof value === 'object' && value !== null ? `${open}${close}` : JSON.stringify(value)
    return [line(`${lead}${plainLine(text)}`)]
  }
  const shown = Array.isArray(value) ? chosenItems(entries, at, places) : entries
  const below = shown.flatMap(([name, item]) => {
    const key = Array.isArray(value) ? '' : `${JSON.stringify(plainLine(name))}: `
    return jsonLines(item, pointer(at, name), `${indent}  `, key, places)
  })
  const rest = entries.length - shown.length
  return [
    line(`${lead}${open}`),
    ...below,
    ...(Array.isArray(value)
      ? []
      : missingIn(entries, at, places).map((name) => missing(JSON.stringify(name), `${indent}  `))),
    ...(rest > 0 ? [plain(`${indent}  … +${rest}`)] : []),
    { text: `${indent}${close}`, marked: false },
  ]
}

/** Names of an object's properties that departures speak of and that are not there. */
function missingIn(entries: readonly (readonly [string, Json])[], at: string, places: ReadonlySet<string>): string[] {
  const there = new Set(entries.map(([name]) => pointer(at, name)))
  return [...places]
    .filter((place) => place.startsWith(`${at}/`) && !there.has(place))
    .map((place) => place.slice(at.length + 1))
    .filter((name) => !name.includes('/'))
}

function chosenItems<E extends readonly [string, Json]>(
  entries: readonly E[],
  at: string,
  places: ReadonlySet<string>,
): readonly E[] {
  if (entries.length <= 2 * shownItems) return entries
  const departs = ([name]: E): boolean => {
    const own = pointer(at, name)
    return [...places].some((place) => place === own || place.startsWith(`${own}/`))
  }
  const telling = entries.slice(shownItems).filter(departs).slice(0, shownItems)
  return [...entries.slice(0, shownItems), ...telling]
}

/** A mask in short: kind, how many characters, the formats it met, its tag. */
export function maskText({ $mask, length, valid, tag }: Mask): string {
  return `‹${[plainLine($mask), length, ...valid, `#${tag}`].join(' ')}›`
}

/** Whether a value of the record stands for another; the capture makes masks and nothing else of that shape. */
export const isMask = (value: unknown): value is Mask =>
  isObject(value) &&
  typeof value.$mask === 'string' &&
  typeof value.tag === 'string' &&
  typeof value.length === 'number' &&
  Array.isArray(value.valid)
