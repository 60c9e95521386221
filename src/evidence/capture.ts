import { isObject, parseJson, type Json } from '../base/json.js'
import { decodeToken } from '../crypto/tokens.js'
import type { ContractInForce, Headers, Openness, Operation } from '../model/contract.js'
import type { ExchangeFacts, MaskedExchange, RawExchange, RawResponse, TokenFact } from '../model/exchange.js'
import { providerIdHeader, requestIdHeader, participantIdHeader } from '../model/headers.js'
import type { Masker } from './mask.js'

/** What capture needs to know of the target, to tell whose a token or an answer is. */
export interface CaptureContext {
  readonly contract: ContractInForce
  readonly subject: string
  readonly issuer: string
  readonly api: string
  /** Seconds since the epoch. */
  readonly nowSeconds: number
}

/** Header fields whose values are no secret and nobody's data. */
const openHeaders = new Set([
  'accept',
  'allow',
  'cache-control',
  'connection',
  'content-length',
  'content-type',
  'date',
  'retry-after',
  'transfer-encoding',
  requestIdHeader,
  participantIdHeader,
  providerIdHeader,
])

/** A raw exchange as it may be kept: masked, with facts. The raw one is not kept anywhere. */
export function capture(
  raw: RawExchange,
  masker: Masker,
  context: CaptureContext,
): { exchange: MaskedExchange; facts: ExchangeFacts } {
  const operation = raw.request.operation === null ? undefined : context.contract.operations.get(raw.request.operation)
  const { body, ...request } = raw.request
  const open = operation ? context.contract.requestOpenness(operation.id) : false
  const exchange: MaskedExchange = {
    at: raw.at,
    request: {
      ...request,
      url: maskUrl(raw.request.url, operation, masker),
      headers: maskHeaders(raw.request.headers, masker),
      ...(body === undefined ? {} : { body: maskBody(body, raw.request.headers['content-type'], open, masker) }),
    },
    outcome:
      'failure' in raw.outcome
        ? raw.outcome
        : { response: maskResponse(raw.outcome.response, operation, masker, context) },
    timings: raw.timings,
    ...(raw.tls ? { tls: raw.tls } : {}),
  }
  return { exchange, facts: factsOf(raw, operation, context) }
}

function maskResponse(
  response: RawResponse,
  operation: Operation | undefined,
  masker: Masker,
  context: CaptureContext,
): Extract<MaskedExchange['outcome'], { response: unknown }>['response'] {
  const open = operation ? context.contract.responseOpenness(operation.id, response.status) : false
  const bodyKind = response.json !== undefined ? 'json' : response.body === '' ? 'empty' : 'other'
  return {
    status: response.status,
    headers: maskHeaders(response.headers, masker),
    body:
      response.json !== undefined
        ? masker.json(response.json, open, 'body')
        : bodyKind === 'other'
          ? masker.mask('body', response.body)
          : undefined,
    bodyKind,
    bodyBytes: Buffer.byteLength(response.body),
    validUtf8: response.validUtf8,
  }
}

function maskBody(body: string, contentType: string | undefined, open: Openness, masker: Masker): Json {
  if (contentType === 'application/x-www-form-urlencoded') {
    return masker.json(Object.fromEntries(new URLSearchParams(body)), open, 'body')
  }
  const json = parseJson(body)
  return json === undefined ? masker.mask('body', body) : masker.json(json, open, 'body')
}

function maskHeaders(headers: Headers, masker: Masker): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (openHeaders.has(name)) return [name, value]
      if (name === 'www-authenticate' || name === 'authorization')
        return [name, maskedText(value.split(' ')[0] ?? '', value, masker)]
      return [name, maskedText('', value, masker)]
    }),
  )
}

/** A header's mask is text, so that headers stay text: its scheme, length and tag. */
function maskedText(scheme: string, value: string, masker: Masker): string {
  const mask = masker.mask('header', value)
  return `${scheme}${scheme ? ' ' : ''}[masked ${mask.length} ${mask.tag}]`
}

