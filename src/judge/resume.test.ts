import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { isProblemError } from '../base/problem.js'
import { checks } from '../checks/index.js'
import { attemptFile, readRunFolder, recorder, type RunFolder } from '../evidence/run-folder.js'
import type { EvidenceEvent } from '../model/evidence.js'
import type { PlanItem } from '../model/plan.js'
import type { Resumption, RunEvent } from '../model/run.js'
import { steps } from '../steps/index.js'
import { sampleAttempt, type SampleStep } from '../../tests/support/sample-attempt.js'
import { samplePlan } from '../../tests/support/sample-plan.js'
import { judgeFolder } from './record.js'
import { resumptionOf } from './resume.js'

let base: string
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'synaq-resume-'))
})
afterAll(() => rmSync(base, { recursive: true }))

const vocabulary = { steps, checks }
const version = '1.2.3'
const good: SampleStep = { checks: [['status', 200]], answers: [{ status: 200 }] }
const failing: SampleStep = { checks: [['status', 200]], answers: [{ status: 404 }] }

/** Each event a second after the one before. */
let clock = 0
const tick = (): string => new Date(Date.parse('2026-11-22T07:00:00.000Z') + 1000 * clock++).toISOString()

const samples = [[good], [good, good], [failing, good], [good]].map((script, i) => {
  const { item, events } = sampleAttempt(script, { id: `sample/provider/${i + 1}` })
  return { item: { ...item, attempt: i + 1 } satisfies PlanItem, events }
})
const plan = samplePlan(samples.map(({ item }) => item))

/** The events of carrying out an item under a number; `most` of the evidence where it is cut off. */
function carriedOut(planned: number, attempt: number, most?: number): RunEvent[] {
  const events = samples[planned - 1]?.events ?? []
  const kept = most === undefined ? events : events.slice(0, most)
  return [
    ...kept.map((event): RunEvent => ({ type: 'attempt-event', attempt, event: { ...event, at: tick() } })),
    ...(most === undefined ? [{ type: 'attempt-ended', at: tick(), attempt } as const] : []),
  ]
}

const begun = (): RunEvent => ({ type: 'run-started', at: tick(), run: 'run-1', plan })
const ended = (how: 'complete' | 'interrupted' = 'complete'): RunEvent => ({ type: 'run-ended', at: tick(), how })

let runs = 0
function recorded(events: readonly RunEvent[]): string {
  const folder = join(base, String(runs++))
  record(folder, events)
  return folder
}
function record(folder: string, events: readonly RunEvent[]): void {
  const write = recorder(folder, version)
  for (const event of events) write(event)
}

const toDo = (folder: string) => resumptionOf(readRunFolder(folder), vocabulary)

/** Goes on with a run to its end, or until `most` events of its next attempt. */
function resume(folder: string, most?: number): Resumption {
  const { resumption } = toDo(folder)
  const all = most === undefined ? resumption.attempts : resumption.attempts.slice(0, 1)
  record(folder, [
    { type: 'run-resumed', at: tick(), run: 'run-1', plan, resumption },
    ...all.flatMap(({ planned, attempt }) => carriedOut(planned, attempt, most)),
    ...(most === undefined ? [ended()] : []),
  ])
  return resumption
}

const outcomes = (folder: string): string[] =>
  judgeFolder(readRunFolder(folder), checks).attempts.map(({ verdict }) => verdict.outcome)

