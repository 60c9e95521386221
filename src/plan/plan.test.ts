import { describe, expect, test } from '@jest/globals'
import { literal, type Text } from '../base/text.js'
import type { Plan } from '../model/plan.js'
import type { Procedure, Scenario, Step } from '../model/scenario.js'
import type { Mode, System } from '../model/system.js'
import type { Target } from '../model/target.js'
import { checks } from '../checks/index.js'
import { steps } from '../steps/index.js'
import { position, requirements, scenarioHead } from '../../tests/support/sample-attempt.js'
import { sampleContract } from '../../tests/support/sample-contract.js'
import { aliya, askar, memoryTarget } from '../../tests/support/memory-target.js'
import { makePlan, type PlanInput } from './plan.js'

const ordinary = (kind: string, changes: Partial<Step> = {}): Step => ({
  kind,
  call: false,
  args: {},
  checks: [],
  position,
  ...changes,
})
const call = (kind: string, args: Step['args'] = {}): Step => ordinary(kind, { call: true, args })

function scenario(name: string, changes: Partial<Scenario> = {}): Scenario {
  return { ...scenarioHead({ id: `sample/provider/${name}` }), steps: [ordinary('proof')], ...changes }
}

function procedure(name: string, changes: Partial<Procedure> = {}): Procedure {
  const modes: Mode[] = ['direct', 'through']
  return { name, modes, takes: {}, steps: [ordinary('proof')], gives: {}, position, digest: '', ...changes }
}

const system: System = {
  id: 'sample',
  title: { ru: 'Система', en: 'System' },
  contract: 'sample.yaml',
  requirements: new Map(Object.entries(requirements)),
  rows: [],
  services: [],
  requiredSets: [
    { role: 'provider', mode: 'direct', scenarios: ['a', 'b'] },
    { role: 'provider', mode: 'through', scenarios: ['c'] },
    { role: 'user', mode: 'through', scenarios: ['d'] },
  ],
  person: { forms: {} },
}

function plan(scenarios: readonly Scenario[], target: Partial<Target> = {}, more: Partial<PlanInput> = {}): Plan {
  const vocabulary = { steps, checks }
  return makePlan({
    system,
    scenarios,
    procedures: [],
    target: memoryTarget(target),
    contract: sampleContract(),
    vocabulary,
    ...more,
  })
}

const inShort = ({ items }: Plan) =>
  items.map(({ scenario: { id }, mode, ...item }) => {
    const name = id.replace('sample/provider/', '')
    return item.planned ? `${item.attempt} ${name} ${mode}` : `- ${name} ${mode}: ${item.reason.kind}`
  })

/** Why the only scenario was left out of mode direct. */
function reason(one: Partial<Scenario>, target: Partial<Target> = {}, more: Partial<PlanInput> = {}): unknown {
  const [item] = plan([scenario('one', { modes: ['direct'], ...one })], target, more).items
  return item?.planned === false ? item.reason : 'planned'
}

/** A reason in Russian and English; in Kazakh it stands too. */
const said = (ru: string, en: string): Text => ({
  ru,
  en,
  kk: expect.stringMatching(/[а-яәғқңөұүһі]/i) as unknown as string,
})
const inapplicable = (ru: string, en: string) => ({ kind: 'not-applicable', why: said(ru, en) })
const lacks = (ru: string, en: string) => ({ kind: 'not-provided', what: said(ru, en) })
const acts = lacks(
  'возможности выполнять действия на стороне платформы (acts)',
  'a way to carry out acts of the platform (acts)',
)

