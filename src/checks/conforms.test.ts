import { expect, test } from '@jest/globals'
import type { Departure } from '../model/contract.js'
import { inShort, runCheck } from '../../tests/support/check-runner.js'
import { conforms } from './conforms.js'

const wrongType = (at: string): Departure => ({ at, rule: 'type', expected: 'string', seen: 'number' })
const answer = (...contract: Departure[]) => ({ facts: { contract } })
const said = (...answers: Parameters<typeof runCheck>[2]) => runCheck(conforms, 'response', answers)

test('answers without a departure conform', () => {
  expect(inShort(said(answer(), answer()))).toEqual(['met: no departure'])
})

test('each departure is told with its place and its exchange', () => {
  const found = said(answer(), answer(wrongType('/accounts/0/type'), wrongType('/accounts/0/status')))
  expect(found).toMatchObject([
    { result: 'departed', exchange: 3 },
    { result: 'departed', exchange: 3 },
  ])
  expect(found.map(({ expected }) => expected.en)).toEqual([
    expect.stringContaining('/accounts/0/type'),
    expect.stringContaining('/accounts/0/status'),
  ])
})

test('the same departure on several pages is one, named by the first exchange that shows it', () => {
  const found = said(answer(wrongType('/rows/0/sum')), answer(), answer(wrongType('/rows/7/sum')))
  expect(found).toHaveLength(1)
  expect(found).toMatchObject([{ result: 'departed', exchange: 2 }])
  expect(found[0]?.actual.en).toContain('(in 2 answers)')
})

test('departures that differ in rule, place or what was seen stay apart', () => {
  const other: Departure = { ...wrongType('/rows/0/sum'), seen: 'null' }
  expect(said(answer(wrongType('/rows/0/sum'), other, wrongType('/rows/0/date')))).toHaveLength(3)
})

test('of refusals alone, an answer that refuses nothing is none', () => {
  const served = { ...answer(wrongType('/a')), status: 200 }
  const refused = { ...answer(wrongType('/b')), status: 403 }
  expect(runCheck(conforms, 'refusal', [served])).toEqual([])
  expect(runCheck(conforms, 'refusal', [served, refused])).toMatchObject([{ result: 'departed', exchange: 3 }])
})

test('at most twenty are told', () => {
  expect(
    said(answer(...Array.from({ length: 30 }, (_, i) => wrongType(`/p${String.fromCharCode(97 + i)}`)))),
  ).toHaveLength(20)
})

test('without an answer or an exchange nothing is said', () => {
  const failed = { failure: { kind: 'reset', detail: '' }, facts: { contract: null } } as const
  expect(inShort(said(answer(), failed))).toEqual(['undecided environment: there is no answer'])
  expect(inShort(said())).toEqual(['undecided harness: there was none'])
})
