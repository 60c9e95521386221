import { expect, test } from '@jest/globals'
import { sampleFooting, sampleProof, sampleStanding } from '../../../tests/support/sample-proof.js'
import { literal } from '../../base/text.js'
import type { Footing, Proof, ProvenScript, RequiredScript, Standing } from '../../model/admission.js'
import { shortfallsOf } from './shortfalls.js'

const now = '2026-11-29T12:00:00.000Z'
const terms = { maxAgeMs: 30 * 86_400_000 }
const [first, second] = sampleFooting().required as [RequiredScript, RequiredScript]
const [firstProven, secondProven] = sampleProof().scripts as [ProvenScript, ProvenScript]

/** Codes of what is missing, with the script where it is of one. */
function missing(proof: Partial<Proof>, footing: Partial<Footing> = {}): string[] {
  return shortfallsOf({ ...sampleProof(), ...proof }, { ...sampleFooting(), ...footing }, now, terms).map(
    ({ code, what, remedy }) => {
      for (const text of [what, remedy]) expect([text.ru, text.en, text.kk]).not.toContain('')
      return code
    },
  )
}
const standing = (change: Partial<Standing>): Partial<Proof> => ({ standing: { ...sampleStanding(), ...change } })

test('a run of all that is required, in time and under the same rules, lacks nothing', () => {
  expect(missing({})).toEqual([])
})

test.each<[string, Partial<Proof>, string]>([
  ['is not finished', { endedAt: null }, 'run-unfinished'],
  ['is older than the operator allows', { endedAt: '2026-10-30T11:59:59.000Z' }, 'run-old'],
  ['ended in the future', { endedAt: '2026-11-29T12:00:01.000Z' }, 'run-future'],
  ['is of another system', standing({ system: 'other' }), 'run-system'],
  ['is of another role', standing({ role: 'user' }), 'run-role'],
  ['is of another participant', standing({ participant: 'Q' }), 'run-participant'],
  ['is of another environment', standing({ environment: 'live' }), 'run-environment'],
  ['was called otherwise', standing({ modes: ['direct', 'through'] }), 'run-modes'],
  ['went to another server', standing({ endpoints: { direct: 'https://other.example' } }), 'run-endpoints'],
  ['had the platform ask for consents', standing({ consentCheck: 'platform' }), 'run-consent-check'],
  [
    'was under another contract',
    standing({ contract: { title: 'Sample', version: '1.0.0', digest: 'c'.repeat(64) } }),
    'run-contract',
  ],
  [
    'had another overlay',
    standing({ contract: { ...sampleStanding().contract, overlay: { digest: 'd'.repeat(64) } } }),
    'run-contract',
  ],
  ['was answered by code of somebody', standing({ code: 'e'.repeat(64) }), 'run-code'],
  ['was judged by other requirements', standing({ requirements: 'f'.repeat(64) }), 'run-requirements'],
  ['had a platform that failed its self-check', { selfCheck: ['sample/platform/a'] }, 'run-self-check'],
  ['lacks a script', { scripts: [firstProven] }, 'script-not-run'],
  ['has it in another mode', { scripts: [firstProven, { ...secondProven, mode: 'through' }] }, 'script-not-run'],
  [
    'did not pass one',
    { scripts: [firstProven, { ...secondProven, outcome: 'fail', why: literal('500') }] },
    'script-failed',
  ],
  [
    'says nothing of one',
    { scripts: [firstProven, { ...secondProven, outcome: 'inconclusive' }] },
    'script-inconclusive',
  ],
  ['skipped one', { scripts: [firstProven, { ...secondProven, outcome: 'skipped' }] }, 'script-skipped'],
  ['ran another version of one', { scripts: [firstProven, { ...secondProven, digest: 'old' }] }, 'script-changed'],
])('a run that %s does not do', (_, proof, code) => {
  expect(missing(proof)).toEqual([code])
})

test('what is missing is named one by one', () => {
  expect(missing({ ...standing({ participant: 'Q', system: 'other' }), scripts: [] })).toEqual([
    'run-system',
    'run-participant',
    'script-not-run',
    'script-not-run',
  ])
})

test('what the target declares not applicable need not have run; what a run alone calls so does', () => {
  const { scenario, mode, title } = second
  const excused: RequiredScript = { scenario, mode, title, kind: 'excused', why: literal('there is no such account') }
  expect(missing({ scripts: [firstProven] }, { required: [first, excused] })).toEqual([])
  expect(missing({ scripts: [firstProven, { scenario, mode, outcome: 'skipped' }] })).toEqual(['script-skipped'])
})

test('what the target cannot run is missing, and an empty set proves nothing', () => {
  const { scenario, mode, title } = second
  const lacking: RequiredScript = { scenario, mode, title, kind: 'lacking', what: literal('the ability «control»') }
  expect(missing({}, { required: [first, lacking] })).toEqual(['script-lacking'])
  expect(missing({}, { required: [] })).toEqual(['nothing-required'])
})
