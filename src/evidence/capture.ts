import { formFields, isFormType } from '../base/form.js'
import { isObject, parseJson, type Json } from '../base/json.js'
import { isOrdinaryName } from '../base/names.js'
import { bodyOf } from '../contract/reference-body.js'
import { requestBody } from '../contract/request-body.js'
import { decodeToken } from '../crypto/tokens.js'
import type { ContractInForce, Departure, Headers, Openness, Operation } from '../model/contract.js'
import type { ExchangeFacts, MaskedExchange, RawExchange, RawResponse, TokenFact } from '../model/exchange.js'
import { providerIdHeader, requestIdHeader, participantIdHeader } from '../model/headers.js'
import { shownSubject } from './certificate-subject.js'
import { isPersonal, type Masker } from './mask.js'

/** What capture needs to know of the target, to tell whose a token or an answer is. */
export interface CaptureContext {
  readonly contract: ContractInForce
  readonly subject: string
  /** Of an application under test: its client id, for which tokens are made out. */
  readonly clientId?: string
  readonly issuer: string
  readonly api: string
  /** Seconds since the epoch. */
  readonly nowSeconds: number
}

/** Header fields whose values are no secret and nobody's data. */
const openHeaders = new Set([
  'accept',
  'accept-language',
  'allow',
  'cache-control',
  'connection',
  'content-encoding',
  'content-language',
  'content-length',
  'content-type',
  'date',
  'if-modified-since',
  'last-modified',
  'retry-after',
  'transfer-encoding',
  'vary',
])
/** The same for those that platform and participants agreed on, under the names of the contract in force. */
const agreedHeaders = [requestIdHeader, participantIdHeader, providerIdHeader]

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
      headers: maskHeaders(raw.request.headers, masker, context.contract),
      ...(body === undefined ? {} : { body: maskBody(body, raw.request.headers['content-type'], open, masker) }),
    },
    outcome:
      'failure' in raw.outcome
        ? raw.outcome
        : { response: maskResponse(raw.outcome.response, operation, masker, context) },
    timings: raw.timings,
    ...(raw.tls ? { tls: { ...raw.tls, peerSubject: shownSubject(raw.tls.peerSubject) } } : {}),
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
    headers: maskHeaders(response.headers, masker, context.contract),
    body:
      response.json !== undefined
        ? masker.json(response.json, open, 'body')
        : bodyKind === 'other'
          ? masker.mask('body', response.body)
          : undefined,
    bodyKind,
    bodyBytes: Buffer.byteLength(response.body),
    validUtf8: response.validUtf8,
    ...(response.surplusBytes === undefined ? {} : { surplusBytes: response.surplusBytes }),
  }
}

function maskBody(body: string, contentType: string | undefined, open: Openness, masker: Masker): Json {
  if (isFormType(contentType ?? '')) return masker.json(formFields(body), open, 'body')
  const json = parseJson(body)
  return json === undefined ? masker.mask('body', body) : masker.json(json, open, 'body')
}

/** Schemes of authentication that may be shown; anything else in their place could be the credential itself. */
const schemes = ['basic', 'bearer', 'digest', 'dpop', 'mutual', 'negotiate']

function maskHeaders(headers: Headers, masker: Masker, { wire }: ContractInForce): Headers {
  const ours = agreedHeaders.map((name) => wire.header(name))
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if ((openHeaders.has(name) || ours.includes(name)) && isPlain(value)) return [name, value]
      const [scheme = ''] = value.split(' ')
      return [masker.name(name), maskedText(schemes.includes(scheme.toLowerCase()) ? scheme : '', value, masker)]
    }),
  )
}

/** An open header is as free a text as any other: what no sound one needs, letters of names among it, is not shown. */
const isPlain = (value: string): boolean => /^[ -~]{0,200}$/.test(value) && !isPersonal(value)

/** A header's mask is text, so that headers stay text: its scheme, length and tag. */
function maskedText(scheme: string, value: string, masker: Masker): string {
  const mask = masker.mask('header', value)
  return `${scheme}${scheme ? ' ' : ''}[masked ${mask.length} ${mask.tag}]`
}

/** The URL with every value masked that stands neither in the operation's template nor at an open parameter. */
function maskUrl(url: string, operation: Operation | undefined, masker: Masker): string {
  if (!URL.canParse(url)) return ''
  const { origin, pathname, searchParams } = new URL(url)
  const shown = (place: 'path' | 'query', name: string, value: string): string => {
    const open = operation?.parameters.some((p) => p.in === place && p.name === name && p.open) ?? false
    return open && !isPersonal(value) ? value : `{${masker.name(name)}:${masker.mask(name, value).tag}}`
  }
  const path = maskPath(pathname, operation?.path, (name, value) => shown('path', name, value))
  const query = [...searchParams].map(([name, value]) => `${masker.name(name)}=${shown('query', name, value)}`)
  return `${origin}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`
}

