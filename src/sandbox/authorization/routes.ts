import { problem } from '../../base/problem.js'
import type { ContractInForce } from '../../model/contract.js'

/** The operations that the authorization server and the consent service answer. */
const operations = ['generateUserUrl', 'authorize', 'token', 'jwks', 'consentHistory', 'revokeAccess'] as const

type OperationPath = Record<(typeof operations)[number], string>

/** Where they are, by the contract in force. */
export interface Paths extends OperationPath {
  readonly discovery: readonly string[]
}

/** @throws ProblemError when the contract lacks one of the operations. */
export function pathsOf(contract: ContractInForce): Paths {
  const path = (id: string): string => {
    const operation = contract.operations.get(id)
    if (operation) return operation.path
    throw problem(
      'contract-operation-missing',
      `The contract has no operation «${id}», which the authorization server needs.`,
      `Give the operation of that purpose the operationId ${id}.`,
      { file: contract.file },
    )
  }
  const entries = operations.map((id) => [id, path(id)] as const)
  return {
    ...(Object.fromEntries(entries) as OperationPath),
    discovery: ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'],
  }
}
