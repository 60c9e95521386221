import { isObject, type Json } from '../base/json.js'
import type { MaskedExchange } from '../model/exchange.js'
import { plainLine } from '../render/printable.js'
import { isMask } from './shown-exchange.js'

/** A command for a shell, and what has to be put in for its placeholders. */
export interface CurlCommand {
  readonly command: string
  readonly placeholders: readonly Placeholder[]
}

/** What the masked value looked like, as far as evidence tells; `name` as it stands in the command. */
export interface Placeholder {
  readonly name: string
  readonly tag: string
  readonly length?: number
  readonly formats: readonly string[]
}

/** Header fields that curl sets by itself. */
const curlsOwn = new Set(['connection', 'content-length', 'host', 'transfer-encoding'])

/** A curl command that makes the request again once its placeholders are filled in; safe to paste as it is. */
export function curlCommand({ request }: MaskedExchange): CurlCommand {
  const placeholders = new Placeholders()
  const { certificate } = request.credential
  const url = request.url.replace(/\{([^{}:]+):([\w-]+)\}/g, (_, name: string, tag: string) =>
    placeholders.named(name, { tag, formats: [] }),
  )
  const headers = Object.entries(request.headers)
    .filter(([name]) => !curlsOwn.has(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${withoutMasks(name, value, placeholders)}`)
  const parts = [
    `curl --globoff --include --request ${quoted(request.method)} ${quoted(url)}`,
    certificate === 'none'
      ? "--cacert 'server-ca.pem'"
      : `--cacert 'server-ca.pem' --cert ${quoted(`${certificate}.crt`)} --key ${quoted(`${certificate}.key`)}`,
    ...headers.map((header) => `--header ${quoted(header)}`),
    ...dataOf(request, placeholders),
  ]
  return { command: parts.join(' \\\n  '), placeholders: placeholders.all }
}

/** A header as evidence has it: `Bearer [masked 615 tag]` → `Bearer <token>`. */
function withoutMasks(name: string, value: string, placeholders: Placeholders): string {
  const kind = name.toLowerCase() === 'authorization' ? 'token' : name
  return value.replace(/\[masked (\d+) ([\w-]+)\]/g, (_, length: string, tag: string) =>
    placeholders.named(kind, { tag, length: Number(length), formats: [] }),
  )
}

function dataOf({ body, headers }: MaskedExchange['request'], placeholders: Placeholders): string[] {
  if (body === undefined) return []
  const filled = placeholders.in(body)
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true && isObject(filled)) {
    return Object.entries(filled).map(
      ([name, value]) =>
        `--data-urlencode ${quoted(`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)}`,
    )
  }
  return [`--data-raw ${quoted(typeof filled === 'string' ? filled : JSON.stringify(filled))}`]
}

/** Names for masked values: equal values have one name, different ones of a kind are numbered. */
class Placeholders {
  readonly #byTag = new Map<string, Placeholder>()

  get all(): Placeholder[] {
    return [...this.#byTag.values()]
  }

  named(kind: string, seen: Omit<Placeholder, 'name'>): string {
    const key = `${kind} ${seen.tag}`
    const known = this.#byTag.get(key)
    if (known) return known.name
    const word = kind.replace(/[^\w-]+/g, '-')
    const before = this.all.filter(({ name }) => name === `<${word}>` || name.startsWith(`<${word}-`)).length
    const name = before === 0 ? `<${word}>` : `<${word}-${before + 1}>`
    this.#byTag.set(key, { name, ...seen })
    return name
  }

  in(value: Json): Json {
    if (Array.isArray(value)) return (value as readonly Json[]).map((item) => this.in(item))
    if (isMask(value)) {
      const { $mask, tag, length, valid } = value
      return this.named($mask, { tag, length, formats: valid })
    }
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.in(item)]))
  }
}

/** A request longer than this is no command any more. */
const longestWord = 20_000

/** One word of a POSIX shell: nothing in it is expanded or run. */
const quoted = (text: string): string => `'${plainLine(text, longestWord).replaceAll("'", "'\\''")}'`
