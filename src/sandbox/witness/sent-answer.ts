import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** An answer as it went out over the connection. */
export interface SentAnswer {
  /** Null where not even its head was sent. */
  readonly status: number | null
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: number
  /** Undefined where it is longer than is kept. */
  readonly body: Buffer | undefined
  /** The connection took all of it. */
  readonly whole: boolean
}

/** Longer bodies are counted, not kept. */
const mostKeptBytes = 1024 * 1024

/** Looks at an answer while it goes out and changes nothing of it; `over` is told once it has, or has been broken off. */
export function onSentAnswer(response: ServerResponse, over: (answer: SentAnswer) => void): void {
  const writeHead = response.writeHead.bind(response)
  const write = response.write.bind(response)
  const end = response.end.bind(response)
  let status: number | null = null
  let headers: Record<string, string> = {}
  let bytes = 0
  let kept: Buffer[] | undefined = []
  const take = (chunk: unknown, encoding: unknown): void => {
    const taken = bytesOf(chunk, encoding)
    bytes += taken.length
    if (bytes > mostKeptBytes) kept = undefined
    else kept?.push(taken)
  }
  response.writeHead = (code: number, ...rest: unknown[]) => {
    status = code
    headers = { ...fieldsOf(response.getHeaders()), ...fieldsOf(rest.at(-1)) }
    Reflect.apply(writeHead, undefined, [code, ...rest])
    return response
  }
  response.write = (chunk: unknown, ...rest: unknown[]) => {
    take(chunk, rest[0])
    return Reflect.apply(write, undefined, [chunk, ...rest]) === true
  }
  response.end = (...args: unknown[]) => {
    take(args[0], args[1])
    Reflect.apply(end, undefined, args)
    return response
  }
  response.once('close', () =>
    over({ status, headers, bytes, body: kept && Buffer.concat(kept), whole: response.writableFinished }),
  )
}

function bytesOf(chunk: unknown, encoding: unknown): Buffer {
  if (chunk instanceof Uint8Array) return Buffer.from(chunk)
  if (typeof chunk !== 'string') return Buffer.alloc(0)
  return Buffer.from(chunk, typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8')
}

/** Header fields as an object or as Node's flat list has them; several of one name are joined (RFC 9110, section 5.2). */
function fieldsOf(given: unknown): Record<string, string> {
  if (typeof given !== 'object' || given === null) return {}
  const pairs = Array.isArray(given) ? pairsOf(given) : Object.entries(given as OutgoingHttpHeaders)
  return Object.fromEntries(
    pairs.flatMap(([name, value]) => (value === undefined ? [] : [[name.toLowerCase(), [value].flat().join(', ')]])),
  )
}

function pairsOf(list: readonly unknown[]): [string, string][] {
  return list.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[String(name), String(list[i + 1])]] : []))
}
