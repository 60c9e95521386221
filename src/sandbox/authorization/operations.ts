import { problem } from '../../base/problem.js'
import type { ContractInForce, Operation } from '../../model/contract.js'

/** The operations that the authorization server and the consent service answer. */
const ids = ['generateUserUrl', 'authorize', 'token', 'jwks', 'consentHistory', 'revokeAccess'] as const

export type Operations = Readonly<Record<(typeof ids)[number], Operation>>

/** Where the server describes itself, on both listeners (OpenID Connect Discovery; RFC 8414). */
export const discoveryPaths: readonly string[] = [
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
]

/** Whether a contract knows of consents at all; one that has a part of these operations has forgotten the rest. */
export const hasConsents = ({ operations }: ContractInForce): boolean => ids.some((id) => operations.has(id))

/** @throws ProblemError when the contract lacks one of the operations. */
export function operationsOf(contract: ContractInForce): Operations {
  const entries = ids.map((id) => {
    const operation = contract.operations.get(id)
    if (operation) return [id, operation] as const
    throw problem(
      'contract-operation-missing',
      `The contract has no operation «${id}», which the authorization server needs.`,
      `Give the operation of that purpose the operationId ${id}.`,
      { file: contract.file },
    )
  })
  return Object.fromEntries(entries) as Operations
}
