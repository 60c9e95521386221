import { expect, test } from '@jest/globals'
import type { JsonObject } from '../base/json.js'
import { checks } from '../checks/index.js'
import { wireNames, type NameTables } from '../contract/wire-names.js'
import type { ContractInForce } from '../model/contract.js'
import type { PlannedStep } from '../model/plan.js'
import type { CheckUse, Step } from '../model/scenario.js'
import { steps } from '../steps/index.js'
import { position } from '../../tests/support/sample-attempt.js'
import { sampleContract } from '../../tests/support/sample-contract.js'
import { lackingIn, lackText } from './lacking.js'
import { translateChecks } from './translate.js'

const vocabulary = { steps, checks }
const none: NameTables = {
  headers: new Map(),
  parameters: new Map(),
  requests: new Map(),
  answers: new Map(),
  errors: new Map(),
  statuses: new Map(),
  sent: new Map(),
}
const contractWith = (tables: Partial<NameTables>): ContractInForce =>
  sampleContract({ wire: wireNames({ ...none, ...tables }) })

const use = (kind: string, params: CheckUse['params']): CheckUse => ({ kind, params, requirement: 'R', position })

/** The checks of a request of `listAccounts`, as kind, params and names shown. */
function translated(contract: ContractInForce, ...uses: CheckUse[]): unknown[] {
  const args = { operation: 'listAccounts' }
  const step: PlannedStep = { type: 'step', path: '1', kind: 'request', args, checks: uses, position }
  const [done] = translateChecks([step], vocabulary, contract)
  return (done?.checks ?? []).map(({ kind, params, called }) => [kind, params, ...(called ? [called] : [])])
}

test('statuses are those of the contract in force', () => {
  const contract = contractWith({ statuses: new Map([[403, [400, 409]]]) })
  expect(translated(contract, use('refused', { status: [401, 403], otherwise: 'S' }), use('status', 200))).toEqual([
    ['refused', { status: [401, 400, 409], tls: false, otherwise: 'S' }],
    ['status', [200]],
  ])
})

test('a header that the contract in force says it lacks is looked for by nobody', () => {
  const lacking = contractWith({ headers: new Map([['x-request-id', null]]) })
  expect(translated(lacking, use('echoes', 'x-request-id'), use('status', 200))).toEqual([['status', [200]]])
  expect(translated(contractWith({}), use('echoes', 'x-request-id'))).toEqual([['echoes', 'x-request-id']])
})

test('nor one that the operation does not have', () => {
  expect(translated(contractWith({}), use('echoes', 'x-other'))).toEqual([])
})

test('properties keep the name of the reference and are shown by that of the contract in force', () => {
  const properties = new Map([['accounts', 'deposits']])
  const contract = contractWith({ answers: new Map([['listAccounts', { properties, elsewhere: new Map() }]]) })
  expect(translated(contract, use('count', { of: 'accounts', is: 0 }))).toEqual([
    ['count', { of: 'accounts', is: 0 }, { accounts: 'deposits' }],
  ])
})

test('checks of steps inside of a procedure are translated too', () => {
  const args = { operation: 'listAccounts' }
  const inner: PlannedStep = {
    type: 'step',
    path: '1.1',
    kind: 'request',
    args,
    checks: [use('status', 403)],
    position,
  }
  const call: PlannedStep = {
    ...{ type: 'call', path: '1', procedure: 'p', takes: {}, steps: [inner], gives: {}, checks: [], position },
  }
  const [done] = translateChecks([call], vocabulary, contractWith({ statuses: new Map([[403, [409]]]) }))
  expect(done).toMatchObject({ steps: [{ checks: [{ params: [409] }] }] })
})

test('steps that need what the contract in force lacks are told', () => {
  const step = (kind: string, args: JsonObject): Step => ({ kind, call: false, args, checks: [], position })
  const paging = { operation: 'listTransactions', by: { page: 'pageNumber', pages: 'totalPages' } }
  const contract = contractWith({ parameters: new Map([['listTransactions', new Map([['pageNumber', null]])]]) })
  const lacks = lackingIn(contract, [step('pages', paging), step('request', { operation: 'unknown' })], vocabulary)
  expect(lacks.map((lack) => lackText(lack).en)).toEqual([
    'the operation «unknown»',
    'the parameter «pageNumber» of «listTransactions»',
  ])
  expect(lacks.map((lack) => lackText(lack).ru)).toEqual([
    'операции «unknown»',
    'параметра «pageNumber» операции «listTransactions»',
  ])
})
