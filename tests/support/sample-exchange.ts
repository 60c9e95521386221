import type { Json } from '../../src/base/json.js'
import type { Headers } from '../../src/model/contract.js'
import type { ExchangeFacts, MaskedExchange, RawExchange, TransportFailure } from '../../src/model/exchange.js'
import type { JudgePlace, Seen } from '../../src/model/vocabulary.js'
import { sampleContract } from './sample-contract.js'
import { memoryTarget } from './memory-target.js'

export const at = '2026-11-22T07:42:16.123Z'

/** An exchange in a few words: a status with its body, or how the connection failed. */
export interface Answer {
  readonly status?: number
  readonly failure?: TransportFailure
  readonly headers?: Headers
  readonly json?: Json
  /** The body where it is no JSON. */
  readonly text?: string
  /** What came behind an answer without content. */
  readonly surplusBytes?: number
  /** When it began, where that matters. */
  readonly at?: string
  readonly totalMs?: number
  readonly request?: Partial<RawExchange['request']>
}

/** A raw exchange of the subject, asked directly. */
export function rawExchange({
  status = 200,
  failure,
  headers = {},
  json,
  text,
  surplusBytes,
  at: began = at,
  totalMs = 1,
  request = {},
}: Answer = {}): RawExchange {
  const surplus = surplusBytes === undefined ? {} : { surplusBytes }
  const body = text ?? (json === undefined ? '' : JSON.stringify(json))
  return {
    at: began,
    request: {
      operation: 'listAccounts',
      method: 'GET',
      url: 'https://bank.example/open/v3/accounts',
      headers: { 'x-request-id': 'r-1' },
      peer: 'subject',
      via: 'direct',
      credential: { certificate: 'platform', authorization: 'bearer' },
      ...request,
    },
    outcome: failure ? { failure } : { response: { status, headers, body, validUtf8: true, json, ...surplus } },
    timings: { totalMs },
  }
}

/** The same as it stands in evidence, for checks that judge only what is not masked. */
export function maskedExchange(answer: Answer = {}): MaskedExchange {
  const { outcome, request, ...rest } = rawExchange(answer)
  if ('failure' in outcome) return { ...rest, request, outcome }
  const { body, json, ...response } = outcome.response
  const bodyKind = json === undefined ? (body === '' ? 'empty' : 'other') : 'json'
  return { ...rest, request, outcome: { response: { ...response, body: json, bodyKind, bodyBytes: body.length } } }
}

export const conforming: ExchangeFacts = { contract: [], tokens: [], origin: 'provider' }

/** What judging sees at a step with these exchanges; the first stands at index 2 of the record. */
export function judgePlace(
  exchanges: readonly (Answer & { readonly facts?: Partial<ExchangeFacts> })[],
  changes: Partial<JudgePlace> = {},
): JudgePlace {
  return {
    step: '2',
    mode: 'direct',
    script: 'success',
    subject: 'provider',
    exchanges: exchanges.map(({ facts, ...answer }, i) => ({
      index: i + 2,
      exchange: maskedExchange(answer),
      facts: { ...conforming, ...facts },
    })),
    ...changes,
  }
}

/** What a check may look at while raw values are there; references resolve to what `values` says. */
export function seenAt(exchanges: readonly Answer[], values: Readonly<Record<string, Json>> = {}): Seen {
  return {
    contract: sampleContract(),
    target: memoryTarget(),
    exchanges: exchanges.map(rawExchange),
    value: undefined,
    body: ({ outcome }) => ('response' in outcome ? outcome.response.json : undefined),
    resolve: (written) =>
      (typeof written === 'string' && Object.hasOwn(values, written) ? values[written] : written) ?? null,
  }
}
