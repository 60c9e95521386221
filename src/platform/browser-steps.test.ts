import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { packageRoot } from '../base/root.js'
import { readBrowserSteps } from './browser-steps.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synaq-steps-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (...lines: string[]) => {
  const file = join(folder, 'steps.yaml')
  writeFileSync(file, lines.join('\n'))
  return readBrowserSteps(file)
}

/** `line:column what → remedy` of every problem. */
const problemsOf = (...lines: string[]): string[] => {
  try {
    read(...lines)
    return []
  } catch (error) {
    const { problems } = error as {
      problems: readonly { what: string; remedy: string; place: { line: number; column: number } }[]
    }
    return problems.map(({ place, what, remedy }) => `${place.line}:${place.column} ${what} → ${remedy}`)
  }
}

describe('steps of a site', () => {
  test('are read with their places and conditions', () => {
    const steps = read(
      'steps:',
      '  - wait-for: form',
      "  - fill: { selector: '#iin', with: 'IIN ${person.iin}' }",
      "  - when: { goal: decline, has: legal-entity, click: 'button' }",
    )
    expect(steps).toEqual([
      { do: 'wait-for', selector: 'form', when: {}, place: expect.objectContaining({ line: 2, column: 5 }) },
      {
        do: 'fill',
        selector: '#iin',
        with: 'IIN ${person.iin}',
        when: {},
        place: expect.objectContaining({ line: 3, column: 5 }),
      },
      {
        do: 'click',
        selector: 'button',
        when: { goals: ['decline'], has: 'legal-entity' },
        place: expect.objectContaining({ line: 4, column: 47 }),
      },
    ])
  })

  test('may be for several goals', () => {
    const [step] = read('steps:', '  - when: { goal: [decline, wrong-code], click: button }')
    expect(step?.when).toEqual({ goals: ['decline', 'wrong-code'] })
  })

  test('of the example are in order', () => {
    expect(readBrowserSteps(join(packageRoot(), 'examples', 'browser-steps.yaml'))).toHaveLength(22)
  })
})

describe('wrong steps are refused', () => {
  test('all at once, each at its place, with what was meant', () => {
    expect(
      problemsOf(
        'steps:',
        '  - clik: button',
        '  - fill: { selector: a, wiht: b }',
        "  - fill: { selector: a, with: '${person.inn}' }",
        '  - when: { goal: aprove, click: b }',
        '  - when: { click: b }',
        '  - when: { goal: approve, wait-four: b }',
        '  - when: { goal: approve }',
        '  - { click: a, wait-for: b }',
        '  - click: 5',
        '  - click',
      ).map((line) => line.split(' → ')[0]),
    ).toEqual([
      '2:5 «clik» is not known here. Did you mean «click»?',
      '3:5 «with»: expected a text',
      '3:26 «wiht» is not known here. Did you mean «with»?',
      '4:32 The person does not have «person.inn». Did you mean «person.iin»?',
      '5:19 «goal»: expected approve, decline, fail-liveness, wrong-code, late-code, used-code, or a list of some of them',
      '6:5 «when» has no condition',
      '7:28 «wait-four» is not known here. Did you mean «wait-for»?',
      '8:5 a step is one action, here are 0',
      '9:5 a step is one action, here are 2',
      '10:12 «click»: expected a text',
      '11:5 a step is one action with its settings',
    ])
  })

  test.each([
    [['stepps:', '  - click: a'], '1:1 «stepps» is not known here. Did you mean «steps»? → Write steps.'],
    [['steps: []'], '1:1 there are no steps'],
    [['- click: a'], '1:1 there are no steps'],
    [[''], '1:1 there are no steps'],
  ])('a file of another kind: %j', (lines, first) => {
    expect(problemsOf(...lines)[0]).toContain(first)
  })
})
