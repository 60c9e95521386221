import { expect, test } from '@jest/globals'
import { literal } from '../base/text.js'
import { checks } from '../checks/index.js'
import type { RunEvent } from '../model/run.js'
import { sampleRecord } from '../../tests/support/sample-record.js'
import { LiveJudge } from './live-judge.js'

test('at the end of a run it is told what was left out and why', () => {
  const { plan, run, startedAt } = sampleRecord([
    { name: 'a', ends: { kind: 'not-provided', what: literal('a second client') } },
    { name: 'b', ends: { kind: 'not-applicable', why: literal('no such thing here') } },
  ])
  const told: RunEvent[] = []
  const judge = new LiveJudge(checks, (event) => told.push(event))
  judge.on({ type: 'run-started', at: startedAt, run, plan })
  expect(told).toEqual([])
  judge.on({ type: 'run-ended', at: startedAt, how: 'complete' })
  expect(told).toMatchObject([
    {
      item: { scenario: { id: 'sample/provider/a' } },
      verdict: { outcome: 'skipped', reason: { what: literal('a second client') } },
    },
    {
      item: { scenario: { id: 'sample/provider/b' } },
      verdict: { outcome: 'skipped', reason: { kind: 'not-applicable' } },
    },
  ])
  expect(judge.verdicts).toEqual([])
})