/** A path that is not its operation's is one closed value. A target may serve the contract under a prefix. */
function maskPath(pathname: string, template: string | undefined, shown: (name: string, value: string) => string) {
  const parts = template?.split('/').slice(1) ?? []
  const actual = pathname.split('/')
  const prefix = actual.slice(0, Math.max(0, actual.length - parts.length)).map((part) => prefixPart(part, shown))
  const tail = actual.slice(prefix.length)
  const names = parts.map((part) => /^\{(.+)\}$/.exec(part)?.[1])
  const fits = prefix.length > 0 && names.every((name, i) => name !== undefined || parts[i] === tail[i])
  if (!fits || parts.length === 0) return `/${shown('path', pathname)}`
  const masked = tail.map((value, i) => (names[i] === undefined ? value : shown(names[i], decoded(value))))
  return [...prefix, ...masked].join('/')
}

/** A part of the prefix under which a target serves the contract: a word, a version. */
function prefixPart(part: string, shown: (name: string, value: string) => string): string {
  return part === '' || isOrdinaryName(`_${part}`) ? part : shown('path', decoded(part))
}

/** A hostile address may hold a percent sign that encodes nothing. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function factsOf(raw: RawExchange, operation: Operation | undefined, context: CaptureContext): ExchangeFacts {
  if (raw.request.inbound) return inboundFacts(raw, operation, context)
  if ('failure' in raw.outcome) return { contract: null, tokens: tokensOf(raw, context), origin: 'unknown' }
  const { status, headers, json } = raw.outcome.response
  return {
    contract: operation ? context.contract.validateResponse(operation.id, status, headers, json) : null,
    tokens: tokensOf(raw, context),
    origin: originOf(raw, headers, context.contract),
  }
}

/** What the subject sent is compared with the contract; the answer is ours. */
function inboundFacts(raw: RawExchange, operation: Operation | undefined, context: CaptureContext): ExchangeFacts {
  const tokens = tokensOf(raw, context)
  const isRequest = operation !== undefined || 'response' in raw.outcome
  const contract = operation ? context.contract.validateReceived(operation.id, raw.request) : [unknownOperation]
  return { contract: isRequest ? contract : null, tokens, origin: 'response' in raw.outcome ? 'platform' : 'unknown' }
}

const unknownOperation: Departure = {
  at: 'operation',
  rule: 'undeclared',
  expected: 'an operation of the contract',
  seen: 'another address or method',
}

/** Directly, whoever answers is the provider; through a platform only an answer marked as relayed from it is the provider's. */
function originOf(raw: RawExchange, headers: Headers, { wire }: ContractInForce): ExchangeFacts['origin'] {
  if (raw.request.peer === 'platform') return 'platform'
  if (raw.request.via === 'direct') return 'provider'
  const relayedFrom = headers[wire.header(providerIdHeader)]
  if (relayedFrom === undefined) return 'platform'
  return relayedFrom === raw.request.headers[wire.header(participantIdHeader)] ? 'provider' : 'unknown'
}

function tokensOf(raw: RawExchange, context: CaptureContext): TokenFact[] {
  const found: TokenFact[] = []
  const add = (where: string, value: unknown): void => {
    const fact = typeof value === 'string' ? tokenFact(where, value, context) : undefined
    if (fact) found.push(fact)
  }
  add('request authorization', raw.request.headers.authorization?.replace(/^Bearer /, ''))
  const sent = raw.request.inbound ? requestBody(raw.request) : undefined
  if (isObject(sent)) add('request client_assertion', sent.client_assertion)
  const body = bodyOf(raw, context.contract)
  if (isObject(body))
    for (const [name, value] of Object.entries(body))
      if (name.endsWith('_token') && isOrdinaryName(name)) add(name, value)
  return found
}

function tokenFact(where: string, token: string, context: CaptureContext): TokenFact | undefined {
  const decoded = decodeToken(token)
  if (!decoded) return undefined
  const { header, claims } = decoded
  const { aud, exp, nbf, scope, cnf } = claims
  return {
    where,
    alg: codeOf(header.alg) ?? 'none',
    ...(codeOf(header.typ) === undefined ? {} : { typ: codeOf(header.typ) ?? '' }),
    audience: audienceOf([aud ?? []].flat(), context),
    bound: isObject(cnf),
    scopes: typeof scope === 'string' ? scope.split(' ').filter(isOrdinaryName) : [],
    ...(typeof exp === 'number' ? { secondsLeft: Math.round(exp - context.nowSeconds) } : {}),
    ...(typeof nbf === 'number' && nbf > context.nowSeconds
      ? { secondsUntilValid: Math.round(nbf - context.nowSeconds) }
      : {}),
  }
}

/** A registered code such as `ES256` or `at+jwt`; longer or other text could be anything. */
function codeOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9+/_-]{1,19}$/.test(value) ? value : undefined
}

/** Whom a token is for; it may name several (RFC 7519, 4.1.3). */
function audienceOf(
  names: readonly unknown[],
  { subject, clientId, api, issuer }: CaptureContext,
): TokenFact['audience'] {
  if (names.length === 0) return 'none'
  if (names.includes(subject) || (clientId !== undefined && names.includes(clientId))) return 'subject'
  return names.includes(api) || names.includes(issuer) ? 'platform' : 'other'
}
