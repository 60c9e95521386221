import { describe, expect, test } from '@jest/globals'
import type { Departure } from '../model/contract.js'
import { inShort, runCheck } from '../../tests/support/check-runner.js'
import { ofUser, sent } from '../../tests/support/sent.js'
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

describe('conforms: request', () => {
  const asked = (...requests: Parameters<typeof runCheck>[2]) =>
    runCheck(conforms, 'request', requests, { place: ofUser })
  const missing: Departure = { at: 'header:x-participant-id', rule: 'required', expected: 'required', seen: 'absent' }

  test('what was sent is looked at, whatever was answered', () => {
    expect(inShort(asked(sent({ status: 404, facts: { contract: [] } })))).toEqual(['met: no departure'])
    const found = asked(sent({ facts: { contract: [missing] } }), sent({ facts: { contract: [missing] } }))
    expect(inShort(found)).toEqual(['departed: header x-participant-id: absent (in 2 requests)'])
    expect(found[0]).toMatchObject({
      exchange: 2,
      expected: { ru: 'заголовок x-participant-id: обязателен' },
      next: { en: expect.stringContaining('Send x-participant-id') },
    })
  })

  test.each<[Departure, string, string]>([
    [
      { at: '', rule: 'required', expected: 'a body of x', seen: 'absent' },
      'тело запроса: отсутствует',
      'the body: absent',
    ],
    [
      {
        at: 'operation',
        rule: 'undeclared',
        expected: 'an operation of the contract',
        seen: 'another address or method',
      },
      'адрес и метод: другой адрес или метод',
      'address and method: another address or method',
    ],
    [
      { at: 'query:pageSize', rule: 'repeated', expected: 'once', seen: '2 times' },
      'параметр запроса pageSize: раз: 2',
      'query parameter pageSize: 2 times',
    ],
    [
      { at: '/scope', rule: 'repeated', expected: 'once', seen: 'more than once' },
      '/scope: больше одного раза',
      '/scope: more than once',
    ],
    [
      { at: 'path:accountId', rule: 'format', expected: 'format uuid', seen: 'string(3)' },
      'параметр пути accountId: строка, знаков 3',
      'path parameter accountId: a string, characters: 3',
    ],
  ])('%j is told in both languages', (departure, ru, en) => {
    expect(asked(sent({ facts: { contract: [departure] } }))[0]?.actual).toEqual({ ru, en })
  })

  test('a handshake that was broken off is no request', () => {
    expect(inShort(asked(sent({ failure: { kind: 'reset', detail: '' }, facts: { contract: null } })))).toEqual([
      'met: no departure',
    ])
  })
})
