import { z } from 'zod'
import { newUuid } from '../base/ids.js'
import { isObject, type Json } from '../base/json.js'
import { bodyOf } from '../contract/reference-body.js'
import type { ContractInForce, Operation, OperationParameter } from '../model/contract.js'
import type { StepTrouble } from '../model/evidence.js'
import type { Credential, Peer, RawExchange, RawRequest } from '../model/exchange.js'
import { participantIdHeader, requestIdHeader } from '../model/headers.js'
import type { Identity } from '../model/target.js'
import type { StepContext } from '../model/vocabulary.js'
import { withAgreedKeys } from './agreed-keys.js'
import { textOf, written, writtenText } from './define.js'
import { ownExpiry } from './own-expiry.js'

/** What the steps `request` and `pages` have in common. */
export const requestParams = z.object({
  operation: z.string().min(1).describe('operationId of the contract'),
  with: z.string().optional().describe('name of a value that gives authorization and certificate, e.g. a consent'),
  authorization: writtenText.optional().describe('Authorization header; `none` sends none'),
  certificate: z.string().optional().describe("name of one of the target's certificates; `none` presents none"),
  provider: writtenText.optional().describe('participant id of the bank, where it is not the subject'),
  headers: z.record(z.string(), writtenText).optional().describe('further headers; `none` leaves one out'),
  query: z.record(z.string(), writtenText).optional().describe('query parameters that the operation does not have'),
  method: z
    .enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
    .optional()
    .describe('another method than the operation has'),
  body: written.optional(),
  text: writtenText.optional().describe('the body as it stands, in place of `body`'),
})
export type RequestParams = z.output<typeof requestParams> & Readonly<Record<string, Json | undefined>>

/** A request ready to be sent, or why it cannot be made. */
type Built = { request: RawRequest; trust: { ca: string; identity?: Identity } } | { trouble: StepTrouble }

const ownKeys = new Set(Object.keys(requestParams.shape))

/** Makes the request of an operation: address by mode, certificate, headers, parameters, body. */
export function buildRequest(p: RequestParams, context: StepContext): Built {
  const operation = context.contract.operations.get(p.operation)
  if (!operation) return troubled(`operation «${p.operation}» is not in the contract`)
  const base = addressOf(operation, context)
  if (!base) return troubled(`the target has no address for «${p.operation}» in mode ${context.mode}`)

  const settings = textSettings(p, context)
  if ('cause' in settings) return { trouble: settings }
  const given = givenBy(p.with, context)
  if (!given) return troubled(`«${p.with ?? ''}» gives neither authorization nor certificate`)
  const certificate = settings.certificate ?? given.certificate ?? defaultCertificate(operation, context)
  const identity = certificate === 'none' ? undefined : context.target.identities[certificate]
  if (certificate !== 'none' && !identity) return troubled(`the target has no certificate «${certificate}»`)
  const expired = ownExpiry(certificate, context)
  if (expired) return { trouble: expired }
  const authorization = settings.authorization ?? given.authorization ?? 'none'
  const provider = settings.provider ?? context.target.participant.id
  const peer = peerOf(operation, provider, context)
  if (peer === 'other-provider' && context.mode === 'direct')
    return troubled(`in mode direct only the subject can be called, not «${provider}»`)

  const headers: Record<string, string> = { accept: operation.answerContentType ?? 'application/json' }
  const idHeader = context.contract.wire.header(requestIdHeader)
  addWellKnownHeaders(headers, operation, context, provider)
  if (authorization !== 'none') headers.authorization = authorization
  const url = fillParameters(base, operation, p, context, headers)
  if (typeof url !== 'string') return { trouble: url }
  for (const [name, value] of Object.entries(p.headers ?? {})) {
    const text = textOf(context, value)
    if (text === undefined) return troubled(`the header «${name}» came to no text`)
    const onWire = context.contract.wire.header(name.toLowerCase())
    if (text === 'none') Reflect.deleteProperty(headers, onWire)
    else headers[onWire] = text
  }
  const ownHeaders = Object.keys(p.headers ?? {}).map((name) => name.toLowerCase())
  const keyed = settings.authorization === 'none' ? url : withAgreedKeys(url, operation, headers, ownHeaders, context)
  if (typeof keyed !== 'string') return { trouble: keyed }
  const text = p.text === undefined ? undefined : textOf(context, p.text)
  if (p.text !== undefined && text === undefined) return troubled('«text» came to no text')
  const body =
    text ?? (p.body === undefined ? undefined : encodeBody(operation, context.resolve(p.body), context.contract))
  if (body !== undefined) headers['content-type'] ??= contentTypeOf(operation)

  const trust = { ca: base.ca, ...(identity ? { identity } : {}) }
  return {
    request: {
      operation: operation.id,
      method: p.method ?? operation.method,
      url: keyed,
      headers,
      peer,
      via: context.mode,
      credential: { certificate, authorization: authorizationKind(headers.authorization) },
      ...(headers[idHeader] === undefined ? {} : { idHeader }),
      ...(body === undefined ? {} : { body }),
    },
    trust,
  }
}

