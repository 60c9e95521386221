import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { literal } from '../base/text.js'
import { isProblemError, placeText } from '../base/problem.js'
import type { Plan } from '../model/plan.js'
import type { RunEvent } from '../model/run.js'
import { sampleAttempt } from '../../tests/support/sample-attempt.js'
import { at } from '../../tests/support/sample-exchange.js'
import { samplePlan } from '../../tests/support/sample-plan.js'
import { attemptFile, readRunFolder, recorder } from './run-folder.js'

let base: string
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'synaq-run-folder-'))
})
afterAll(() => rmSync(base, { recursive: true }))

const sample = sampleAttempt([{ checks: [['status', 200]], answers: [{ status: 200 }] }])
const plan = samplePlan([
  sample.item,
  { ...sample.item, attempt: 2 },
  {
    scenario: sample.item.scenario,
    mode: 'direct',
    planned: false,
    reason: { kind: 'not-provided', what: literal('x') },
  },
])

function attemptEvents(attempt: number): RunEvent[] {
  return [
    ...sample.events.map((event): RunEvent => ({ type: 'attempt-event', attempt, event })),
    { type: 'attempt-ended', at, attempt },
  ]
}

const wholeRun: readonly RunEvent[] = [
  { type: 'run-started', at, run: 'run-1', plan },
  ...attemptEvents(1),
  { type: 'attempt-judged', item: sample.item, verdict: { outcome: 'pass', findings: [], unjudged: [] } },
  ...attemptEvents(2),
  { type: 'run-ended', at, how: 'complete' },
]

let runs = 0
/** The folder of a run of which these events came before it was left alone. */
function recorded(events: readonly RunEvent[] = wholeRun): string {
  const folder = join(base, String(runs++))
  const record = recorder(folder, '1.2.3')
  for (const event of events) record(event)
  return folder
}

/** The problem that reading a folder raises: its code, the file's name and what it says. */
function problemOf(folder: string): { code: string; place: string; what: string } {
  try {
    readRunFolder(folder)
  } catch (error) {
    if (!isProblemError(error)) throw error
    const [{ code, place, what, remedy }] = error.problems
    expect(remedy).not.toBe('')
    return { code, place: placeText(place).replace(`${folder}/`, ''), what }
  }
  throw new Error('the folder was read')
}

function edit(folder: string, name: string, change: (text: string) => string): void {
  const file = join(folder, name)
  const text = readFileSync(file, 'utf8')
  expect(change(text)).not.toBe(text)
  writeFileSync(file, change(text))
}

describe('a run', () => {
  test('is read back as it was recorded', () => {
    const run = readRunFolder(recorded())
    expect(run.plan).toEqual(JSON.parse(JSON.stringify(plan)))
    expect(run.lines.map(({ type }) => type)).toEqual(['run-started', 'attempt-sealed', 'attempt-sealed', 'run-ended'])
    expect([...run.attempts.keys()]).toEqual([1, 2])
    expect(run.attempts.get(1)?.events).toEqual(JSON.parse(JSON.stringify(sample.events)))
  })

  test('of an earlier version, whose reasons are in one language, is read with them in every language', () => {
    const [item] = plan.items.slice(-1)
    const reasons = [
      { kind: 'not-provided', what: 'the ability «control»', toConfirm: [{ ru: 'Видно?', en: 'Seen?' }] },
      { kind: 'not-applicable', why: 'нет такого продукта' },
    ]
    const earlier = { ...plan, items: reasons.map((reason) => ({ ...item, reason })) } as unknown as Plan
    const run = readRunFolder(
      recorded([
        { type: 'run-started', at, run: 'run-1', plan: earlier },
        { type: 'run-ended', at, how: 'complete' },
      ]),
    )
    expect(run.plan.items.map((one) => !one.planned && one.reason)).toEqual([
      { ...reasons[0], what: literal('the ability «control»') },
      { ...reasons[1], why: literal('нет такого продукта') },
    ])
  })

  test('that was killed is read as far as it came', () => {
    const folder = recorded(wholeRun.slice(0, 4))
    appendFileSync(join(folder, attemptFile(1)), '{"seq":3,"prev"')
    const run = readRunFolder(folder)
    expect(run.lines.map(({ type }) => type)).toEqual(['run-started'])
    expect(run.attempts.get(1)).toMatchObject({ count: 3, tornTail: true })
    expect(run.attempts.has(2)).toBe(false)
  })

  test('is nobody else’s to read', () => {
    const folder = recorded()
    for (const name of ['plan.json', 'run.ndjson', attemptFile(1)])
      expect(statSync(join(folder, name)).mode & 0o077).toBe(0)
    expect(statSync(folder).mode & 0o077).toBe(0)
  })

  test('never overwrites another one', () => {
    const folder = recorded()
    expect(() => recorder(folder, '1.2.3')({ type: 'run-started', at, run: 'run-2', plan })).toThrow('EEXIST')
  })

  test('has a line for each event as soon as it comes', () => {
    expect(readFileSync(join(recorded(wholeRun.slice(0, 3)), attemptFile(1)), 'utf8').split('\n')).toHaveLength(3)
  })
})