describe('order', () => {
  test('a platform that is none of ours is not judged: its operator did not ask', () => {
    const self = scenario('self', { subject: 'platform', modes: ['through'] })
    const { control, ...foreign } = memoryTarget().platform
    expect(control).toBeDefined()
    expect(plan([self, scenario('a')], { platform: foreign }).items.map(({ scenario: { id } }) => id)).not.toContain(
      self.id,
    )
    expect(plan([self, scenario('a')]).items.map(({ scenario: { id } }) => id)).toContain(self.id)
  })

  test('subject before platform, success before failure, direct before through, then as the files stand', () => {
    const all = [
      scenario('self', { subject: 'platform', modes: ['through'] }),
      scenario('refusal', { script: 'failure' }),
      scenario('list'),
      scenario('balance', { modes: ['through'] }),
    ]
    expect(inShort(plan(all))).toEqual([
      '1 list direct',
      '2 list through',
      '3 balance through',
      '4 refusal direct',
      '5 refusal through',
      '6 self through',
    ])
  })

  test('only modes that the target has', () => {
    expect(inShort(plan([scenario('list')], { modes: ['through'] }))).toEqual(['1 list through'])
  })

  test('attempts are numbered without those that are left out', () => {
    const left = scenario('left', { needs: ['magic'] })
    expect(inShort(plan([left, scenario('list')], { modes: ['direct'] }))).toEqual([
      '- left direct: not-provided',
      '1 list direct',
    ])
  })

  test('scenarios that judge somebody else are not there', () => {
    expect(inShort(plan([scenario('app', { subject: 'user' })]))).toEqual([])
  })

  test('only what was selected', () => {
    const selection = { only: new Set(['sample/provider/b']) }
    expect(inShort(plan([scenario('a'), scenario('b')], { modes: ['direct'] }, { selection }))).toEqual(['1 b direct'])
  })
})

