import { isObject } from '../base/json.js'
import { bodyOf } from '../contract/reference-body.js'
import { requestBody } from '../contract/request-body.js'
import type { ContractInForce } from '../model/contract.js'
import type { RawExchange } from '../model/exchange.js'

/** Names of what proves something to an authorization server: whoever has it could use it. */
const proofs = /^(code|code_verifier|client_assertion|client_secret|assertion|password|request_uri|\w*_token)$/

/**
 * Tokens, codes and proofs of an exchange: secret from the moment they are seen, wherever they come back later. Of what we
 * sent ourselves the steps have told the secrets already.
 */
export function secretsIn(raw: RawExchange, contract: ContractInForce): string[] {
  const { request, outcome } = raw
  const sent = request.headers.authorization?.replace(/^\S+ /, '')
  const answered = secretsOf(bodyOf(raw, contract), /(_token|^request_uri)$/)
  if (!request.inbound) return [sent ?? [], answered].flat()
  const location = 'response' in outcome ? outcome.response.headers.location : undefined
  return [
    sent ?? [],
    passwordOf(request.headers.authorization) ?? [],
    answered,
    secretsOf(requestBody(request), proofs),
    ...[request.url, request.headers.referer, location].map((address) => secretsOf(queryOf(address), proofs)),
  ].flat()
}

function secretsOf(value: unknown, names: RegExp): string[] {
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, one]) => (typeof one === 'string' && names.test(name) ? [one] : []))
}

/** The password of HTTP Basic authentication (RFC 7617). */
function passwordOf(authorization: string | undefined): string | undefined {
  const [, coded] = /^Basic (\S+)$/i.exec(authorization ?? '') ?? []
  return coded === undefined ? undefined : Buffer.from(coded, 'base64').toString('utf8').split(':').slice(1).join(':')
}

function queryOf(address: string | undefined): Record<string, string> | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined
  const { searchParams, hash } = new URL(address)
  return { ...Object.fromEntries(new URLSearchParams(hash.slice(1))), ...Object.fromEntries(searchParams) }
}
