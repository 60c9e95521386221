import { expect, test } from '@jest/globals'
import { literal } from '../base/text.js'
import { checks } from '../checks/index.js'
import type { RunEvent } from '../model/run.js'
import { steps } from '../steps/index.js'
import { scenarioHead } from '../../tests/support/sample-attempt.js'
import { sampleContract } from '../../tests/support/sample-contract.js'
import { at } from '../../tests/support/sample-exchange.js'
import { samplePlan } from '../../tests/support/sample-plan.js'
import { plannedItem, SampleWire } from '../../tests/support/sample-run.js'
import { memoryTarget } from '../../tests/support/memory-target.js'
import { executePlan } from './run.js'

const step = { kind: 'request', args: { operation: 'listAccounts' } }
const plan = samplePlan([
  plannedItem([step]),
  { scenario: scenarioHead(), mode: 'direct', planned: false, reason: { kind: 'not-provided', what: literal('x') } },
  { ...plannedItem([step]), attempt: 2 },
])

async function run(signal: AbortSignal, onSend: () => void = () => undefined): Promise<string[]> {
  const told: string[] = []
  const wire = new SampleWire(() => {
    onSend()
    return { json: {} }
  })
  const ports = {
    target: memoryTarget(),
    contract: sampleContract(),
    vocabulary: { steps, checks },
    wire,
    acts: undefined,
    person: undefined,
    clock: { now: () => at, ticks: () => 0 },
  }
  const tell = (event: RunEvent): void => {
    if (event.type === 'attempt-event') told.push(`${event.attempt} ${event.event.type}`)
    else if (event.type === 'attempt-ended') told.push(`${event.attempt} over`)
    else told.push(event.type === 'run-ended' ? `run ${event.how}` : event.type)
  }
  await executePlan(plan, 'run-1', ports, tell, signal)
  return told
}

const attempt = (n: number) =>
  ['attempt-started', 'step-started', 'exchange', 'attempt-ended', 'over'].map((type) => `${n} ${type}`)

test('attempts go one after another; what was left out is passed over', async () => {
  expect(await run(new AbortController().signal)).toEqual(['run-started', ...attempt(1), ...attempt(2), 'run complete'])
})

test('an abort ends the attempt under way and begins no other', async () => {
  const abort = new AbortController()
  expect(await run(abort.signal, () => abort.abort())).toEqual(['run-started', ...attempt(1), 'run interrupted'])
})

test('an abort before the start runs nothing', async () => {
  expect(await run(AbortSignal.abort())).toEqual(['run-started', 'run interrupted'])
})