describe('what is left out, and why', () => {
  test('nothing speaks against it', () => {
    expect(reason({})).toBe('planned')
  })

  test('declared as not applicable, before anything else: in the words of who declared it', () => {
    const notApplicable = [{ scenario: 'sample/provider/one', why: 'no such product' }]
    expect(reason({ needs: ['magic'] }, { notApplicable })).toEqual({
      kind: 'not-applicable',
      why: literal('no such product'),
    })
    expect(reason({}, { notApplicable: [{ scenario: 'sample/provider/other', why: 'x' }] })).toBe('planned')
  })

  test('an ability that a scenario or one of its steps needs', () => {
    expect(reason({ needs: ['magic'] })).toEqual(lacks('возможности «magic»', 'the ability «magic»'))
    const granting = { steps: [ordinary('grant-consent')] }
    expect(reason(granting, { abilities: ['person'] })).toEqual(acts)
    expect(reason(granting, { abilities: ['control'] })).toBe('planned')
  })

  test.each([
    [
      'another-provider',
      'ещё одного поставщика API на платформе (another-provider)',
      'another provider on the platform (another-provider)',
    ],
    ['not-connected-application', 'тестового приложения «not-connected»', 'the test application «not-connected»'],
    ['expired-certificate', 'тестового сертификата «expired»', 'the test certificate «expired»'],
  ])('what a target has to have, by its name: %s', (need, ru, en) => {
    expect(reason({ needs: [need] })).toEqual(lacks(ru, en))
    expect(reason({ needs: [need] }, { abilities: [need] })).toBe('planned')
  })

  test('an ability that a procedure, or only its undoing, needs', () => {
    const procedures = [
      procedure('consent', { undo: 'revoke' }),
      procedure('revoke', { steps: [ordinary('revoke-consent')] }),
    ]
    const calling = { steps: [call('consent')] }
    expect(reason(calling, { abilities: [] }, { procedures })).toEqual(acts)
    expect(reason(calling, {}, { procedures })).toBe('planned')
  })

  test('a check of the consent that the bank leaves to the platform', () => {
    expect(reason({ needs: ['consent-check'] }, { consentCheck: 'platform' })).toEqual(
      inapplicable(
        'в файле цели сказано, что согласие проверяет не банк, а платформа (consentCheck)',
        'the target says that the platform, not the bank, checks the consent (consentCheck)',
      ),
    )
    expect(reason({ needs: ['consent-check'] }, { consentCheck: 'bank' })).toBe('planned')
    expect(reason({ needs: ['declared-rate'] })).toEqual(
      inapplicable(
        'в файле цели не объявлен предел числа запросов (limits.declaredRate)',
        'the target declares no limit of requests (limits.declaredRate)',
      ),
    )
    const limits = { ...memoryTarget().limits, declaredRate: { requests: 20, seconds: 1 } }
    expect(reason({ needs: ['declared-rate'] }, { limits })).toBe('planned')
  })

  test('a client that nobody is', () => {
    expect(reason({ client: { has: ['legal-entity', 'accounts'] } })).toEqual(
      lacks('тестового клиента с признаками «legal-entity», «accounts»', 'a test client with: legal-entity, accounts'),
    )
    expect(reason({ client: { has: ['accounts'] }, other: { has: ['accounts'] } }, { clients: [askar] })).toEqual(
      lacks('ещё одного тестового клиента с признаком «accounts»', 'another test client with: accounts'),
    )
    expect(reason({ client: { has: [] } }, { clients: [] })).toEqual(lacks('тестового клиента', 'a test client'))
  })

  test('an effect that the target does not allow', () => {
    expect(reason({ effects: ['none', 'hostile'] })).toEqual(
      lacks(
        'разрешения на враждебные запросы («hostile» в limits.effects)',
        'permission for hostile requests («hostile» in limits.effects)',
      ),
    )
  })

  test('a load that the target does not permit in both places: it lacks only where the required set has it', () => {
    const load: Partial<Scenario> = { effects: ['consent', 'load'] }
    const { limits } = memoryTarget()
    const allowed = { ...limits, effects: [...limits.effects, 'load'] }
    const permitted = { ...limits, load: { rate: 10, seconds: 5 } }
    for (const half of [limits, allowed, permitted])
      expect(reason(load, { limits: half })).toEqual(
        inapplicable(
          'в файле цели нагрузка не разрешена (limits.effects, limits.load)',
          'the target permits no load (limits.effects, limits.load)',
        ),
      )
    expect(reason(load, { limits: { ...allowed, ...permitted, effects: allowed.effects } })).toBe('planned')
    const required = [{ role: 'provider', mode: 'direct', scenarios: ['sample/provider/one'] }] as const
    expect(reason(load, { required })).toEqual(
      lacks(
        'разрешения на нагрузку («load» в limits.effects, а также limits.load)',
        'permission for a load («load» in limits.effects, and limits.load)',
      ),
    )
  })

  test('a procedure without a variant for the mode, wherever it is called', () => {
    const through = procedure('consent', { modes: ['through'] })
    const missing = lacks('процедуры «consent» для вызова напрямую', 'the procedure «consent» for direct calls')
    expect(reason({ steps: [call('consent')] }, {}, { procedures: [through] })).toEqual(missing)
    const outer = procedure('outer', { steps: [call('consent')] })
    expect(reason({ steps: [call('outer')] }, {}, { procedures: [outer, through] })).toEqual(missing)
    const lent = procedure('lent', { undo: 'consent' })
    expect(reason({ steps: [call('lent')] }, {}, { procedures: [lent, through] })).toEqual(missing)
  })
})

describe('clients', () => {
  const chosen = (changes: Partial<Scenario>, target: Partial<Target> = {}) => {
    const [item] = plan([scenario('one', { modes: ['direct'], ...changes })], target).items
    return item?.planned === true ? item.clients : undefined
  }

  test('the first who has every trait', () => {
    expect(chosen({ client: { has: ['accounts'] } })).toEqual({ client: 'askar' })
    expect(chosen({ client: { has: ['accounts', 'two-currencies'] } })).toEqual({ client: 'aliya' })
    expect(chosen({ client: { has: [] } })).toEqual({ client: 'askar' })
    expect(chosen({})).toEqual({})
  })

  test('the other one is never the same', () => {
    expect(chosen({ client: { has: ['accounts'] }, other: { has: ['accounts'] } })).toEqual({
      client: 'askar',
      other: 'aliya',
    })
  })

  test('the client makes room where only one can be the other', () => {
    expect(
      chosen({ client: { has: ['accounts'] }, other: { has: ['two-currencies'] } }, { clients: [aliya, askar] }),
    ).toEqual({
      client: 'askar',
      other: 'aliya',
    })
  })
})