type TextSettings = Partial<Record<'authorization' | 'certificate' | 'provider', string>>

/**
 * Settings that may be references have to come to text: a request that quietly went without them would be refused for
 * another reason than the one that is tested.
 */
function textSettings(p: RequestParams, context: StepContext): TextSettings | StepTrouble {
  const settings: TextSettings = {}
  for (const name of ['authorization', 'certificate', 'provider'] as const) {
    if (p[name] === undefined) continue
    const text = textOf(context, p[name])
    if (text === undefined) return { cause: 'harness', what: `«${name}» came to no text` }
    settings[name] = text
  }
  return settings
}

/** Authorization and certificate of the value named by `with`; undefined where it has neither. */
function givenBy(name: string | undefined, context: StepContext): TextSettings | undefined {
  if (name === undefined) return {}
  const value = context.resolve(`\${${name}}`)
  const { authorization, certificate } = isObject(value) ? value : {}
  const given = {
    ...(typeof authorization === 'string' ? { authorization } : {}),
    ...(typeof certificate === 'string' ? { certificate } : {}),
  }
  return Object.keys(given).length > 0 ? given : undefined
}

function troubled(what: string): Built {
  return { trouble: { cause: 'harness', what } }
}

/** What later steps can refer to: status, headers and the parsed body. */
export function answerValue(exchange: RawExchange, contract: ContractInForce): Json {
  if ('failure' in exchange.outcome) return { status: null, headers: {}, body: null }
  const { status, headers } = exchange.outcome.response
  return { status, headers, body: bodyOf(exchange, contract) ?? null }
}

function authorizationKind(header: string | undefined): Credential['authorization'] {
  if (header === undefined) return 'none'
  return header.startsWith('Bearer ') ? 'bearer' : 'other'
}

/** A bank's operation goes to the bank itself or to the gateway; everything else to the platform. */
function addressOf(operation: Operation, context: StepContext): { url: string; ca: string } | undefined {
  const { target, mode } = context
  if (operation.servedBy === 'bank' && mode === 'direct') return target.direct
  return { url: target.platform.api, ca: target.platform.ca }
}

const lowerName = ({ name }: OperationParameter): string => name.toLowerCase()

function peerOf(operation: Operation, provider: string, context: StepContext): Peer {
  if (operation.servedBy === 'platform') return 'platform'
  return provider === context.target.participant.id ? 'subject' : 'other-provider'
}

function defaultCertificate(operation: Operation, context: StepContext): string {
  if (operation.servedBy === 'bank' && context.mode === 'direct') return 'platform'
  return context.target.applications.default?.certificate ?? 'none'
}

