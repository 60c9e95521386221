import type { ServerResponse } from 'node:http'
import type { JWK } from 'jose'
import { parseJson, type Json } from '../../base/json.js'
import type { ToldAnswer } from '../../model/application.js'
import { changedJson } from './changed-json.js'
import type { HeldAnswer } from './held-answer.js'
import { isTokenAnswer, withIdToken } from './id-token.js'

/** Answers that begin with the normal one. */
export type Reworked = Extract<ToldAnswer, { kind: 'changed' | 'id-token' | 'cut' | 'padded' }>

/** How an answer goes out: whole, or broken off in the middle of its body. */
export interface Outgoing extends HeldAnswer {
  readonly cut: boolean
  /** False where the answer could not be reworked as told and is the normal one. */
  readonly asTold: boolean
}

/** The normal answer as it is told to be. What is no JSON, or no tokens, stays as it is and says so. */
export async function reworked(normal: HeldAnswer, told: Reworked, signingKey: JWK): Promise<Outgoing> {
  const { status, body } = normal
  const untouched: Outgoing = { ...normal, cut: false, asTold: false }
  if (told.kind === 'cut') return body.length > 1 ? { ...normal, cut: true, asTold: true } : untouched
  const json = parseJson(body.toString('utf8'))
  if (json === undefined) return untouched
  const sent = (value: Json): Outgoing => ({
    status,
    body: Buffer.from(JSON.stringify(value)),
    cut: false,
    asTold: true,
  })
  switch (told.kind) {
    case 'changed':
      return sent(changedJson(json, told.set, told.remove))
    case 'id-token':
      return isTokenAnswer(json) ? sent(await withIdToken(json, told, signingKey)) : untouched
    case 'padded': {
      const padding = Buffer.alloc(Math.max(0, told.bytes - body.length), ' ')
      return { status, body: Buffer.concat([body, padding]), cut: false, asTold: true }
    }
  }
}

/** Sends a held answer; one that is cut off promises its whole length and ends half-way. */
export function send(response: ServerResponse, { status, body, cut }: Outgoing): void {
  if (response.destroyed) return
  response.removeHeader('transfer-encoding')
  if (status !== 204 && status !== 304) response.setHeader('content-length', body.length)
  response.writeHead(status)
  if (!cut) response.end(body)
  else response.write(body.subarray(0, Math.ceil(body.length / 2)), () => response.destroy())
}

/** An answer that no handler made, in place of the normal one. */
export function instead(
  response: ServerResponse,
  { status, headers, body, text }: Extract<ToldAnswer, { kind: 'instead' }>,
  requestIdHeader: readonly [name: string, value: string],
): Outgoing {
  response.setHeader(...requestIdHeader)
  response.setHeader('cache-control', 'no-store')
  const sent = text ?? (body === undefined ? '' : JSON.stringify(body))
  if (sent !== '') response.setHeader('content-type', 'application/json; charset=utf-8')
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  return { status, body: Buffer.from(sent), cut: false, asTold: true }
}
