import fc from 'fast-check'
import { describe, expect, test } from '@jest/globals'
import { literal } from '../base/text.js'
import type { JudgedAttempt, RunRecord } from '../model/run.js'
import { sampleRecord, type SampleScenario } from '../../tests/support/sample-record.js'
import { diffRuns, type Fate, type RunDiff } from './diff.js'

const ends = fc.constantFrom<SampleScenario['ends']>(
  'pass',
  'fail',
  'inconclusive',
  { kind: 'not-provided', what: literal('x') },
  { kind: 'not-applicable', why: literal('x') },
)
const scenario = fc.record({
  name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  ends,
  departures: fc.integer({ min: 1, max: 3 }),
  warnings: fc.nat(2),
})
const run = fc
  .uniqueArray(scenario, { selector: ({ name }) => name, maxLength: 6 })
  .map((scenarios) => sampleRecord(scenarios))

/** How many scripts met each fate; where it fails in both runs it counts once, changed or not. */
function counts({ changed, stillFailing }: RunDiff): Partial<Record<Fate, number>> {
  const found: Partial<Record<Fate, number>> = {}
  for (const { fate } of [...changed, ...stillFailing]) found[fate] = (found[fate] ?? 0) + 1
  return found
}

const mirrored: Readonly<Record<Fate, Fate>> = {
  fixed: 'broken',
  broken: 'fixed',
  new: 'gone',
  gone: 'new',
  undecided: 'decided',
  decided: 'undecided',
  'left-out': 'taken-in',
  'taken-in': 'left-out',
  'still-failing': 'still-failing',
  otherwise: 'otherwise',
}

test('a run does not differ from itself', () => {
  fc.assert(
    fc.property(run, (record) => {
      expect(diffRuns(record, record)).toMatchObject({ changed: [], aspects: [], worse: false })
    }),
  )
})

test('the other way round the counts are mirrored, and what appeared disappears', () => {
  fc.assert(
    fc.property(run, run, (a, b) => {
      const there = diffRuns(a, b)
      const back = diffRuns(b, a)
      const expected = Object.entries(counts(there)).map(([fate, n]) => [mirrored[fate as Fate], n])
      expect(counts(back)).toEqual(Object.fromEntries(expected))
      for (const script of there.changed) {
        const other = back.changed.find((one) => one.scenario === script.scenario)
        expect(other).toMatchObject({ before: script.after, after: script.before })
        expect(other?.appeared).toEqual(script.disappeared)
        expect(other?.disappeared).toEqual(script.appeared)
      }
      expect(back.aspects).toEqual(there.aspects.map((one) => ({ ...one, before: one.after, after: one.before })))
    }),
  )
})

describe('what became of a script', () => {
  const one = (how: SampleScenario['ends'] | undefined, more: Partial<SampleScenario> = {}): RunRecord =>
    sampleRecord(how === undefined ? [] : [{ name: 'a', ends: how, ...more }])
  const left = { kind: 'not-provided', what: literal('x') } as const
  const excused = { kind: 'not-applicable', why: literal('x') } as const

  test.each<[Fate, boolean, SampleScenario['ends'] | undefined, SampleScenario['ends'] | undefined]>([
    ['fixed', false, 'fail', 'pass'],
    ['broken', true, 'pass', 'fail'],
    ['undecided', true, 'pass', 'inconclusive'],
    ['undecided', false, 'fail', 'inconclusive'],
    ['decided', false, 'inconclusive', 'pass'],
    ['decided', true, 'inconclusive', 'fail'],
    ['left-out', true, 'pass', left],
    ['left-out', false, 'pass', excused],
    ['taken-in', false, left, 'pass'],
    ['taken-in', true, left, 'fail'],
    ['new', false, undefined, 'pass'],
    ['new', true, undefined, 'fail'],
    ['gone', false, 'pass', undefined],
    ['otherwise', false, left, excused],
  ])('%s (worse: %s)', (fate, worse, before, after) => {
    const diff = diffRuns(one(before), one(after))
    expect(diff).toMatchObject({ changed: [{ fate }], worse, stillFailing: [] })
  })

  test('one more non-conformity in a script that failed already is worse, one less is not', () => {
    const [few, many] = [one('fail', { departures: 1 }), one('fail', { departures: 3 })]
    expect(diffRuns(few, many)).toMatchObject({ worse: true, changed: [{ fate: 'still-failing', disappeared: [] }] })
    expect(diffRuns(few, many).changed[0]?.appeared).toHaveLength(2)
    expect(diffRuns(many, few)).toMatchObject({ worse: false, changed: [{ fate: 'still-failing', appeared: [] }] })
    expect(diffRuns(few, few)).toMatchObject({
      worse: false,
      changed: [],
      stillFailing: [{ scenario: 'sample/provider/a' }],
    })
  })

  test('a remark that appeared is told and no worse', () => {
    expect(diffRuns(one('pass'), one('pass', { warnings: 1 }))).toMatchObject({
      worse: false,
      changed: [{ fate: 'otherwise', appeared: [{ weight: 'warning' }] }],
    })
  })
})

describe('what runs rest on', () => {
  const before = sampleRecord([{ name: 'a', ends: 'pass' }])
  const { target } = before.plan
  test.each<[string, Partial<RunRecord>]>([
    ['tool', { tool: { name: 'synaq', version: '9.9.9' } }],
    ['outcome', { outcome: 'open' }],
    ['how', { how: 'interrupted' }],
    ['contract', { plan: { ...before.plan, target: { ...target, contract: { ...target.contract, digest: 'f' } } } }],
    ['endpoints', { plan: { ...before.plan, target: { ...target, endpoints: { direct: 'https://other' } } } }],
    ['target', { plan: { ...before.plan, target: { ...target, consentCheck: 'platform' } } }],
    ['required', { plan: { ...before.plan, required: [] } }],
  ])('%s', (aspect, change) => {
    expect(diffRuns(before, { ...before, ...change }).aspects.map((one) => one.aspect)).toEqual([aspect])
  })

  test('a scenario whose file was changed is told, though its outcome is the same', () => {
    const mended = (attempt: JudgedAttempt): JudgedAttempt => ({
      ...attempt,
      item: { ...attempt.item, scenario: { ...attempt.item.scenario, digest: 'f' } },
    })
    const diff = diffRuns(before, { ...before, attempts: before.attempts.map(mended) })
    expect(diff.changed).toMatchObject([
      { fate: 'otherwise', mended: true, appeared: [], disappeared: [], worse: false },
    ])
  })
})
