import { z } from 'zod'
import { referenceNames } from '../../src/contract/wire-names.js'
import type { ContractInForce, Operation } from '../../src/model/contract.js'
import type { CheckKind, StepKind, Vocabulary } from '../../src/model/vocabulary.js'

/** A small vocabulary and contract, so that the language is tested apart from the words of the day. */

const summary = { ru: 'пример', en: 'a sample' }

function step(name: string, params: StepKind['params'], rest: Partial<StepKind> = {}): StepKind {
  return { name, summary, params, yields: false, writes: [], needs: [], run: async () => ({}), ...rest }
}

function check(name: string, params: CheckKind['params'], rest: Partial<CheckKind> = {}): CheckKind {
  return { name, version: 1, summary, params, judge: () => [], ...rest }
}

const requestParams = z.looseObject({ operation: z.string(), with: z.string().optional() })
const refusedParams = z.strictObject({ status: z.int(), otherwise: z.string().optional() })

export const vocabulary: Vocabulary = {
  steps: new Map(
    [
      step('request', requestParams, {
        yields: true,
        sends: true,
        operation: (params) => requestParams.parse(params).operation,
        uses: (params) => [requestParams.parse(params).with ?? []].flat(),
      }),
      step('grant', z.strictObject({ client: z.json(), scopes: z.array(z.string()) }), { yields: true }),
      step('revoke', z.strictObject({ consent: z.string(), how: z.enum(['page', 'api']).optional() })),
    ].map((kind) => [kind.name, kind]),
  ),
  checks: new Map(
    [
      check('status', z.union([z.int(), z.array(z.int())])),
      check('conforms', z.literal('response'), { reveals: () => 'contract/answer' }),
      check('refused', refusedParams, {
        requirements: (params) => [refusedParams.parse(params).otherwise ?? []].flat(),
      }),
    ].map((kind) => [kind.name, kind]),
  ),
}

function operation(id: string, path: string, parameters: readonly string[]): Operation {
  const inPath = (name: string) => path.includes(`{${name}}`)
  return {
    id,
    method: 'GET',
    path,
    servedBy: 'bank',
    scopes: [],
    parameters: parameters.map((name) => ({
      name,
      in: inPath(name) ? 'path' : 'query',
      required: inPath(name),
      open: true,
    })),
  }
}

export const contract: ContractInForce = {
  title: 'Sample',
  version: '1',
  digest: '0',
  file: 'openapi.yaml',
  operations: new Map(
    [
      operation('listAccounts', '/accounts', ['pageNumber']),
      operation('getBalances', '/accounts/{accountId}/balances', ['accountId']),
    ].map((o) => [o.id, o]),
  ),
  validateResponse: () => [],
  validateRequest: () => [],
  validateReceived: () => [],
  responseOpenness: () => false,
  requestOpenness: () => false,
  wire: referenceNames,
}
