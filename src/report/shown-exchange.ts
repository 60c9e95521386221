import { isObject, type Json, type JsonObject } from '../base/json.js'
import type { Mask, MaskedExchange } from '../model/exchange.js'
import { plainLine, plainLines } from './printable.js'

/** More of a body than this is looked up in the record. */
const longestBody = 20_000

/** Header fields that curl sets by itself. */
const curlsOwn = new Set(['connection', 'content-length', 'host', 'transfer-encoding'])

/** The request as text: line of the method, headers, body; masks in short. */
export function requestText({ request }: MaskedExchange): string {
  const head = [`${request.method} ${plainLine(request.url)}`, ...headerLines(request.headers)]
  return [...head, ...(request.body === undefined ? [] : ['', bodyText(request.body)])].join('\n')
}

/** The answer as text, or how the connection failed. */
export function responseText({ outcome }: MaskedExchange): string {
  if ('failure' in outcome) {
    return Object.entries(outcome.failure)
      .map(([name, value]) => `${name}: ${plainLine(String(value))}`)
      .join('\n')
  }
  const { status, headers, body } = outcome.response
  return [`HTTP ${status}`, ...headerLines(headers), ...(body === undefined ? [] : ['', bodyText(body)])].join('\n')
}

const headerLines = (headers: MaskedExchange['request']['headers']): string[] =>
  Object.entries(headers).map(([name, value]) => plainLine(`${name}: ${value}`))

const bodyText = (body: Json): string => plainLines(JSON.stringify(inShort(body), null, 2), longestBody)

/** The value with each mask as one short text: kind, length, tag, and the formats it met. */
export function inShort(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(inShort)
  if (!isJsonObject(value)) return value
  if (isMask(value)) {
    const formats = value.valid.map((format) => `, ${format}`).join('')
    return `[masked ${value.$mask}, ${value.length} characters, #${value.tag}${formats}]`
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inShort(item)]))
}

const isJsonObject = (value: Json): value is JsonObject => isObject(value)

/** Whether a value of the record stands for another; the capture makes masks and nothing else of that shape. */
const isMask = (value: unknown): value is Mask =>
  isObject(value) &&
  typeof value.$mask === 'string' &&
  typeof value.tag === 'string' &&
  typeof value.length === 'number' &&
  Array.isArray(value.valid)

/** A curl command that makes the request again once the masks are replaced by values; safe to paste as it is. */
export function curlCommand({ request }: MaskedExchange): string {
  const { certificate } = request.credential
  const parts = [
    `curl --globoff --include --request ${quoted(request.method)} ${quoted(request.url)}`,
    ...(certificate === 'none' ? [] : [`--cert ${quoted(`${certificate}.crt`)} --key ${quoted(`${certificate}.key`)}`]),
    ...Object.entries(request.headers)
      .filter(([name]) => !curlsOwn.has(name.toLowerCase()))
      .map(([name, value]) => `--header ${quoted(`${name}: ${value}`)}`),
    ...dataOf(request),
  ]
  return parts.join(' \\\n  ')
}

function dataOf({ body, headers }: MaskedExchange['request']): string[] {
  if (body === undefined) return []
  const shown = inShort(body)
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true && isObject(shown)) {
    return Object.entries(shown).map(
      ([name, value]) =>
        `--data-urlencode ${quoted(`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)}`,
    )
  }
  return [`--data-raw ${quoted(typeof shown === 'string' ? shown : JSON.stringify(shown))}`]
}

/** One word of a POSIX shell: nothing in it is expanded or run. */
const quoted = (text: string): string => `'${plainLine(text, longestBody).replaceAll("'", "'\\''")}'`
