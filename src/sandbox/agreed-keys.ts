import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { ContractInForce, KeyScheme, Operation } from '../model/contract.js'
import type { Refusal } from './answer.js'

/** Credentials that a workspace's invented banks know, by the name of their security scheme; a name and password as `name:password`. */
export type AgreedKeys = Readonly<Record<string, string>>

/** New credentials for every scheme of the contract that is agreed on beforehand. */
export function createKeys({ operations }: ContractInForce): AgreedKeys {
  const schemes = [...operations.values()].flatMap(({ keys = [] }) => keys)
  return Object.fromEntries(
    schemes.map(({ scheme, basic }) => {
      const value = randomBytes(16).toString('base64url')
      return [scheme, basic ? `sandbox:${value}` : value]
    }),
  )
}

/** Why a request is refused for want of a credential; undefined where it has all that the operation wants. */
export function refusedByKeys(
  request: IncomingMessage,
  query: string,
  operation: Operation | undefined,
  known: AgreedKeys,
): Refusal | undefined {
  const wanting = operation?.keys?.find((scheme) => sent(scheme, request, query) !== known[scheme.scheme])
  if (!wanting) return undefined
  const message = `The credential «${wanting.scheme}» is missing or wrong`
  const headers = { 'www-authenticate': wanting.basic ? 'Basic' : `ApiKey realm="${wanting.scheme}"` }
  return { status: 401, code: 'credential_invalid', message, headers }
}

function sent({ in: where, name, basic }: KeyScheme, { headers }: IncomingMessage, query: string): string | undefined {
  if (where === 'query') return new URLSearchParams(query).get(name) ?? undefined
  const value = [headers[name.toLowerCase()] ?? []].flat()[0]
  if (!basic) return value
  const [, encoded = ''] = /^Basic (.+)$/i.exec(value ?? '') ?? []
  return Buffer.from(encoded, 'base64').toString('utf8')
}
