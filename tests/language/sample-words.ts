import { z } from 'zod'
import { referenceNames } from '../../src/contract/wire-names.js'
import type { ContractInForce, Operation } from '../../src/model/contract.js'
import type { CheckKind, Places, StepKind, Vocabulary } from '../../src/model/vocabulary.js'

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

const awaitParams = z.strictObject({
  operation: z.string().optional(),
  connection: z.literal('refused').optional(),
  after: z.string().optional(),
})
const absentParams = z.strictObject({
  operation: z.string(),
  from: z.string(),
  until: z.string().optional(),
  alive: z.string(),
})

function placesOf(params: unknown): Places {
  const { from, until, alive } = absentParams.parse(params)
  return { from, until, alive }
}

export const vocabulary: Vocabulary = {
  steps: new Map(
    [
      step('request', requestParams, {
        yields: true,
        sends: true,
        operation: (params) => requestParams.parse(params).operation,
        uses: (params) => [requestParams.parse(params).with ?? []].flat(),
      }),
      step('drive', z.strictObject({ act: z.string() }), { yields: true, marks: true }),
      step('await', awaitParams, {
        yields: true,
        shows: 'arrival',
        operation: (params) => awaitParams.parse(params).operation,
        uses: (params) => [awaitParams.parse(params).after ?? []].flat(),
        places: (params) => ({ after: awaitParams.parse(params).after }),
      }),
      step('absent', absentParams, {
        shows: 'window',
        operation: (params) => absentParams.parse(params).operation,
        uses: (params) => {
          const { from, until, alive } = absentParams.parse(params)
          return [from, until ?? [], alive].flat()
        },
        places: placesOf,
      }),
      step('grant', z.strictObject({ client: z.json(), scopes: z.array(z.string()) }), { yields: true }),
      step('revoke', z.strictObject({ consent: z.string(), how: z.enum(['page', 'api']).optional() })),
    ].map((kind) => [kind.name, kind]),
  ),
  checks: new Map(
    [
      check('status', z.union([z.int(), z.array(z.int())])),
      check('conforms', z.literal('response'), { reveals: () => 'contract/answer', looksAt: () => ['answer'] }),
      check('requests', z.strictObject({ 'at-most': z.int() }), { looksAt: () => ['window'] }),
      check('sends', z.strictObject({ name: z.string() }), { looksAt: () => ['arrival', 'window'] }),
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
