import { z } from 'zod'
import { newUuid } from '../base/ids.js'
import { isObject, type Json } from '../base/json.js'
import type { Operation } from '../model/contract.js'
import type { StepTrouble } from '../model/evidence.js'
import type { Credential, Peer, RawExchange, RawRequest } from '../model/exchange.js'
import { participantIdHeader, requestIdHeader } from '../model/headers.js'
import type { Identity } from '../model/target.js'
import type { StepContext } from '../model/vocabulary.js'
import { textOf, written, writtenText } from './define.js'

/** What the steps `request` and `pages` have in common. */
export const requestParams = z.object({
  operation: z.string().min(1).describe('operationId of the contract'),
  with: z.string().optional().describe('name of a value that gives authorization and certificate, e.g. a consent'),
  authorization: writtenText.optional().describe('Authorization header; `none` sends none'),
  certificate: z.string().optional().describe("name of one of the target's certificates; `none` presents none"),
  provider: writtenText.optional().describe('participant id of the bank, where it is not the subject'),
  headers: z.record(z.string(), writtenText).optional(),
  body: written.optional(),
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

  const giver = p.with === undefined ? {} : context.resolve(`\${${p.with}}`)
  const given = isObject(giver) ? giver : {}
  const certificate =
    textOf(context, p.certificate) ?? stringOr(given.certificate, defaultCertificate(operation, context))
  const identity = certificate === 'none' ? undefined : context.target.identities[certificate]
  if (certificate !== 'none' && !identity) return troubled(`the target has no certificate «${certificate}»`)
  const authorization = p.authorization === undefined ? given.authorization : textOf(context, p.authorization)

  const headers: Record<string, string> = { accept: 'application/json' }
  const provider = textOf(context, p.provider) ?? context.target.participant.id
  addWellKnownHeaders(headers, operation, context, provider)
  if (typeof authorization === 'string' && authorization !== 'none') headers.authorization = authorization
  const url = fillParameters(base, operation, p, context, headers)
  for (const [name, value] of Object.entries(p.headers ?? {}))
    headers[name.toLowerCase()] = textOf(context, value) ?? ''
  const body = p.body === undefined ? undefined : encodeBody(operation, context.resolve(p.body), headers)

  const trust = { ca: base.ca, ...(identity ? { identity } : {}) }
  return {
    request: {
      operation: operation.id,
      method: operation.method,
      url,
      headers,
      peer: peerOf(operation, provider, context),
      via: context.mode,
      credential: { certificate, authorization: authorizationKind(headers.authorization) },
      ...(body === undefined ? {} : { body }),
    },
    trust,
  }
}

function troubled(what: string): Built {
  return { trouble: { cause: 'harness', what } }
}

/** What later steps can refer to: status, headers and the parsed body. */
export function answerValue(exchange: RawExchange): Json {
  if ('failure' in exchange.outcome) return { status: null, headers: {}, body: null }
  const { status, headers, json } = exchange.outcome.response
  return { status, headers, body: json ?? null }
}

function stringOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
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
  for (const { name } of operation.parameters.filter((parameter) => parameter.in === 'header')) {
    if (name === requestIdHeader) headers[name] = newUuid()
    if (name === participantIdHeader) {
      const user = context.target.applications.default?.participant
      const value = context.mode === 'through' ? provider : user
      if (value !== undefined) headers[name] = value
    }
  }
}

/** Path, query and header parameters of the operation from the step's further keys. */
function fillParameters(
  base: { url: string },
  operation: Operation,
  p: RequestParams,
  context: StepContext,
  headers: Record<string, string>,
): string {
  let path = operation.path
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(p)) {
    if (ownKeys.has(name) || value === undefined) continue
    const resolved = context.resolve(value)
    const text = typeof resolved === 'string' ? resolved : JSON.stringify(resolved)
    const place = operation.parameters.find((parameter) => parameter.name === name)?.in
    if (place === 'path') path = path.replace(`{${name}}`, encodeURIComponent(text))
    else if (place === 'header') headers[name.toLowerCase()] = text
    else query.set(name, text)
  }
  const search = query.size > 0 ? `?${query.toString()}` : ''
  return `${base.url.replace(/\/$/, '')}${path}${search}`
}

function encodeBody(operation: Operation, body: Json, headers: Record<string, string>): string {
  const contentType = operation.requestContentType ?? 'application/json'
  headers['content-type'] = contentType
  if (contentType !== 'application/x-www-form-urlencoded' || !isObject(body)) return JSON.stringify(body)
  const fields = Object.entries<Json>(body).map(([name, value]) => [name, formText(value)])
  return new URLSearchParams(fields as [string, string][]).toString()
}

/** A value as a form has it: lists such as scopes are separated by spaces (RFC 6749, 3.3). */
function formText(value: Json): string {
  if (Array.isArray(value)) return (value as readonly Json[]).map(formText).join(' ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