/** The path by its template, with parameters that are not open masked; a query value only where its parameter is open. */
function maskUrl(url: string, operation: Operation | undefined, masker: Masker): string {
  const { origin, pathname, searchParams } = new URL(url)
  const isOpen = (name: string): boolean => operation?.parameters.some((p) => p.name === name && p.open) ?? false
  const tagOf = (name: string, value: string): string => `{${name}:${masker.mask(name, value).tag}}`
  const path = operation ? maskPath(pathname, operation, tagOf, isOpen) : pathname
  const query = [...searchParams].map(([name, value]) => `${name}=${isOpen(name) ? value : tagOf(name, value)}`)
  return `${origin}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`
}

function maskPath(
  pathname: string,
  operation: Operation,
  tagOf: (name: string, value: string) => string,
  isOpen: (name: string) => boolean,
): string {
  const template = operation.path.split('/')
  const actual = pathname.split('/')
  // A target may serve the contract under a prefix: the template matches the path's tail.
  const prefix = actual.slice(0, Math.max(0, actual.length - template.length + 1))
  const tail = actual.slice(prefix.length)
  const masked = template.slice(1).map((part, i) => {
    const name = /^\{(.+)\}$/.exec(part)?.[1]
    const value = tail[i] ?? ''
    return name === undefined || isOpen(name) ? value : tagOf(name, decodeURIComponent(value))
  })
  return [...prefix, ...masked].join('/')
}

function factsOf(raw: RawExchange, operation: Operation | undefined, context: CaptureContext): ExchangeFacts {
  if ('failure' in raw.outcome) return { contract: null, tokens: tokensOf(raw, context), origin: 'unknown' }
  const { status, headers, json } = raw.outcome.response
  return {
    contract: operation ? context.contract.validateResponse(operation.id, status, headers, json) : null,
    tokens: tokensOf(raw, context),
    origin: originOf(raw, headers),
  }
}

/** Directly, whoever answers is the provider; through a platform only an answer marked as relayed from it is the provider's. */
function originOf(raw: RawExchange, headers: Headers): ExchangeFacts['origin'] {
  if (raw.request.peer === 'platform') return 'platform'
  if (raw.request.via === 'direct') return 'provider'
  const relayedFrom = headers[providerIdHeader]
  if (relayedFrom === undefined) return 'platform'
  return relayedFrom === raw.request.headers[participantIdHeader] ? 'provider' : 'unknown'
}

function tokensOf(raw: RawExchange, context: CaptureContext): TokenFact[] {
  const found: TokenFact[] = []
  const add = (where: string, value: unknown): void => {
    const fact = typeof value === 'string' ? tokenFact(where, value, context) : undefined
    if (fact) found.push(fact)
  }
  add('request authorization', raw.request.headers.authorization?.replace(/^Bearer /, ''))
  if ('response' in raw.outcome && isObject(raw.outcome.response.json)) {
    for (const [name, value] of Object.entries(raw.outcome.response.json)) if (name.endsWith('_token')) add(name, value)
  }
  return found
}

function tokenFact(where: string, token: string, context: CaptureContext): TokenFact | undefined {
  const decoded = decodeToken(token)
  if (!decoded) return undefined
  const { header, claims } = decoded
  const { aud, exp, scope, cnf } = claims
  const audience: unknown = Array.isArray(aud) ? aud[0] : aud
  return {
    where,
    alg: typeof header.alg === 'string' ? header.alg.slice(0, 20) : 'none',
    ...(typeof header.typ === 'string' ? { typ: header.typ.slice(0, 20) } : {}),
    audience:
      audience === undefined
        ? 'none'
        : audience === context.subject
          ? 'subject'
          : audience === context.api || audience === context.issuer
            ? 'platform'
            : 'other',
    bound: isObject(cnf),
    scopes: typeof scope === 'string' ? scope.split(' ') : [],
    ...(typeof exp === 'number' ? { secondsLeft: Math.round(exp - context.nowSeconds) } : {}),
  }
}
