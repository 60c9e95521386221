import type { ContractInForce } from '../model/contract.js'

/** Whether a provider of the contract asks for a token at all. */
export const needsTokens = ({ operations }: ContractInForce): boolean =>
  [...operations.values()].some(({ servedBy, withoutToken }) => servedBy === 'bank' && !withoutToken)

/** Where our platform has its public keys: at the contract's operation, else at the usual place where tokens need them. */
export function keysPath(contract: ContractInForce): string | undefined {
  return contract.operations.get('jwks')?.path ?? (needsTokens(contract) ? '/.well-known/jwks.json' : undefined)
}
