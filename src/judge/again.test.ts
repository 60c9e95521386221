import fc from 'fast-check'
import { describe, expect, test } from '@jest/globals'
import { checks } from '../checks/index.js'
import type { RunFolder, RunLine } from '../evidence/run-folder.js'
import type { Plan, PlanItem, PlannedStep } from '../model/plan.js'
import type { CheckUse } from '../model/scenario.js'
import type { Requirement } from '../model/system.js'
import {
  position,
  requirements,
  sampleAttempt,
  verdictText,
  type SampleStep,
} from '../../tests/support/sample-attempt.js'
import { at } from '../../tests/support/sample-exchange.js'
import { samplePlan } from '../../tests/support/sample-plan.js'
import { judgeAgain, type JudgedAgain } from './again.js'

type PlannedItem = Extract<PlanItem, { planned: true }>

const by = { scenarios: 'e'.repeat(64), version: '2.0.0' }
const lines: readonly RunLine[] = [
  { type: 'run-started', at, run: 'run-1', version: '1.0.0', planDigest: '' },
  { type: 'run-ended', at, how: 'complete' },
]

/** A run whose scripts went as told; each is of its own scenario. */
function ran(...scripts: readonly (readonly SampleStep[])[]): RunFolder {
  const samples = scripts.map((steps, i) => {
    const { item, events } = sampleAttempt(steps, { id: `sample/provider/${i + 1}` })
    return { item: { ...item, attempt: i + 1 }, events }
  })
  const readings = samples.map(
    ({ item, events }) => [item.attempt, { events, head: 'h', count: events.length, tornTail: false }] as const,
  )
  const plan = samplePlan(samples.map(({ item }) => item))
  const parts = [{ file: 'run.ndjson', head: 'h', count: lines.length, tornTail: false }]
  const sealed = new Set(readings.map(([attempt]) => attempt))
  const read = { lines, parts, attempts: new Map(readings), sealed, ended: lines.at(-1)?.type === 'run-ended' }
  return { folder: '/runs/one', plan, planned: plan, ...read }
}

/** The plan with the steps of its first script changed. */
function mended(plan: Plan, change: (item: PlannedItem) => PlannedItem, more: Partial<Plan> = {}): Plan {
  return { ...plan, ...more, items: plan.items.map((item, i) => (i === 0 && item.planned ? change(item) : item)) }
}

const withChecks =
  (change: (uses: readonly CheckUse[]) => readonly CheckUse[], at = 0) =>
  (item: PlannedItem): PlannedItem => ({
    ...item,
    steps: item.steps.map((step, i): PlannedStep => (i === at ? { ...step, checks: change(step.checks) } : step)),
  })

const use = (kind: string, params: CheckUse['params'], requirement = 'source'): CheckUse => ({
  kind,
  params,
  requirement,
  position,
})

/** The requirements with the one called `source` changed. */
const withSource = (change: Partial<Requirement>): Plan['requirements'] =>
  Object.fromEntries(
    Object.entries(requirements).map(([id, one]) => [id, id === 'source' ? { ...one, ...change } : one]),
  )

const again = (run: RunFolder, plan: Plan, told?: ReadonlyMap<string, string>): JudgedAgain =>
  judgeAgain(run, plan, checks, by, told)

/** The first script in a few words: before, after and the kinds of reasons. */
function inShort({ scripts: [first] }: JudgedAgain): string {
  if (!first) throw new Error('nothing was judged')
  const why = first.reasons.map(({ kind }) => kind).join(', ')
  return `${verdictText(first.before)} > ${verdictText(first.after)} (${first.changed}): ${why}`
}

const ok: SampleStep = { checks: [['status', 200]], answers: [{ status: 200 }] }
const notFound: SampleStep = { checks: [['status', 200]], answers: [{ status: 404 }] }
/** A check that needs a fact, with the fact that it captured. */
const observed = (kind: string, version: number): SampleStep => ({
  checks: [[kind, { of: 'accounts', is: 1 }]],
  answers: [{ status: 200 }],
  captured: [{ check: 0, kind, version, fact: 1 }],
})

