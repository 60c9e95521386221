import { referenceNames } from '../../src/contract/wire-names.js'
import type { ContractInForce, Operation, OperationParameter } from '../../src/model/contract.js'

const header = (name: string): OperationParameter => ({ name, in: 'header', required: false, open: true })
const query = (name: string): OperationParameter => ({ name, in: 'query', required: false, open: true })
const accountId: OperationParameter = { name: 'accountId', in: 'path', required: true, open: false }
const wellKnown = [header('x-request-id'), header('x-participant-id')]

const operations: readonly Operation[] = [
  { id: 'listAccounts', method: 'GET', path: '/v3/accounts', servedBy: 'bank', scopes: [], parameters: wellKnown },
  {
    id: 'listTransactions',
    method: 'GET',
    path: '/v3/accounts/{accountId}/transactions',
    servedBy: 'bank',
    scopes: [],
    parameters: [accountId, query('pageNumber'), query('pageSize'), ...wellKnown],
  },
  {
    id: 'token',
    method: 'POST',
    path: '/v1/token',
    servedBy: 'platform',
    scopes: [],
    parameters: [],
    requestContentType: 'application/x-www-form-urlencoded',
  },
  { id: 'revoke', method: 'POST', path: '/v1/revoke', servedBy: 'platform', scopes: [], parameters: [] },
]

/** A contract in memory for tests: everything conforms, and only `type` of an account and `grant_type` are open. */
export function sampleContract(changes: Partial<ContractInForce> = {}): ContractInForce {
  return {
    title: 'Sample',
    version: '1',
    digest: 'd'.repeat(64),
    file: 'sample.yaml',
    operations: new Map(operations.map((operation) => [operation.id, operation])),
    validateResponse: () => [],
    validateRequest: () => [],
    validateReceived: () => [],
    responseOpenness: () => ({ properties: { accounts: { properties: {}, items: { properties: { type: true } } } } }),
    requestOpenness: () => ({ properties: { grant_type: true } }),
    wire: referenceNames,
    ...changes,
  }
}
