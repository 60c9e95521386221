import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Refusal } from './answer.js'
import { readBody } from './pages/page-response.js'

/** More than any request of a contract needs. */
const maxBytes = 1024 * 1024

/** True where the message has a body (RFC 9112, section 6.3). */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
}

/** The body as text, empty where there is none, or why it is not taken. Reading a stream that has nothing is dear. */
export async function requestBody(request: IncomingMessage): Promise<string | Refusal> {
  if (!hasBody(request)) return ''
  const body = await readBody(request, maxBytes)
  return body ?? { status: 413, code: 'payload_too_large', message: `The body must be at most ${maxBytes} bytes` }
}

/** Header fields that are the platform's business, or that frame the message. */
const withheld = new Set(['authorization', 'connection', 'content-length', 'content-type', 'host', 'transfer-encoding'])

/** The header fields that an invented bank may read. */
export function readable(headers: IncomingHttpHeaders): Record<string, string> {
  const read = Object.entries(headers).filter(([name]) => !withheld.has(name))
  return Object.fromEntries(read.map(([name, value]) => [name, [value ?? []].flat().join(', ')]))
}
