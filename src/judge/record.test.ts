import { describe, expect, test } from '@jest/globals'
import { literal } from '../base/text.js'
import { checks } from '../checks/index.js'
import type { RunFolder, RunLine } from '../evidence/run-folder.js'
import type { EvidenceEvent } from '../model/evidence.js'
import { sampleAttempt, scenarioHead, type SampleStep } from '../../tests/support/sample-attempt.js'
import { at } from '../../tests/support/sample-exchange.js'
import { samplePlan } from '../../tests/support/sample-plan.js'
import { judgeFolder } from './record.js'

const good: SampleStep = { checks: [['status', 200]], answers: [{ status: 200 }] }
const failing: SampleStep = { checks: [['status', 200]], answers: [{ status: 404 }] }
const started: RunLine = { type: 'run-started', at, run: '20261122-074216-test', version: '1.2.3', planDigest: '' }
const ended = (how: 'complete' | 'interrupted'): RunLine => ({ type: 'run-ended', at, how })

/** A folder whose attempts went as told; `null` stands for one that left no record. */
function folder(attempts: readonly (readonly SampleStep[] | null)[], lines: readonly RunLine[]): RunFolder {
  const samples = attempts.map((steps, i) => {
    const { item, events } = sampleAttempt(steps ?? [good])
    return { item: { ...item, attempt: i + 1 }, events: steps ? events : [] }
  })
  const readings = samples.flatMap(({ item, events }) =>
    events.length > 0 ? [[item.attempt, { events, head: 'h', count: events.length, tornTail: false }] as const] : [],
  )
  const plan = samplePlan(samples.map(({ item }) => item))
  const parts = [{ file: 'run.ndjson', head: 'h', count: lines.length, tornTail: false }]
  const sealed = new Set(readings.map(([attempt]) => attempt))
  const read = { lines, parts, attempts: new Map(readings), sealed, ended: lines.at(-1)?.type === 'run-ended' }
  return { folder: '/runs/one', plan, planned: plan, ...read }
}

describe('a run read back', () => {
  test('has times, heads and verdicts of its attempts', () => {
    const record = judgeFolder(folder([[good]], [started, ended('complete')]), checks)
    expect(record).toMatchObject({
      run: '20261122-074216-test',
      tool: { name: 'synaq', version: '1.2.3' },
      startedAt: at,
      endedAt: at,
      how: 'complete',
      outcome: 'pass',
    })
    expect(record.attempts).toMatchObject([
      { verdict: { outcome: 'pass' }, startedAt: at, endedAt: at, head: 'h', count: 4 },
    ])
  })

  test('keeps what was left out', () => {
    const run = folder([[good]], [started, ended('complete')])
    const reason = { kind: 'not-provided', what: literal('a client') } as const
    const left = { scenario: scenarioHead(), mode: 'direct', planned: false, reason } as const
    const record = judgeFolder({ ...run, plan: samplePlan([...run.plan.items, left]) }, checks)
    expect(record.attempts.map(({ verdict }) => verdict.outcome)).toEqual(['pass', 'skipped'])
    expect(record.outcome).toBe('open')
  })

  test('knows a scenario without a record as not carried out', () => {
    const record = judgeFolder(folder([[good], null], [started, ended('complete')]), checks)
    expect(record.attempts.map(({ verdict }) => verdict.outcome)).toEqual(['pass', 'inconclusive'])
    expect(record.outcome).toBe('inconclusive')
    expect(record.attempts[1]).not.toHaveProperty('startedAt')
  })

  test('tells an attempt that was cut off by the end that it lacks', () => {
    const run = folder([[good]], [started])
    const events: readonly EvidenceEvent[] = run.attempts.get(1)?.events.slice(0, -1) ?? []
    const cut = new Map([[1, { events, head: 'h', count: events.length, tornTail: true }]])
    const [attempt] = judgeFolder({ ...run, attempts: cut }, checks).attempts
    expect(attempt?.verdict.outcome).toBe('inconclusive')
    expect(attempt).not.toHaveProperty('endedAt')
  })
})

describe('a run that was cut off', () => {
  test.each([
    ['interrupted', [started, ended('interrupted')]],
    ['killed', [started]],
  ])('%s: never a pass, at best open', (_, lines) => {
    expect(judgeFolder(folder([[good], [good]], lines), checks)).toMatchObject({ how: 'interrupted', outcome: 'open' })
    expect(judgeFolder(folder([[good], null], lines), checks).outcome).toBe('open')
  })

  test('can have failed', () => {
    expect(judgeFolder(folder([[failing], null], [started, ended('interrupted')]), checks).outcome).toBe('fail')
  })

  test('that was killed has no end', () => {
    expect(judgeFolder(folder([[good]], [started]), checks).endedAt).toBeNull()
  })
})