describe('steps', () => {
  const procedures = [
    procedure('consent', {
      modes: ['direct'],
      takes: { client: { type: 'Client' }, scopes: { type: 'list', default: ['accounts'] } },
      steps: [ordinary('proof', { as: 'pkce' }), call('sign-in')],
      gives: { id: '${pkce}' },
      undo: 'revoke',
    }),
    procedure('consent', { modes: ['through'], steps: [ordinary('visit')] }),
    procedure('sign-in', { steps: [ordinary('visit'), ordinary('claims')] }),
    procedure('revoke', { takes: { why: { type: 'text', default: 'over' } }, steps: [ordinary('claims')] }),
  ]
  const calling = scenario('one', {
    steps: [ordinary('proof'), call('consent', { client: '${client}', scopes: ['balance'] })],
  })
  const planned = (mode: Mode) => {
    const [item] = plan([calling], { modes: [mode] }, { procedures }).items
    return item?.planned === true ? item.steps : []
  }

  test('have paths, procedures expanded and undone by the variant of the mode', () => {
    expect(planned('direct')).toMatchObject([
      { type: 'step', path: '1', kind: 'proof' },
      {
        type: 'call',
        path: '2',
        procedure: 'consent',
        takes: { client: '${client}', scopes: ['balance'] },
        gives: { id: '${pkce}' },
        steps: [
          { type: 'step', path: '2.1', kind: 'proof', as: 'pkce' },
          {
            type: 'call',
            path: '2.2',
            procedure: 'sign-in',
            steps: [
              { path: '2.2.1', kind: 'visit' },
              { path: '2.2.2', kind: 'claims' },
            ],
          },
        ],
        undo: { procedure: 'revoke', takes: { why: 'over' }, steps: [{ path: 'undo.2.1', kind: 'claims' }] },
      },
    ])
    const [, through] = planned('through')
    expect(through).toMatchObject({ steps: [{ path: '2.1', kind: 'visit' }] })
    expect(through).not.toHaveProperty('undo')
  })

  test('what a call does not give has its default', () => {
    const [item] = plan(
      [scenario('one', { steps: [call('consent', { client: 'x' })] })],
      { modes: ['direct'] },
      { procedures },
    ).items
    expect(item?.planned === true && item.steps[0]).toMatchObject({ takes: { client: 'x', scopes: ['accounts'] } })
  })
})

describe('for an application under test', () => {
  const ask = { ru: 'Показано ли это?', en: 'Is it shown?' }
  const ofUser = (name: string, ...list: Step[]): Scenario => ({
    ...scenario(name, { subject: 'user', modes: ['through'], steps: list }),
    id: `sample/user/${name}`,
  })
  const awaiting = ordinary('await', { args: { operation: 'token' } })
  const asking = ordinary('prompt', { args: { ask, topic: 'shown' } })
  const all = [
    scenario('list'),
    ofUser('journey', awaiting),
    ofUser('screens', awaiting, asking),
    scenario('self', { subject: 'platform', modes: ['through'] }),
  ]
  const target: Partial<Target> = { role: 'user', modes: ['through'], abilities: ['control', 'app', 'screens'] }

  test('its scripts come first, then the self-check of the platform', () => {
    expect(inShort(plan(all, target))).toEqual([
      '1 sample/user/journey through',
      '2 sample/user/screens through',
      '3 self through',
    ])
  })

  test('what only a person could answer is left to be confirmed where nobody can', () => {
    const reasons = plan(all, { ...target, abilities: ['control', 'app'] }).items.map(
      (item) => !item.planned && item.reason,
    )
    const nobody = lacks(
      'человека или программы, которые скажут, что видно в приложении (screens)',
      'a person or a program to tell what is seen in the application (screens)',
    )
    expect(reasons).toEqual([false, { ...nobody, toConfirm: [ask] }, false])
  })

  test('nothing of it is there without one', () => {
    const items = plan(all, { ...target, abilities: [] }).items
    const app = lacks('испытываемого приложения (app)', 'an application under test (app)')
    expect(items.map((item) => !item.planned && item.reason)).toEqual([app, { ...app, toConfirm: [ask] }, false])
  })

  test('an operation that the contract in force lacks leaves a script out', () => {
    const lacking = ofUser('other', ordinary('await', { args: { operation: 'nothing' } }))
    expect(plan([lacking], target).items[0]).toMatchObject({
      planned: false,
      reason: lacks(
        'операции «nothing» в действующей спецификации API',
        'the operation «nothing» in the contract in force',
      ),
    })
  })
})