function addWellKnownHeaders(
  headers: Record<string, string>,
  operation: Operation,
  context: StepContext,
  provider: string,
): void {
  const { wire } = context.contract
  for (const name of operation.parameters.filter((parameter) => parameter.in === 'header').map(lowerName)) {
    if (name === wire.header(requestIdHeader)) headers[name] = newUuid()
    if (name === wire.header(participantIdHeader)) {
      const user = context.target.applications.default?.participant
      const value = context.mode === 'through' ? provider : user
      if (value !== undefined) headers[name] = value
    }
  }
}

/** The URL with path and query parameters from the step's further keys; those of the header go into `headers`. */
function fillParameters(
  base: { url: string },
  operation: Operation,
  p: RequestParams,
  context: StepContext,
  headers: Record<string, string>,
): string | StepTrouble {
  let path = operation.path
  const query = new URLSearchParams()
  const { wire } = context.contract
  for (const [name, value] of wire.sent(operation.id)) {
    const place = placeOf(operation, name)
    if (place === 'header') headers[name.toLowerCase()] = value
    else if (place === 'query') query.set(name, value)
  }
  for (const [known, value] of Object.entries(p)) {
    if (ownKeys.has(known) || value === undefined) continue
    const name = nameOnWire(operation, known, context)
    if (name === undefined) continue
    const resolved = context.resolve(value)
    const text = typeof resolved === 'string' ? resolved : JSON.stringify(resolved)
    const place = placeOf(operation, name)
    if (place === 'header') headers[name.toLowerCase()] = text
    else if (place === 'query') query.set(name, text)
    else if (place === undefined) return { cause: 'configuration', what: undeclared(operation, name) }
    else if (fitsPath(resolved)) path = path.replace(`{${name}}`, encodeURIComponent(text))
    else return { cause: 'configuration', what: `the value of «${known}» cannot stand in a path` }
  }
  for (const [name, value] of Object.entries(p.query ?? {})) {
    const text = textOf(context, value)
    if (text === undefined) return { cause: 'harness', what: `the query parameter «${name}» came to no text` }
    query.set(name, text)
  }
  const search = query.size > 0 ? `?${query.toString()}` : ''
  return `${base.url.replace(/\/$/, '')}${path}${search}`
}

/** Undefined where the contract in force says that it has no such parameter: then it is not sent. */
function nameOnWire(operation: Operation, known: string, { contract }: StepContext): string | undefined {
  const header = contract.wire.header(known.toLowerCase())
  if (placeOf(operation, header) === 'header') return header
  return contract.wire.parameter(operation.id, known)
}

function placeOf({ parameters }: Operation, name: string): OperationParameter['in'] | undefined {
  return parameters.find((p) => (p.in === 'header' ? p.name.toLowerCase() === name.toLowerCase() : p.name === name))?.in
}

function undeclared({ method, path }: Operation, name: string): string {
  return `${method} ${path} of the contract in force has no parameter «${name}»: the overlay has to name it, or say null`
}

/** Nothing and dots would lead to another path (RFC 3986, 5.2.4), and a list or an object is no segment. */
function fitsPath(value: Json): boolean {
  return typeof value === 'number' || (typeof value === 'string' && !['', '.', '..'].includes(value))
}

/** Forms are OAuth's and keep its names; JSON has those of the contract in force. */
function encodeBody(operation: Operation, body: Json, { wire }: ContractInForce): string {
  if (contentTypeOf(operation) !== 'application/x-www-form-urlencoded' || !isObject(body))
    return JSON.stringify(wire.bodyToWire(operation.id, body))
  const fields = Object.entries<Json>(body).map(([name, value]) => [name, formText(value)])
  return new URLSearchParams(fields as [string, string][]).toString()
}

const contentTypeOf = ({ requestContentType = 'application/json' }: Operation): string => requestContentType

/** A value as a form has it: lists such as scopes are separated by spaces (RFC 6749, 3.3). */
function formText(value: Json): string {
  if (Array.isArray(value)) return (value as readonly Json[]).map(formText).join(' ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
