import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { JWK } from 'jose'
import { parseJson, type Json } from '../../base/json.js'
import type { ToldAnswer } from '../../model/application.js'
import { changedJson } from './changed-json.js'
import { isTokenAnswer, withIdToken } from './id-token.js'

type Of<K extends ToldAnswer['kind']> = Extract<ToldAnswer, { kind: K }>

/** Answers that begin with the normal one. */
type Reworked = Of<'changed' | 'id-token' | 'cut' | 'padded'>

/** An answer as it goes out; its header fields are set on the response. */
export interface Outgoing {
  readonly status: number
  readonly body: Buffer
  /** Broken off in the middle of its body. */
  readonly cut?: true
  /** Bytes of white space that follow the body. */
  readonly padding?: number
}

interface Whole {
  readonly status: number
  readonly body: Buffer
}

/**
 * How the normal answer becomes what is told; undefined where it cannot: a refusal, no JSON, no tokens. Then it stays as it
 * is, and the rule waits for an answer that it can change.
 */
export function reworking(
  response: ServerResponse,
  { status, body }: Whole,
  told: ToldAnswer,
  signingKey: JWK,
): (() => Promise<Outgoing>) | undefined {
  if (!isReworked(told) || status > 299 || body.length < 2) return undefined
  if (told.kind === 'cut') return async () => framed(response, { status, body, cut: true })
  const json = parseJson(body.toString('utf8'))
  if (json === undefined) return undefined
  const sent = (value: Json) => framed(response, { status, body: Buffer.from(JSON.stringify(value)) })
  switch (told.kind) {
    case 'changed':
      return async () => {
        renewTag(response)
        return sent(changedJson(json, told.set, told.remove))
      }
    case 'padded':
      return async () => framed(response, { status, body, padding: Math.max(0, told.bytes - body.length) })
    case 'id-token':
      return isTokenAnswer(json) ? async () => sent(await withIdToken(json, told, signingKey)) : undefined
  }
}

/** What was changed is another representation, so that nobody takes the next 304 for it (RFC 9110, section 8.8.3). */
function renewTag(response: ServerResponse): void {
  if (response.hasHeader('etag')) response.setHeader('etag', `"${randomUUID()}"`)
}

const isReworked = (told: ToldAnswer): told is Reworked => ['changed', 'id-token', 'cut', 'padded'].includes(told.kind)

/** An answer that no handler made, in place of the normal one. */
export function instead(
  response: ServerResponse,
  { status, headers, body, text }: Of<'instead'>,
  requestId: readonly [name: string, value: string],
): Outgoing {
  const sent = text ?? (body === undefined ? '' : JSON.stringify(body))
  response.setHeader(...requestId)
  response.setHeader('cache-control', 'no-store')
  if (sent !== '') response.setHeader('content-type', 'application/json; charset=utf-8')
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  return framed(response, { status, body: Buffer.from(sent) })
}

/** With the header fields that tell the length: of an answer that is cut off, of the whole that it promises. */
function framed(response: ServerResponse, outgoing: Outgoing): Outgoing {
  const { status, body, padding = 0 } = outgoing
  response.removeHeader('transfer-encoding')
  response.removeHeader('content-length')
  if (status !== 204 && status !== 304) response.setHeader('content-length', body.length + padding)
  return outgoing
}

/** Sends an answer. Answers when it is on its way, or the connection is gone. */
export async function send(response: ServerResponse, { status, body, cut, padding = 0 }: Outgoing): Promise<void> {
  if (response.destroyed) return
  response.statusCode = status
  if (cut) response.write(halfOf(body), () => response.destroy())
  else if (padding === 0) response.end(body)
  else await pipeline(Readable.from(padded(body, padding)), response).catch(() => undefined)
}

/** What is sent of an answer that is cut off. */
export const halfOf = (body: Buffer): Buffer => body.subarray(0, Math.ceil(body.length / 2))

const paddingChunk = Buffer.alloc(64 * 1024, ' ')

function* padded(body: Buffer, padding: number): Generator<Buffer> {
  yield body
  for (let left = padding; left > 0; left -= paddingChunk.length) yield paddingChunk.subarray(0, left)
}
