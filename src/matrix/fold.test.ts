import { describe, expect, test } from '@jest/globals'
import type { KnownDefect } from '../model/defect.js'
import type { Scenario } from '../model/scenario.js'
import type { Claimant } from './claims.js'
import { foldMatrix, type Trials } from './fold.js'
import type { Ending, Trial } from './trial.js'

const amiss = { expected: { ru: 'отказ', en: 'a refusal' }, actual: { ru: 'ответ', en: 'an answer' } }

function claimant(name: string, claims: readonly string[], subject: 'provider' | 'platform' = 'provider'): Claimant {
  const scenario: Scenario = {
    id: name,
    system: 'sample',
    title: { ru: name, en: name },
    subject,
    script: 'failure',
    modes: ['direct', 'through'],
    requires: ['R1'],
    catches: claims,
    effects: ['none'],
    needs: [],
    steps: [],
    position: { file: `${name}.yaml`, line: 1, column: 1 },
    digest: '',
  }
  return { scenario, claims: ({ id }) => claims.includes(id) }
}

const ended = (scenario: string, outcome: Ending['outcome'], mode: Ending['mode'] = 'direct'): Ending => ({
  scenario,
  mode,
  outcome,
  charged: outcome === 'fail' ? [`R-${scenario}`] : [],
  ...(outcome === 'fail' || outcome === 'inconclusive' ? { amiss } : {}),
})

function trial(id: string, endings: readonly Ending[], more: Partial<KnownDefect> = {}): Trial {
  const defect: KnownDefect = { id, of: 'provider', ...more }
  return { subject: 'example-bank', defect, endings, seconds: 1, cutShort: false }
}

const fold = (trials: Partial<Trials>) =>
  foldMatrix({ trials: [], sound: [], claimants: [], everyDefect: true, everyScript: true, ...trials })

const faults = (trials: Partial<Trials>) => fold(trials).faults

describe('a defect', () => {
  const claimants = [claimant('a', ['x']), claimant('b', [])]

  test('is caught by a script that claims it; one that does not may catch it too', () => {
    const trials = [trial('x', [ended('a', 'fail'), ended('b', 'fail')])]
    const { rows, faults, scripts } = fold({ claimants, trials, everyDefect: false })
    expect(faults).toEqual([])
    expect(rows[0]?.cells.map(({ scenario, claimed, caught }) => [scenario, claimed, caught])).toEqual([
      ['a', true, ['direct']],
      ['b', false, ['direct']],
    ])
    expect(scripts.map(({ proven, unclaimed }) => [proven, unclaimed])).toEqual([
      [['example-bank/x'], []],
      [[], ['example-bank/x']],
    ])
  })

  test('breaks what the script that claims it charges, and shows what that one saw', () => {
    const trials = [trial('x', [ended('b', 'fail'), ended('a', 'fail')])]
    expect(fold({ claimants, trials }).rows[0]).toMatchObject({ breaks: ['R-a'], seen: amiss })
  })

  test('is caught where one mode shows it', () => {
    const trials = [trial('x', [ended('a', 'fail', 'direct'), ended('a', 'pass', 'through')])]
    const matrix = fold({ claimants: claimants.slice(0, 1), trials })
    expect(matrix.faults).toEqual([])
    expect(matrix.rows[0]?.cells[0]).toMatchObject({ caught: ['direct'], passed: ['through'] })
  })

  test('that nobody claims is not caught, whoever finds it', () => {
    const trials = [trial('y', [ended('b', 'fail')])]
    expect(faults({ claimants, trials, everyDefect: false })).toEqual([
      { code: 'not-caught', defect: 'example-bank/y', claimedBy: [] },
    ])
    expect(faults({ claimants, trials, everyDefect: false, everyScript: false })).toEqual([])
  })

  test.each(['pass', 'inconclusive'] as const)('whose claimant ends as %s is not caught', (outcome) => {
    const trials = [trial('x', [ended('a', outcome)])]
    expect(faults({ claimants, trials, everyDefect: false })).toEqual([
      { code: 'not-caught', defect: 'example-bank/x', claimedBy: ['a'] },
    ])
  })

  test('that one claimant catches and another does not leaves a claim unproven', () => {
    const both = [claimant('a', ['x']), claimant('b', ['x'])]
    const trials = [trial('x', [ended('a', 'fail'), ended('b', 'pass')])]
    expect(faults({ claimants: both, trials, everyDefect: false })).toEqual([
      { code: 'claim-unproven', defect: 'example-bank/x', scenario: 'b' },
    ])
  })

  test('is not charged to somebody else', () => {
    const trials = [trial('x', [ended('a', 'fail'), ended('p', 'fail')])]
    const all = [...claimants, claimant('p', ['platform-x'], 'platform')]
    const matrix = fold({ claimants: all, trials, everyDefect: false })
    expect(matrix.faults).toEqual([{ code: 'misjudged', defect: 'example-bank/x', scenario: 'p' }])
    expect(matrix.rows[0]?.cells.at(-1)).toMatchObject({ caught: [], misjudged: ['direct'] })
  })
})

describe('a script', () => {
  test('that catches only what it does not claim catches nothing', () => {
    const trials = [trial('x', [ended('a', 'fail'), ended('b', 'fail')])]
    expect(faults({ claimants: [claimant('a', ['x']), claimant('b', [])], trials })).toEqual([
      { code: 'catches-nothing', scenario: 'b' },
    ])
  })

  test('that was skipped everywhere catches nothing', () => {
    const trials = [trial('x', [ended('a', 'fail'), ended('b', 'skipped')])]
    expect(faults({ claimants: [claimant('a', ['x']), claimant('b', ['x'])], trials })).toEqual([
      { code: 'catches-nothing', scenario: 'b' },
    ])
  })

  test('is not said to catch nothing where only some defects were tried', () => {
    expect(faults({ claimants: [claimant('a', ['x'])], everyDefect: false })).toEqual([])
  })
})

describe('a sound subject', () => {
  const round = (endings: readonly Ending[]) => [{ subject: 'platform', round: 3, endings, seconds: 1 } as const]

  test('on which everything passes, or does not apply, is as it should be', () => {
    expect(faults({ sound: round([ended('a', 'pass'), ended('b', 'skipped')]) })).toEqual([])
  })

  test.each(['fail', 'inconclusive'] as const)('on which a script ends as %s is told', (outcome) => {
    expect(faults({ sound: round([ended('a', outcome)]) })).toEqual([
      {
        code: 'sound-subject',
        subject: 'platform',
        round: 3,
        ending: { scenario: 'a', mode: 'direct', outcome, amiss },
      },
    ])
  })

  test('gets no warning either', () => {
    const warned = { ...ended('a', 'pass'), amiss }
    expect(faults({ sound: round([warned]) })).toMatchObject([{ code: 'sound-subject', ending: { outcome: 'pass' } }])
  })
})
