import { describe, expect, test } from '@jest/globals'
import { sampleRunOf, type SampleRunFacts } from '../../tests/support/sample-runs.js'
import type { SampleScenario } from '../../tests/support/sample-record.js'
import { isProblemError } from '../base/problem.js'
import type { RunRecord } from '../model/run.js'
import { gatherRuns } from './gather.js'

const passing: SampleScenario[] = [{ name: 'a', ends: 'pass' }]
const run = (facts: SampleRunFacts, scenarios = passing) => sampleRunOf(facts, scenarios)

/** Each run as `1 early`, with what it is set aside for. */
const told = (...records: [RunRecord, ...RunRecord[]]) =>
  gatherRuns(records).runs.map(
    ({ number, record, aside }) => `${number} ${record.run}${aside ? ` ${aside.why} by ${aside.by}` : ''}`,
  )

/** The problems that keep runs apart, as `code /folder`. */
function refusal(...records: [RunRecord, ...RunRecord[]]): string[] {
  try {
    gatherRuns(records)
    return []
  } catch (error) {
    if (!isProblemError(error)) throw error
    return error.problems.map(({ code, place, remedy }) => {
      expect(remedy).not.toBe('')
      return `${code} ${place && 'file' in place ? place.file : ''}`
    })
  }
}

describe('runs that make one Protocol', () => {
  test('are numbered in the order of time, whatever the order on the command line', () => {
    expect(
      told(
        run({ run: 'open', system: 'sample-open', day: 2 }),
        run({ run: 'accounts', day: 1 }),
        run({ run: 'user', role: 'user', day: 0 }),
      ),
    ).toEqual(['1 user', '2 accounts', '3 open'])
  })

  test('of one system, role and way of calling the latest complete one counts', () => {
    expect(told(run({ run: 'late', day: 1 }), run({ run: 'early' }))).toEqual(['1 early superseded by 2', '2 late'])
    expect(
      told(run({ run: 'late', day: 1 }), run({ run: 'early', modes: ['direct'] }), run({ run: 'user', role: 'user' })),
    ).toEqual(['1 early superseded by 3', '2 user', '3 late'])
  })

  test('a later one that failed counts before an earlier one that passed', () => {
    const failed = run({ run: 'late', day: 1 }, [{ name: 'a', ends: 'fail' }])
    expect(told(run({ run: 'early' }), failed)).toEqual(['1 early superseded by 2', '2 late'])
  })

  test('a later one that is not complete does not count where there is a complete one', () => {
    const interrupted = run({ run: 'late', day: 1, how: 'interrupted' })
    expect(told(run({ run: 'early' }), interrupted)).toEqual(['1 early', '2 late incomplete by 1'])
    const { plan, ...rest } = run({ run: 'late', day: 1 })
    const chosen = {
      ...rest,
      plan: { ...plan, required: [{ scenario: 'sample/provider/b', mode: 'direct' as const }] },
    }
    expect(told(run({ run: 'early' }), chosen)).toEqual(['1 early', '2 late incomplete by 1'])
  })

  test('where none is complete the latest counts', () => {
    const [early, late] = [
      run({ run: 'early', how: 'interrupted' }),
      run({ run: 'late', day: 1, how: 'interrupted' }),
    ] as const
    expect(told(early, late)).toEqual(['1 early incomplete by 2', '2 late'])
  })

  test('direct and through may be runs of their own, and both count', () => {
    expect(
      told(run({ run: 'direct', modes: ['direct'] }), run({ run: 'through', modes: ['through'], day: 1 })),
    ).toEqual(['1 direct', '2 through'])
  })
})

describe('runs that do not belong together are refused', () => {
  const first = run({ run: 'first' })
  test.each<[string, RunRecord]>([
    ['runs-participant', run({ run: 'x', day: 1, participant: { id: 'OTHER' } })],
    ['runs-participant', run({ run: 'x', day: 1, participant: { bin: '260140000015' } })],
    ['runs-participant', run({ run: 'x', day: 1, participant: { invented: false } })],
    ['runs-environment', run({ run: 'x', day: 1, environment: 'live' })],
    ['runs-contract', run({ run: 'x', day: 1, digest: 'f0'.repeat(32) })],
    ['runs-contract', run({ run: 'x', day: 1, role: 'user', digest: 'f0'.repeat(32) })],
    [
      'runs-form',
      run({
        run: 'x',
        day: 1,
        system: 'sample-open',
        rows: [{ number: 1, title: { ru: 'Иное', en: 'Other' }, system: 'sample-open', script: 'success' }],
      }),
    ],
  ])('%s', (code, other) => {
    expect(refusal(other, first)).toEqual([`${code} /tmp/x`])
  })

  test('another system has another contract of course', () => {
    expect(refusal(first, run({ run: 'x', system: 'sample-open', digest: 'f0'.repeat(32) }))).toEqual([])
  })

  test('a run that is given twice, and one that would count in part', () => {
    expect(refusal(first, { ...first, folder: '/tmp/copy' })).toEqual(['run-twice /tmp/copy'])
    expect(refusal(first, run({ run: 'x', day: 1, modes: ['direct'] }))).toEqual(['runs-overlap /tmp/first'])
  })

  test('all that is wrong is told at once', () => {
    const strange = run({ run: 'x', day: 1, environment: 'live', participant: { id: 'OTHER' } })
    expect(refusal(first, strange)).toEqual(['runs-participant /tmp/x', 'runs-environment /tmp/x'])
  })
})
