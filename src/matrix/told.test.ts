import { expect, test } from '@jest/globals'
import type { Requirement } from '../model/system.js'
import { consoleLines } from './console.js'
import type { Facts } from './facts.js'
import type { Fault } from './faults.js'
import { faultText } from './fault-text.js'
import type { Matrix } from './fold.js'
import { matrixJson } from './json.js'
import { matrixPage } from './page.js'
import type { Cell, Row } from './rows.js'
import { subjectIds } from './trial.js'

const text = (word: string) => ({ ru: `${word} по-русски`, en: word })
const cell = (name: string, more: Partial<Cell>): Cell => ({
  scenario: `sample/provider/${name}`,
  claimed: true,
  caught: ['direct'],
  passed: [],
  undecided: [],
  misjudged: [],
  ...more,
})
const row = (id: string, cells: readonly Cell[], more: Partial<Row['defect']> = {}): Row => ({
  subject: 'example-bank',
  defect: { id, of: 'provider', ...more },
  cells,
  breaks: ['R1'],
  seen: { expected: text('a refusal | or none'), actual: text('an answer') },
  seconds: 1,
  cutShort: false,
})
const faults: Fault[] = [{ code: 'catches-nothing', scenario: 'sample/provider/b' }]
const matrix: Matrix = {
  rows: [
    row('ignores-scope', [
      cell('a', { passed: ['through'] }),
      cell('b', { claimed: false }),
      cell('c', { caught: [] }),
    ]),
    row('read:null-value', [cell('a', {}), cell('b', { claimed: false })], {
      family: 'contract/answer',
      about: text('null'),
    }),
  ],
  scripts: [
    {
      scenario: 'sample/provider/a',
      script: 'failure',
      title: text('Title'),
      proven: ['example-bank/ignores-scope'],
      unclaimed: [],
    },
  ],
  sound: [],
  faults,
}
const facts: Facts = {
  system: 'sample',
  version: '1',
  jobs: 2,
  rounds: 0,
  claimedOnly: false,
  seconds: 90,
  subjects: [...subjectIds],
}
const R1: Requirement = {
  id: 'R1',
  clause: text('Clause 1'),
  text: text('It is so.'),
  keyword: 'MUST',
  addressee: ['provider'],
  basis: 'source',
}

test('the console names who caught a defect, in which mode, unasked, and who claims it in vain', () => {
  expect(consoleLines(matrix, facts, 'en')).toEqual([
    '',
    'The example bank',
    '  ● ignores-scope    a (direct), ✗ c, ○ b',
    '',
    'The example bank: by the contract',
    '  ● read:null-value  a, ○ and 1 more',
    '',
    '● caught by who claims it; ○ caught without a claim; ✗ claimed and not caught',
    '',
    'Caught without a claim; complete «catches» of these scripts:',
    '  ignores-scope: b',
    '',
    'What is wrong:',
    '  sample/provider/b: not proven to catch anything',
    '    → Name a defect that it catches in «catches»; where there is none, make one or remove the script.',
    '',
    'The bar is not met: 1 · defects: 2, scripts: 1, pairs run: 5; without a defect: rounds 0, scripts run 0 · 90 s, --jobs 2',
  ])
})

test('the page says of a defect what it is, what it breaks, what is seen and who catches it', () => {
  const page = matrixPage(matrix, facts, new Map([['R1', R1]]), 'en')
  expect(page).toContain(
    '| `ignores-scope` | ignores scope | R1 | a refusal \\| or none → an answer | `a`, and 1 more |',
  )
  expect(page).toContain('| `read:null-value` | null | R1 |')
  expect(page).toContain('| R1 | Clause 1 | It is so. |')
  expect(page).toContain('- **sample/provider/b: not proven to catch anything**')
  expect(matrixPage(matrix, facts, new Map([['R1', R1]]), 'ru')).toContain('| R1 | Clause 1 по-русски |')
})

test('as JSON the matrix has its facts, whether the bar is met, and each fault in words', () => {
  expect(matrixJson(matrix, facts)).toMatchObject({
    ...facts,
    met: false,
    counts: { defects: 2, scripts: 1, pairs: 5, soundScripts: 0 },
    faults: [{ ...faults[0], what: { en: 'sample/provider/b: not proven to catch anything' } }],
    defects: [{ subject: 'example-bank', id: 'ignores-scope', breaks: ['R1'] }, { family: 'contract/answer' }],
  })
})

test('every fault is told in Russian and English, with its remedy', () => {
  const all: Fault[] = [
    { code: 'not-caught', defect: 'x', claimedBy: [] },
    { code: 'not-caught', defect: 'x', claimedBy: ['a'] },
    { code: 'claim-unproven', defect: 'x', scenario: 'a' },
    { code: 'misjudged', defect: 'x', scenario: 'a' },
    {
      code: 'sound-subject',
      subject: 'platform',
      round: 1,
      ending: { scenario: 'a', mode: 'direct', outcome: 'fail', amiss: { expected: text('x'), actual: text('y') } },
    },
    ...faults,
  ]
  for (const fault of all) {
    const { what, remedy } = faultText(fault)
    for (const { ru, en } of [what, remedy]) expect([/[а-я]/.test(ru), /[a-z]/.test(en)]).toEqual([true, true])
  }
})
