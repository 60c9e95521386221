import { describe, expect, test } from '@jest/globals'
import type { Json } from '../base/json.js'
import { checks } from '../checks/index.js'
import type { KnownDefect } from '../model/defect.js'
import type { Scenario, Step } from '../model/scenario.js'
import { steps } from '../steps/index.js'
import { claimant, unknownClaims } from './claims.js'

const position = { file: 'a.yaml', line: 1, column: 1 }

const request = (operation: string, ...kinds: [kind: string, params: Json][]): Step => ({
  kind: 'request',
  call: false,
  args: { operation },
  checks: kinds.map(([kind, params]) => ({ kind, params, requirement: 'R1', position })),
  position,
})

const scenario = (catches: readonly string[], ...own: Step[]): Scenario => ({
  id: 'sample/provider/a',
  system: 'sample',
  title: { ru: 'а', en: 'a' },
  subject: 'provider',
  script: 'success',
  modes: ['direct'],
  requires: ['R1'],
  catches,
  effects: ['none'],
  needs: [],
  steps: own,
  position,
  digest: '',
})

const claims = (of: Scenario, defect: KnownDefect) => claimant(of, { steps, checks }).claims(defect)
const answer = (operation: string): KnownDefect => ({
  id: `${operation}:null-value`,
  of: 'provider',
  family: 'contract/answer',
  operation,
})

describe('a script claims', () => {
  test('what it names, of the one whom it judges', () => {
    const named = scenario(['ignores-scope', 'listAccounts:null-value'])
    expect(claims(named, { id: 'ignores-scope', of: 'provider' })).toBe(true)
    expect(claims(named, { id: 'ignores-scope', of: 'platform' })).toBe(false)
    expect(claims(named, { id: 'ignores-consent', of: 'provider' })).toBe(false)
    expect(claims(named, answer('listAccounts'))).toBe(true)
  })

  test('of a family, what is wrong at the operations where its checks reveal the family', () => {
    const conforming = scenario(
      ['contract/answer'],
      request('listAccounts'),
      request('getBalances', ['conforms', 'response']),
    )
    expect(claims(conforming, answer('getBalances'))).toBe(true)
    expect(claims(conforming, answer('listAccounts'))).toBe(false)
  })

  test('every refusal of a family, since refusals have no operation of their own', () => {
    const refused: KnownDefect = { id: 'refusal:html-page', of: 'provider', family: 'contract/refusal' }
    expect(claims(scenario(['contract/refusal'], request('getBalances', ['conforms', 'refusal'])), refused)).toBe(true)
    expect(claims(scenario(['contract/refusal'], request('getBalances', ['conforms', 'response'])), refused)).toBe(
      false,
    )
  })

  test('nothing of a family that it reveals and does not name', () => {
    expect(claims(scenario([], request('getBalances', ['conforms', 'response'])), answer('getBalances'))).toBe(false)
  })
})

test('claims that nobody can prove are told; a family stands for its defects', () => {
  const one = scenario(['ignores-scope', 'contract/answer', 'ignores-scopes'])
  const known: KnownDefect[] = [{ id: 'ignores-scope', of: 'provider' }, answer('getBalances')]
  expect(unknownClaims([one], known)).toEqual([{ scenario: one, defect: 'ignores-scopes' }])
})

test.each([
  ['contract/answer', 'conforms', 'response'],
  ['contract/refusal', 'conforms', 'refusal'],
  ['contract/refusal-status', 'refused', { status: 403 }],
  ['contract/paging', 'paged', { items: 'i', id: 'i', total: 't', page: 'p', size: 's' }],
] as const)('%s is revealed by the check %s', (family, kind, params) => {
  const defect: KnownDefect = { id: 'a', of: 'provider', family, operation: 'read' }
  expect(claims(scenario([family], request('read', [kind, params])), defect)).toBe(true)
})
