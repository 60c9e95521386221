import { describe, expect, test } from '@jest/globals'
import type { PlannedStep } from '../model/plan.js'
import { checks } from '../checks/index.js'
import { steps } from '../steps/index.js'
import { position } from '../../tests/support/sample-attempt.js'
import { withImported } from './imported.js'

const imported = { procedure: 'consent', gives: { authorization: 'Bearer ${imported.accessToken}' } }
const vocabulary = { steps, checks }
const common = { path: '1', checks: [], position }

const ordinary = (kind: string, args: Record<string, string> = {}): PlannedStep => {
  return { type: 'step', kind, args, ...common }
}
const request = (operation: string) => ordinary('request', { operation })
const call = (procedure: string, inner: readonly PlannedStep[], undo?: readonly PlannedStep[]): PlannedStep => ({
  type: 'call',
  procedure,
  takes: {},
  steps: inner,
  gives: {},
  ...common,
  ...(undo ? { undo: { procedure: 'revoke', takes: {}, steps: undo } } : {}),
})

const visit = ordinary('visit', { url: 'x', person: 'x', goal: 'approve', redirect: 'x' })
const revoke = ordinary('revoke-consent', { consent: 'x' })
const consent = call('consent', [visit, request('token')], [request('revokeAccess')])

/** Whether an imported consent may stand in for any call, however deep. */
function standsIn(script: readonly PlannedStep[]): boolean {
  const within = (some: readonly PlannedStep[]): boolean =>
    some.some((step) => step.type === 'call' && (step.imported !== undefined || within(step.steps)))
  return within(withImported(script, imported, vocabulary))
}

describe('an imported consent stands in', () => {
  test.each<[string, PlannedStep[]]>([
    ['where a script only reads', [consent, request('listAccounts')]],
    ['where another procedure asks for the consent', [call('ready', [consent]), request('listAccounts')]],
    ['whatever undoes other procedures', [consent, call('other', [], [revoke])]],
    ['though the procedure itself sends what another step sends', [consent, request('token')]],
  ])('%s', (_, script) => {
    expect(standsIn(script)).toBe(true)
  })

  test('with what it gives', () => {
    expect(withImported([consent], imported, vocabulary)).toMatchObject([{ imported: imported.gives }])
  })
})

describe('an imported consent is left alone', () => {
  test.each<[string, PlannedStep[]]>([
    ['by a script that revokes by an act', [consent, revoke]],
    ['by one that ages it', [consent, ordinary('age-consent', { consent: 'x', by: 'P31D' })]],
    ['by one that sends the client to the pages once more', [consent, visit]],
    ['by one that revokes through the API, as the undo does', [consent, request('revokeAccess')]],
    ['by one that does so in a procedure', [consent, call('revoke', [request('revokeAccess')])]],
  ])('%s', (_, script) => {
    expect(standsIn(script)).toBe(false)
  })

  test('where the system has no procedure for it', () => {
    expect(withImported([consent], undefined, vocabulary)).toEqual([consent])
  })
})