describe('what was changed afterwards is found and named', () => {
  test.each<[string, string, (text: string) => string, string]>([
    [
      'an event',
      attemptFile(1),
      (t) => t.replace('"status":200', '"status":403'),
      'line 4 does not follow the line before',
    ],
    [
      'the last line of an attempt',
      attemptFile(2),
      (t) => t.replace('"complete"', '"stopped"'),
      'it is not what was sealed',
    ],
    [
      'the end of an attempt cut off',
      attemptFile(2),
      (t) => t.slice(0, t.lastIndexOf('\n', t.length - 2) + 1),
      'it is not what was sealed',
    ],
    ['something appended to an attempt', attemptFile(1), (t) => `${t}{"seq":5`, 'it is not what was sealed'],
    ['a seal', 'run.ndjson', (t) => t.replace(/"count":\d+/, '"count":99'), 'line 3 does not follow the line before'],
    ['a requirement of the plan', 'plan.json', (t) => t.replace('"MUST"', '"MAY"'), 'it is not what was run'],
    ['the plan, into something that is no JSON', 'plan.json', (t) => t.slice(1), 'it is not what was run'],
  ])('%s', (_, name, change, what) => {
    const folder = recorded()
    edit(folder, name, change)
    expect(problemOf(folder)).toEqual({
      code: 'evidence-changed',
      place: name,
      what: `the record was changed after it was written: ${what}`,
    })
  })

  test('an attempt that is gone', () => {
    const folder = recorded()
    rmSync(join(folder, attemptFile(2)))
    expect(problemOf(folder)).toMatchObject({ code: 'evidence-changed', place: attemptFile(2) })
  })

  test('an attempt put in the place of another', () => {
    const folder = recorded()
    const shorter = sampleAttempt([{ answers: [{}] }], { id: 'sample/provider/two' })
    const other = recorded([
      wholeRun[0] as RunEvent,
      ...shorter.events.map((event): RunEvent => ({ type: 'attempt-event', attempt: 1, event })),
    ])
    writeFileSync(join(folder, attemptFile(1)), readFileSync(join(other, attemptFile(1))))
    expect(problemOf(folder)).toMatchObject({
      place: attemptFile(1),
      what: expect.stringContaining('not what was sealed'),
    })
  })

  test('a plan that is gone', () => {
    const folder = recorded()
    rmSync(join(folder, 'plan.json'))
    expect(problemOf(folder)).toMatchObject({ code: 'evidence-changed', place: 'plan.json' })
  })
})

test('what is no run is refused', () => {
  const folder = join(base, 'empty')
  mkdirSync(folder)
  expect(problemOf(folder)).toMatchObject({ code: 'run-not-found', place: folder })
  expect(problemOf(join(base, 'nowhere'))).toMatchObject({ code: 'run-not-found' })
})
