import { expect, test } from '@jest/globals'
import type { Scenario } from '../model/scenario.js'
import type { Requirement, System } from '../model/system.js'
import { uncovered } from './coverage.js'

const text = { ru: 'пункт', en: 'clause' }
const position = { file: 'x.yaml', line: 1, column: 1 }

function requirement(id: string, rest: Partial<Requirement> = {}): Requirement {
  return { id, clause: text, text, keyword: 'MUST', addressee: ['provider'], basis: 'source', ...rest }
}

function system(...requirements: Requirement[]): System {
  return {
    id: 'sample',
    title: text,
    contract: 'openapi.yaml',
    requirements: new Map(requirements.map((r) => [r.id, r])),
    rows: [],
    services: [],
    requiredSets: [],
    person: { forms: {} },
  }
}

function scenario(
  requires: [string, ...string[]],
  judged: readonly string[] = [],
  subject: Scenario['subject'] = 'provider',
): Scenario {
  const checks = judged.map((id) => ({ kind: 'status', params: 200, requirement: id, position }))
  return {
    id: 'sample/provider/one',
    system: 'sample',
    title: text,
    subject,
    script: 'success',
    modes: ['direct'],
    requires,
    catches: [],
    effects: ['none'],
    needs: [],
    steps: [{ kind: 'request', call: false, args: {}, checks, position }],
    position,
    digest: '0',
  }
}

const codes = (...args: Parameters<typeof uncovered>) =>
  uncovered(...args).map((p) => `${p.code} ${p.place && 'name' in p.place ? p.place.name : ''}`)

test('a MUST without a scenario and without a reason is told', () => {
  expect(codes(system(requirement('R1'), requirement('R2')), [scenario(['R1'])])).toEqual([
    'untested requirement R2 of sample',
  ])
})

test('a requirement that only a check rests on is tested', () => {
  expect(codes(system(requirement('R1'), requirement('R2')), [scenario(['R1'], ['R2'])])).toEqual([])
})

test('a written reason excuses, as long as no scenario has come', () => {
  const later = requirement('R1', { untested: { reason: 'later', why: 'not yet' } })
  expect(codes(system(later), [])).toEqual([])
  expect(codes(system(later), [scenario(['R1'])])).toEqual(['tested-after-all requirement R1 of sample'])
})

test('what should or may be need not be tested', () => {
  expect(codes(system(requirement('R1', { keyword: 'SHOULD' }), requirement('R2', { keyword: 'MAY' })), [])).toEqual([])
})

test('a MUST that binds both roles is tested for each that has scripts', () => {
  const both = requirement('R1', { addressee: ['provider', 'user'] })
  const ofUser = (id: string) => scenario([id], [], 'user')
  expect(codes(system(both), [scenario(['R1'])])).toEqual([])
  expect(codes(system(both), [scenario(['R1']), ofUser('R1')])).toEqual([])
  const found = uncovered(system(both), [scenario(['R1']), ofUser('R2')])
  expect(found).toMatchObject([{ code: 'untested', what: expect.stringContaining('no scenario of the user tests') }])
  const excused = { ...both, untested: { reason: 'later', why: 'so' } } as const
  expect(codes(system(excused), [scenario(['R1']), ofUser('R2')])).toEqual([])
  expect(codes(system(excused), [scenario(['R1']), ofUser('R1')])).toEqual([
    'tested-after-all requirement R1 of sample',
  ])
})
