import { expect, test } from '@jest/globals'
import { diskProblem } from '../base/disk.js'
import type { RunEvent } from '../model/run.js'
import { at } from '../../tests/support/sample-exchange.js'
import { Recording } from './recording.js'

const full = diskProblem({ code: 'ENOSPC' }, 'attempts/0001.ndjson')
const begun: RunEvent = { type: 'attempt-event', attempt: 1, event: { type: 'step-started', at, step: '1', kind: 'x' } }
const undone = (outcome: 'done' | 'failed'): RunEvent => ({
  type: 'attempt-event',
  attempt: 1,
  event: { type: 'undo', at, what: `revoke (${outcome})`, outcome },
})

/** A recording whose second event fails, and how often it was tried. */
function failing(failure: unknown) {
  const tried: RunEvent[] = []
  const recording = new Recording((event) => {
    tried.push(event)
    if (tried.length === 2) throw failure
  })
  return { recording, tried }
}

test('what is recorded goes on', () => {
  const { recording, tried } = failing(undefined)
  recording.on(begun)
  expect([tried.length, recording.broken.aborted]).toEqual([1, false])
  expect(() => recording.throwIfBroken()).not.toThrow()
})

test('what is not recorded ends the run, and nothing is appended behind it', () => {
  const { recording, tried } = failing(full)
  for (const event of [begun, begun, undone('done'), begun]) recording.on(event)
  expect([tried.length, recording.broken.aborted]).toEqual([2, true])
  expect(() => recording.throwIfBroken()).toThrow(/the disk is full \(ENOSPC\).* what it had changed was put back/)
})

test('what could not be put back is named', () => {
  const { recording } = failing(full)
  for (const event of [begun, begun, undone('done'), undone('failed')]) recording.on(event)
  expect(() => recording.throwIfBroken()).toThrow(/could not put back everything: revoke \(failed\)/)
})

test('a mistake of ours stays one', () => {
  const { recording } = failing(new TypeError('oops'))
  recording.on(begun)
  recording.on(begun)
  expect(() => recording.throwIfBroken()).toThrow(TypeError)
})