describe('a run that was cut off', () => {
  test('is resumed with a new number for what had begun, and the planned one for what had not', () => {
    const folder = recorded([begun(), ...carriedOut(1, 1), ...carriedOut(2, 2, 3)])
    const before = readFileSync(join(folder, attemptFile(2)))
    const log = readFileSync(join(folder, 'run.ndjson'))
    expect(resume(folder).attempts).toEqual([
      { planned: 2, attempt: 5 },
      { planned: 3, attempt: 3 },
      { planned: 4, attempt: 4 },
    ])
    const run = readRunFolder(folder)
    expect(run).toMatchObject({ ended: true, parts: [{ file: 'run.ndjson' }, { file: 'run.2.ndjson' }] })
    expect([...run.sealed].sort()).toEqual([1, 3, 4, 5])
    expect(run.plan.items.map((item) => item.planned && item.attempt)).toEqual([1, 5, 3, 4])
    expect(run.planned.items.map((item) => item.planned && item.attempt)).toEqual([1, 2, 3, 4])
    expect(outcomes(folder)).toEqual(['pass', 'pass', 'fail', 'pass'])
    expect(readFileSync(join(folder, attemptFile(2)))).toEqual(before)
    expect(readFileSync(join(folder, 'run.ndjson'))).toEqual(log)
  })

  test('tells from the last thing recorded to the resumption, and how many scripts were begun anew', () => {
    const folder = recorded([begun(), ...carriedOut(1, 1), ...carriedOut(2, 2, 3)])
    const last = readRunFolder(folder).attempts.get(2)?.events.at(-1)?.at
    resume(folder)
    const { interruptions, how, endedAt } = judgeFolder(readRunFolder(folder), checks)
    expect(interruptions).toEqual([{ from: last, to: expect.any(String), repeated: 1 }])
    expect({ how, ended: endedAt !== null }).toEqual({ how: 'complete', ended: true })
  })

  test('more than once, is resumed each time from where it came to', () => {
    const folder = recorded([begun(), ...carriedOut(1, 1, 2)])
    resume(folder, 2)
    expect(resume(folder, 3).attempts[0]).toEqual({ planned: 1, attempt: 6 })
    expect(resume(folder).attempts[0]).toEqual({ planned: 1, attempt: 7 })
    expect(outcomes(folder)).toEqual(['pass', 'pass', 'fail', 'pass'])
    expect(judgeFolder(readRunFolder(folder), checks).interruptions).toHaveLength(3)
    expect(readRunFolder(folder).parts.map(({ file }) => file)).toEqual([
      'run.ndjson',
      'run.2.ndjson',
      'run.3.ndjson',
      'run.4.ndjson',
    ])
  })

  test('keeps a failure that its record shows: it is not tried again until it passes', () => {
    const folder = recorded([begun(), ...carriedOut(1, 1), ...carriedOut(2, 2), ...carriedOut(3, 3, 3)])
    expect(resume(folder)).toMatchObject({
      abandoned: [{ attempt: 3, count: 3 }],
      attempts: [{ planned: 4, attempt: 4 }],
    })
    expect(outcomes(folder)).toEqual(['pass', 'pass', 'fail', 'pass'])
    expect(judgeFolder(readRunFolder(folder), checks).interruptions).toMatchObject([{ repeated: 0 }])
  })

  test('by Ctrl-C is resumed too: what was interrupted before it could say anything is begun anew', () => {
    const events = samples[1]?.events.slice(0, 2) ?? []
    const stopped: EvidenceEvent[] = [...events, { type: 'attempt-ended', at: tick(), how: 'interrupted' }]
    const folder = recorded([
      begun(),
      ...carriedOut(1, 1),
      ...stopped.map((event): RunEvent => ({ type: 'attempt-event', attempt: 2, event })),
      { type: 'attempt-ended', at: tick(), attempt: 2 },
      ended('interrupted'),
    ])
    expect(resume(folder)).toMatchObject({ abandoned: [{ attempt: 2 }], attempts: [{ attempt: 5 }, {}, {}] })
    expect(judgeFolder(readRunFolder(folder), checks).how).toBe('complete')
  })
})

describe('what was cut off may have left changed', () => {
  const consent: SampleStep = { inner: [good], kind: 'consent' }
  const { item, events } = sampleAttempt([consent, { ...good, kind: 'limited-mode' }])
  const undoing: PlanItem = {
    ...item,
    steps: item.steps.map((step) =>
      step.type === 'call' ? { ...step, undo: { procedure: 'revoke', takes: {}, steps: [] } } : step,
    ),
  }
  const acted: EvidenceEvent = { type: 'act', at: tick(), step: '2', act: 'limited-mode', args: {} }
  const left = (...more: EvidenceEvent[]) => {
    const folder = join(base, String(runs++))
    const kept = [...events.slice(0, -1), ...more]
    record(folder, [
      { type: 'run-started', at: tick(), run: 'run-1', plan: samplePlan([undoing]) },
      ...kept.map((event): RunEvent => ({ type: 'attempt-event', attempt: 1, event })),
    ])
    return toDo(folder).left.map(({ what }) => what)
  }
  const back = (what: string): EvidenceEvent => ({ type: 'undo', at: tick(), what, outcome: 'done' })

  test('a procedure with something that undoes it, and an act on the platform', () => {
    expect(left()).toEqual([['consent (1)']])
    expect(left(acted)).toEqual([['consent (1)', 'limited-mode (2)']])
  })

  test('but for what was put back', () => {
    expect(left(acted, back('revoke (1)'), back('limited-mode BANK01: off'))).toEqual([])
  })
})

