import { describe, expect, test } from '@jest/globals'
import { literal } from '../base/text.js'
import { checks } from '../checks/index.js'
import type { Plan } from '../model/plan.js'
import type { Procedure, Scenario, Step } from '../model/scenario.js'
import type { System } from '../model/system.js'
import { steps } from '../steps/index.js'
import { memoryTarget } from '../../tests/support/memory-target.js'
import { position, requirements, scenarioHead } from '../../tests/support/sample-attempt.js'
import { sampleContract } from '../../tests/support/sample-contract.js'
import { planAgain } from './again.js'
import { makePlan } from './plan.js'

const step = (kind: string, changes: Partial<Step> = {}): Step => ({
  kind,
  call: false,
  args: {},
  checks: [],
  position,
  ...changes,
})
const scenario = (name: string, changes: Partial<Scenario> = {}): Scenario => ({
  ...scenarioHead({ id: `sample/provider/${name}`, modes: ['direct'] }),
  steps: [step('proof')],
  ...changes,
})
const system: System = {
  id: 'sample',
  title: { ru: 'Система', en: 'System' },
  contract: 'sample.yaml',
  requirements: new Map(Object.entries(requirements)),
  rows: [],
  services: [],
  requiredSets: [{ role: 'provider', mode: 'direct', scenarios: ['a'] }],
  person: { forms: {} },
}
const vocabulary = { steps, checks }
const contract = sampleContract()
const consentOf = (inner: readonly Step[]): Procedure => ({
  ...{ name: 'consent', modes: ['direct'], takes: {}, gives: {}, position, digest: '' },
  steps: inner,
})

const files = { system, scenarios: [scenario('a'), scenario('b')], procedures: [], contract, vocabulary }
const planned = (given: Partial<typeof files> = {}): Plan =>
  makePlan({ ...files, ...given, target: memoryTarget({ modes: ['direct'] }) })
const again = (old: Plan, given: Partial<Parameters<typeof planAgain>[1]> = {}): Plan =>
  planAgain(old, { ...files, ...given })

test('the same files make the same plan', () => {
  expect(again(planned())).toEqual(planned())
})

describe('mended files', () => {
  test('change steps, heads, rows and requirements; clients and attempts stay those of the run', () => {
    const old = planned()
    const row = { number: 1, title: { ru: 'Р', en: 'R' }, system: 'sample', script: 'success' } as const
    const mended = scenario('a', { digest: 'f', steps: [step('proof', { as: 'other' })] })
    const plan = again(old, {
      scenarios: [mended, scenario('b')],
      system: { ...system, rows: [row], requirements: new Map() },
    })
    expect(plan.items[0]).toMatchObject({ scenario: { digest: 'f' }, attempt: 1, steps: [{ as: 'other' }] })
    expect(plan.items[1]).toEqual(old.items[1])
    expect(plan).toMatchObject({ forms: { rows: [row] }, requirements: {}, target: old.target })
  })

  test('reach into procedures', () => {
    const calling = { scenarios: [scenario('a', { steps: [step('consent', { call: true })] })] }
    const old = planned({ ...calling, procedures: [consentOf([step('proof')])] as never })
    const plan = again(old, { ...calling, procedures: [consentOf([step('proof', { args: { kind: 'pkce-s256' } })])] })
    expect(plan.items[0]).toMatchObject({ steps: [{ procedure: 'consent', steps: [{ args: { kind: 'pkce-s256' } }] }] })
  })

  test('that have a script no longer, or not in this mode, leave it out; new ones do not come in', () => {
    const plan = again(planned(), { scenarios: [scenario('a', { modes: ['through'] }), scenario('b'), scenario('c')] })
    expect(plan.items.map(({ scenario: { id } }) => id)).toEqual(['sample/provider/b'])
  })

  test('whose script calls what is not there leave it out with the reason', () => {
    const plan = again(planned(), { scenarios: [scenario('a', { steps: [step('gone', { call: true })] })] })
    expect(plan.items[0]).toMatchObject({ planned: false, reason: { kind: 'not-provided' } })
  })
})

describe('what did not apply', () => {
  const excused = scenario('a', { needs: ['consent-check'] })
  const target = memoryTarget({ modes: ['direct'], consentCheck: 'platform' })
  const old = makePlan({ ...files, scenarios: [excused], target })

  test('still does not, where the script needs the same', () => {
    expect(again(old, { scenarios: [{ ...excused, digest: 'f' }] }).items[0]).toMatchObject({
      reason: { kind: 'not-applicable' },
    })
  })

  test('has to be run where it needs something else: that blocks the Act', () => {
    expect(again(old, { scenarios: [scenario('a')] }).items[0]).toMatchObject({ reason: { kind: 'not-provided' } })
  })

  test('and what was lacking stays so', () => {
    const items = [
      { scenario: scenarioHead({ id: 'sample/provider/a' }), mode: 'direct' as const, planned: false as const },
    ]
    const reason = { kind: 'not-provided', what: literal('x') } as const
    const lacking: Plan = { ...old, items: items.map((item) => ({ ...item, reason })) }
    expect(again(lacking, { scenarios: [scenario('a')] }).items[0]).toMatchObject({ reason })
  })
})

describe('the required set', () => {
  const more = { ...system, requiredSets: [{ role: 'provider', mode: 'direct', scenarios: ['b', 'gone'] }] } as const
  const names = ({ required }: Plan): string[] => required.map((one) => one.scenario)

  test('is that of the system as it is now', () => {
    expect(names(again(planned(), { system: more }))).toEqual(['b', 'gone'])
  })

  test('is that of the target where its file named one', () => {
    const own = memoryTarget({ modes: ['direct'], required: [{ role: 'provider', mode: 'direct', scenarios: ['x'] }] })
    expect(names(again(makePlan({ ...files, target: own }), { system: more }))).toEqual(['x'])
  })

  test('of a plan of an earlier version has both, but for scripts that are gone', () => {
    const { requiredBy, ...earlier } = planned()
    expect(requiredBy).toBe('system')
    const kept = [...earlier.required, { scenario: 'sample/provider/b', mode: 'direct' as const }]
    expect(names(again({ ...earlier, required: kept }, { system: more }))).toEqual(['b', 'gone', 'sample/provider/b'])
  })
})