describe('the required set', () => {
  const named = (made: Plan) => made.required.map((entry) => `${entry.scenario} ${entry.mode}`)

  test('is the system’s for the role and the modes of the target', () => {
    expect(named(plan([]))).toEqual(['a direct', 'b direct', 'c through'])
    expect(named(plan([], { modes: ['through'] }))).toEqual(['c through'])
  })

  test('or the operator’s own', () => {
    expect(named(plan([], { required: [{ role: 'provider', mode: 'direct', scenarios: ['z'] }] }))).toEqual([
      'z direct',
    ])
  })
})

test('a plan is a pure value: the same input makes the same plan, and JSON keeps all of it', () => {
  const all = [scenario('list', { client: { has: ['accounts'] } }), scenario('refusal', { script: 'failure' })]
  expect(plan(all)).toEqual(plan(all))
  expect(JSON.parse(JSON.stringify(plan(all)))).toEqual(plan(all))
})

test('a plan holds no number of a person, no token and no key of its target', () => {
  const consent = {
    client: 'askar',
    scopes: [],
    providers: [],
    consentId: 'c',
    accessToken: 'imported-token',
    expiresAt: '',
  }
  const both = { client: { has: ['accounts'] }, other: { has: ['accounts'] } }
  const target = memoryTarget({ consents: [consent] })
  const text = JSON.stringify(plan([scenario('list', both)], target))
  expect(text).toContain('askar')
  const people = [askar, aliya].flatMap(({ iin, phone }) => [iin, phone])
  const keys = Object.values(target.identities).flatMap(({ certificate, key }) => [certificate, key])
  for (const secret of [...people, ...keys, 'key-of-the-app', 'imported-token', 'token-of-the-control-api'])
    expect(text).not.toContain(secret)
})

describe('an imported consent', () => {
  const consent = { client: 'askar', scopes: [], providers: [], consentId: 'c', accessToken: 't', expiresAt: '' }
  const more = {
    procedures: [procedure('consent')],
    system: { ...system, importedConsent: { procedure: 'consent', gives: { token: '${imported.accessToken}' } } },
  }
  const planned = (script: Partial<Scenario>, target: Partial<Target>) =>
    plan([scenario('one', { effects: ['consent'], modes: ['direct'], ...script })], target, more).items[0]
  const reading = { steps: [call('consent')] }

  test('may stand in for a procedure, and the script keeps its effects', () => {
    const item = planned(reading, { consents: [consent] })
    expect(item).toMatchObject({
      scenario: { effects: ['consent'] },
      steps: [{ imported: { token: expect.anything() } }],
    })
    const limits = { ...memoryTarget().limits, effects: ['none'] }
    expect(planned(reading, { consents: [consent], limits })).toMatchObject({ planned: false })
  })

  test('is no matter where the target has none, or the script spoils it', () => {
    const ageing = { steps: [call('consent'), ordinary('age-consent', { args: { consent: 'x', by: 'P31D' } })] }
    for (const item of [planned(reading, {}), planned(ageing, { consents: [consent] })]) {
      expect(item).toMatchObject({ planned: true })
      expect(JSON.stringify(item)).not.toContain('imported')
    }
  })
})
