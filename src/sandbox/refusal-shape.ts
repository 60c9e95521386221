import { isObject, type Json } from '../base/json.js'
import type { LoadedContract } from '../contract/loaded.js'
import { declares, sampleResponse } from '../contract/samples/index.js'
import type { ContractInForce, OperationId } from '../model/contract.js'
import type { Reply } from '../system/index.js'

/** A refusal that the sandbox decided on by itself, with the body that the contract has for it. */
export type RefusalShape = (operation: OperationId | undefined, reply: Reply) => Reply

/** Statuses that mean nearly the same, of which a contract may have one only. */
const standIns: Readonly<Record<number, readonly number[]>> = { 400: [422], 422: [400], 401: [403], 403: [401] }

/** Properties by which refusals commonly say in words what was wrong. */
const wordy = ['message', 'detail', 'title', 'description', 'error_description', 'error', 'Message']

/**
 * Refusals of the sandbox as a contract describes them: ours where it allows its shape, else the contract's example or one made
 * of its schema, with our words where there is a place for them. What the contract does not declare stays as it is.
 */
export function refusalsOf(contract: LoadedContract): RefusalShape {
  const served = [...contract.operations.values()].filter(({ servedBy }) => servedBy === 'bank').map(({ id }) => id)
  return (operation, reply) => {
    const { body } = reply
    if (reply.status < 400 || body === undefined) return reply
    const id = operation ?? served.find((one) => declares(contract, one, reply.status))
    if (id === undefined || !contract.operations.has(id)) return reply
    const status = [reply.status, ...(standIns[reply.status] ?? [])].find((one) => declares(contract, id, one))
    if (status === undefined) return reply
    if (isSound(contract, id, { ...reply, status })) return { ...reply, status }
    const sample = sampleResponse(contract, id, status)
    if (!sample) return reply
    const headers = { ...sample.headers, ...reply.headers }
    if (sample.text !== undefined) return { status, headers, text: sample.text }
    if (sample.body === undefined) return { status, headers, text: '' }
    const told = isObject(body) && typeof body.message === 'string' ? body.message : undefined
    const worded = told === undefined ? undefined : { status, headers, body: withWords(sample.body, told, status) }
    return worded && isSound(contract, id, worded) ? worded : { status, headers, body: sample.body }
  }
}

function isSound(contract: ContractInForce, id: OperationId, { status, headers, body }: Reply): boolean {
  const found = contract.validateResponse(id, status, { 'content-type': 'application/json', ...headers }, body)
  // The sandbox adds the request's id to whatever it sends.
  return found.every(({ at }) => at === 'header:x-request-id')
}

function withWords(body: Json, words: string, status: number): Json {
  if (!isObject(body)) return body
  const place = wordy.find((name) => typeof body[name] === 'string')
  // Its own status is repeated in a problem (RFC 9457, section 3.1.2).
  const repeated = typeof body.status === 'number' ? { status } : {}
  return { ...body, ...repeated, ...(place === undefined ? {} : { [place]: words }) }
}