describe('a resumed record that was changed', () => {
  const resumed = (): string => {
    const folder = recorded([begun(), ...carriedOut(1, 1), ...carriedOut(2, 2, 3)])
    resume(folder)
    return folder
  }
  const codeOf = (folder: string): string => {
    try {
      readRunFolder(folder)
    } catch (error) {
      if (isProblemError(error)) return error.problems[0].code
      throw error
    }
    return 'none'
  }

  test.each<[string, (folder: string) => void]>([
    ['lines of the first part cut off', (folder) => cutLine(join(folder, 'run.ndjson'))],
    ['an abandoned attempt made shorter', (folder) => cutLine(join(folder, attemptFile(2)))],
    ['an abandoned attempt that is gone', (folder) => rmSync(join(folder, attemptFile(2)))],
    ['the first part that is gone', (folder) => rmSync(join(folder, 'run.ndjson'))],
  ])('%s', (_, change) => {
    const folder = resumed()
    expect(codeOf(folder)).toBe('none')
    change(folder)
    expect(codeOf(folder)).toMatch(/evidence-changed|run-not-found/)
  })

  test('a part between others that is gone', () => {
    const folder = recorded([begun(), ...carriedOut(1, 1, 2)])
    resume(folder, 2)
    resume(folder)
    rmSync(join(folder, 'run.2.ndjson'))
    expect(codeOf(folder)).toBe('evidence-changed')
  })
})

function cutLine(file: string): void {
  const text = readFileSync(file, 'utf8')
  truncateSync(file, Buffer.byteLength(text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1)))
}

/** Every event that is in a folder's records, as text. */
const eventsIn = ({ attempts }: RunFolder): ReadonlyMap<number, readonly string[]> =>
  new Map([...attempts].map(([attempt, { events }]) => [attempt, events.map((event) => JSON.stringify(event))]))

test('killed at any byte, a run reads as far as it came, invents nothing, and is resumed to its end', () => {
  // The order in which bytes come: those of an attempt, then its seal.
  const whole = recorded([begun(), ...[1, 2, 3, 4].flatMap((n) => carriedOut(n, n)), ended()])
  const all = eventsIn(readRunFolder(whole))
  const expected = outcomes(whole)

  /** A folder as a kill leaves it: so many attempts sealed, and of the next file so many bytes. */
  const killed = (attemptsDone: number, inSeal: boolean, share: number): string => {
    const events = [begun(), ...Array.from({ length: attemptsDone }, (_, i) => carriedOut(i + 1, i + 1)).flat()]
    const folder = recorded(events)
    if (inSeal) {
      const file = join(folder, 'run.ndjson')
      const seal = readFileSync(file, 'utf8').split('\n').at(-2) ?? ''
      truncateSync(file, statSync(file).size - Math.floor(share * (seal.length + 1)))
      return folder
    }
    const next = attemptsDone + 1
    record(join(base, `scratch-${runs}`), [begun(), ...carriedOut(next, next, 99)])
    const bytes = readFileSync(join(base, `scratch-${runs}`, attemptFile(next)))
    const kept = bytes.subarray(0, Math.floor(share * bytes.length))
    if (kept.length > 0) writeFileSync(join(folder, attemptFile(next)), kept)
    return folder
  }

  fc.assert(
    fc.property(fc.nat(3), fc.boolean(), fc.double({ min: 0, max: 1, noNaN: true }), (done, seal, share) => {
      const folder = killed(done, seal && done > 0, share)
      const read = readRunFolder(folder)
      expect(read.ended).toBe(false)
      for (const [attempt, events] of eventsIn(read)) {
        const known = (all.get(attempt) ?? []).map(withoutTime)
        expect(events.map(withoutTime)).toEqual(known.slice(0, events.length))
      }
      expect(judgeFolder(read, checks).outcome).toMatch(/open|fail/)
      const before = filesOf(folder)
      resume(folder)
      for (const [name, bytes] of before) expect(filesOf(folder).get(name)).toEqual(bytes)
      expect(outcomes(folder)).toEqual(expected)
      expect(readRunFolder(folder).ended).toBe(true)
    }),
    { numRuns: 60 },
  )
})

const withoutTime = (event: string): string => event.replace(/"at":"[^"]*"/, '')

function filesOf(folder: string): ReadonlyMap<string, Buffer> {
  const names = ['plan.json', ...readdirSync(folder).filter((name) => name.endsWith('.ndjson'))]
  const attempts = readdirSync(join(folder, 'attempts')).map((name) => join('attempts', name))
  return new Map([...names, ...attempts].map((name) => [name, readFileSync(join(folder, name))]))
}