describe('a verdict by mended files', () => {
  test.each<[string, SampleStep, (plan: Plan) => Plan, string]>([
    ['of the same files is the same', ok, (plan) => plan, 'pass > pass (nothing): '],
    [
      'follows the settings of a check',
      notFound,
      (plan) =>
        mended(
          plan,
          withChecks(() => [use('status', 404)]),
        ),
      'fail source > pass (outcome): check-settings',
    ],
    [
      'follows a check that was added',
      ok,
      (plan) =>
        mended(
          plan,
          withChecks((uses) => [...uses, use('status', 201)]),
        ),
      'pass > fail source (outcome): check-added',
    ],
    [
      'follows a check that was removed',
      {
        ...ok,
        checks: [
          ['status', 200],
          ['status', 404],
        ],
      },
      (plan) =>
        mended(
          plan,
          withChecks((uses) => uses.slice(0, 1)),
        ),
      'fail source > pass (outcome): check-removed',
    ],
    [
      'follows the requirement of a check',
      notFound,
      (plan) =>
        mended(
          plan,
          withChecks(() => [use('status', 200, 'choice')]),
        ),
      'fail source > pass (outcome): check-requirement',
    ],
    [
      'follows a keyword',
      notFound,
      (plan) => ({
        ...plan,
        requirements: withSource({ keyword: 'SHOULD' }),
      }),
      'fail source > pass (outcome): requirement',
    ],
    [
      'follows an addressee and a basis',
      notFound,
      (plan) => ({
        ...plan,
        requirements: withSource({ addressee: ['platform'], basis: 'choice' }),
      }),
      'fail source > pass (outcome): requirement, requirement',
    ],
    [
      'follows the requirement that is gone',
      notFound,
      (plan) => ({ ...plan, requirements: {} }),
      'fail source > pass (outcome): requirement-gone',
    ],
  ])('%s', (_, step, change, expected) => {
    const run = ran([step])
    expect(inShort(again(run, change(run.plan)))).toBe(expected)
  })

  test('where the program told another one during the run, the program is the reason', () => {
    const run = ran([ok])
    const told = new Map([['sample/provider/1\ndirect', 'fail']])
    expect(inShort(again(run, run.plan, told))).toBe('pass > pass (outcome): tool')
  })
})

describe('run again, never pass or fail', () => {
  const changedStep = (item: PlannedItem): PlannedItem => ({
    ...item,
    steps: item.steps.map((step) => (step.type === 'step' ? { ...step, args: { operation: 'other' } } : step)),
  })
  test.each<[string, readonly SampleStep[], (plan: Plan) => Plan, string]>([
    ['a step sends something else', [ok], (plan) => mended(plan, changedStep), 'step-changed'],
    [
      'a step is of another kind',
      [ok],
      (plan) =>
        mended(plan, (item) => ({
          ...item,
          steps: item.steps.map((step) => (step.type === 'step' ? { ...step, kind: 'pages' } : step)),
        })),
      'step-changed',
    ],
    [
      'a step was added',
      [ok],
      (plan) =>
        mended(plan, (item) => ({
          ...item,
          steps: [...item.steps, { type: 'step', path: '2', kind: 'request', args: {}, checks: [], position }],
        })),
      'step-added',
    ],
    [
      'a step is gone, and a failure stood in it',
      [ok, notFound],
      (plan) => mended(plan, (item) => ({ ...item, steps: item.steps.slice(0, 1) })),
      'step-removed',
    ],
    [
      'a check needs a fact that nobody captured, though another one fails',
      [notFound],
      (plan) =>
        mended(
          plan,
          withChecks((uses) => [...uses, use('count', { of: 'accounts', is: 1 })]),
        ),
      'fact, check-added',
    ],
    [
      'a check needs the fact by other settings',
      [observed('count', 1)],
      (plan) =>
        mended(
          plan,
          withChecks(() => [use('count', { of: 'accounts', is: 2 })]),
        ),
      'fact, check-settings',
    ],
    ['the fact is of another version', [observed('count', 999)], (plan) => plan, 'fact'],
    [
      'another client would be chosen',
      [ok],
      (plan) => mended(plan, (item) => ({ ...item, scenario: { ...item.scenario, client: { has: ['rich'] } } })),
      'clients',
    ],
    [
      'somebody else is judged',
      [notFound],
      (plan) => mended(plan, (item) => ({ ...item, scenario: { ...item.scenario, subject: 'platform' } })),
      'subject',
    ],
  ])('%s', (_, steps, change, reasons) => {
    const run = ran(steps)
    const result = again(run, change(run.plan))
    expect(inShort(result)).toMatch(/> inconclusive harness \(/)
    expect(inShort(result)).toMatch(new RegExp(`: ${reasons}$`))
    const [attempt] = result.record.attempts
    expect(attempt?.verdict.findings).toMatchObject([{ result: 'undecided', next: { en: 'Run the scenario again.' } }])
    expect(result.record.outcome).not.toMatch(/pass|fail/)
  })

  test('what steps received that would be others now is not shown beside them', () => {
    const run = ran([ok])
    expect(again(run, mended(run.plan, changedStep)).record.attempts[0]?.events).toEqual([])
  })

  test('a fact is found where its check stands now', () => {
    const run = ran([observed('count', checks.get('count')?.version ?? 0)])
    const moved = mended(
      run.plan,
      withChecks((uses) => [use('status', 200), ...uses]),
    )
    expect(inShort(again(run, moved))).not.toMatch(/fact/)
    expect(again(run, moved).record.attempts[0]?.events).toContainEqual(
      expect.objectContaining({ type: 'facts', facts: [expect.objectContaining({ kind: 'count', check: 1 })] }),
    )
  })

  test('a script that did not get to the step is judged by what it shows', () => {
    const run = ran([ok, { notReached: true }])
    const more = mended(
      run.plan,
      withChecks((uses) => [...uses, use('count', { of: 'accounts', is: 1 })], 1),
    )
    expect(inShort(again(run, more))).toBe('inconclusive environment > inconclusive environment (nothing): check-added')
  })
})

describe('a run by mended files', () => {
  test('says by which, and is open where the required set has more than was run', () => {
    const run = ran([ok])
    const required = [{ scenario: 'sample/provider/9', mode: 'direct' } as const]
    const { record, required: change } = again(run, { ...run.plan, required })
    expect(record).toMatchObject({ again: by, outcome: 'open', plan: { required } })
    expect(change).toEqual({ added: required, removed: [] })
  })

  test('names scripts that are gone, and rows that are others', () => {
    const run = ran([ok], [notFound])
    const row = { number: 1, title: { ru: 'Р', en: 'R' }, system: 'sample', script: 'success' } as const
    const result = again(run, {
      ...run.plan,
      items: run.plan.items.slice(0, 1),
      forms: { ...run.plan.forms, rows: [row] },
    })
    expect(result.gone.map(({ scenario }) => scenario.id)).toEqual(['sample/provider/2'])
    expect(result.forms).toBe(true)
    expect(result.record.outcome).toBe('pass')
  })

  test('keeps what a script proved of credentials, though the script is to be run again', () => {
    const bearer = {
      status: 200,
      request: { credential: { certificate: 'platform', authorization: 'bearer' } },
    } as const
    const refusedControl: SampleStep = { checks: [['status', 200]], answers: [{ ...bearer, status: 401 }] }
    const run = ran([{ checks: [['status', 200]], answers: [bearer] }], [refusedControl])
    const result = again(
      run,
      mended(run.plan, (item) => ({ ...item, scenario: { ...item.scenario, client: { has: ['rich'] } } })),
    )
    expect(result.scripts.map(({ after }) => verdictText(after))).toEqual(['inconclusive harness', 'fail source'])
    expect(result.scripts[1]?.changed).toBe('nothing')
  })
})

test('by the files that were run, whatever went, nothing changes', () => {
  const check = fc.tuple(
    fc.constant('status'),
    fc.constantFrom(200, 403),
    fc.constantFrom('source', 'contract', 'choice', 'should', 'platform'),
  )
  const answer = fc.constantFrom(200, 401, 404, 429, 500).map((status) => ({ status }))
  const step = fc.record({ checks: fc.array(check, { maxLength: 3 }), answers: fc.array(answer, { maxLength: 2 }) })
  const script = fc.array(step, { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(fc.array(script, { minLength: 1, maxLength: 4 }), (scripts) => {
      const run = ran(...scripts)
      const result = again(run, JSON.parse(JSON.stringify(run.plan)) as Plan)
      expect(result.scripts.filter(({ changed, reasons }) => changed !== 'nothing' || reasons.length > 0)).toEqual([])
      expect(result.record.attempts).toEqual(result.before.attempts)
      expect(result.record.outcome).toBe(result.before.outcome)
    }),
  )
})
