import { expect, test } from '@jest/globals'
import { factOf, inShort, runCheck } from '../../tests/support/check-runner.js'
import { judgePlace } from '../../tests/support/sample-exchange.js'
import { rule } from './rule.js'

const says = { ru: 'широта в Казахстане', en: 'the latitude lies in Kazakhstan' }
const inKazakhstan = { each: 'data', that: 'item.latitude >= 40.5 && item.latitude <= 55.5', says, shows: ['id'] }
const places = (...latitudes: unknown[]) => ({
  json: { data: latitudes.map((latitude, i) => ({ id: `B-${i}`, latitude })) } as { data: [] },
})

test.each([
  [[43.2, 51.1], 'met: as expected in all 2'],
  [[43.2, -51.1], 'departed: not so in 1 of 2: /data/1 (id: "B-1", latitude: -51.1)'],
  [
    [43.2, '51.1'],
    'undecided configuration: cannot be told of 1 of 2: what the rule speaks of is missing or of another type',
  ],
  [['51.1', 0], 'departed: not so in 1 of 2: /data/1 (id: "B-1", latitude: 0)'],
  [[], 'undecided configuration: 0 items, at least 1 are needed'],
])('latitudes %j: %s', (latitudes, said) => {
  expect(inShort(runCheck(rule, inKazakhstan, [places(...latitudes)]))).toEqual([said])
})

test('of many offenders three are told and the rest counted', () => {
  const [said] = inShort(runCheck(rule, inKazakhstan, [places(1, 2, 3, 4, 5)]))
  expect(said).toMatch(/^departed: not so in 5 of 5: \/data\/0 .*\/data\/2 .*; and 2 more$/)
})

test('every answer of the step is looked at, and the first offender is linked', () => {
  const found = runCheck(rule, inKazakhstan, [places(43), places(44, 99), { status: 404, json: { data: [] } }])
  expect(found).toMatchObject([{ result: 'departed', exchange: 3 }])
})

test('the fact holds counts and pointers, nothing of the answer', () => {
  expect(factOf(rule, inKazakhstan, [places(99.5, 'secret')])).toEqual({
    looked: 2,
    failed: 1,
    unclear: 1,
    offenders: [{ answer: 0, at: '/data/0' }],
  })
})

test('a masked value is told by its size', () => {
  const params = rule.params.parse(inKazakhstan)
  const masked = { $mask: 'id', type: 'string', length: 12, tag: 't', valid: [] }
  const place = judgePlace([{ json: { data: [{ id: masked, latitude: 1 }] } }])
  const fact = { looked: 1, failed: 1, unclear: 0, offenders: [{ answer: 0, at: '/data/0' }] }
  expect(inShort(rule.judge(place, { attempt: 1, events: [] }, fact, params))).toEqual([
    'departed: not so in 1 of 1: /data/0 (id: masked, 12 characters, latitude: 1)',
  ])
})

test('names are told as the contract in force writes them', () => {
  const params = rule.params.parse(inKazakhstan)
  const place = judgePlace([{ json: { items: [{ key: 'B-0', lat: 1 }] } }], {
    called: { data: 'items', id: 'key', latitude: 'lat' },
  })
  const fact = { looked: 1, failed: 1, unclear: 0, offenders: [{ answer: 0, at: '/data/0' }] }
  expect(inShort(rule.judge(place, { attempt: 1, events: [] }, fact, params))).toEqual([
    'departed: not so in 1 of 1: /items/0 (key: "B-0", lat: 1)',
  ])
})

test('of an entry inside an entry both are told', () => {
  const written = { each: 'data.hours', that: 'item.opens < item.closes', says, shows: ['parent.id', 'day'] }
  const hours = [
    { day: 'MON', opens: '09:00', closes: '18:00' },
    { day: 'TUE', opens: '18:00', closes: '09:00' },
  ]
  expect(inShort(runCheck(rule, written, [{ json: { data: [{ id: 'B-0', hours }] } }]))).toEqual([
    'departed: not so in 1 of 2: /data/0/hours/1 (parent.id: "B-0", day: "TUE", opens: "18:00", closes: "09:00")',
  ])
})

test('a rule about the body tells values alone', () => {
  const written = { that: 'body.total == size(body.data)', says, shows: ['total'] }
  expect(inShort(runCheck(rule, written, [{ json: { data: [1], total: 2 } }]))).toEqual(['departed: not so: total: 2'])
})

test('a rule about the body, with a value of an earlier step and a header', () => {
  const written = {
    that: "size(body.data) == given.total && headers.etag != ''",
    says,
    given: { total: '${first.total}' },
  }
  const answer = { ...places(1, 2), headers: { etag: '"a"' } }
  const told = (total: number) => inShort(runCheck(rule, written, [answer], { values: { '${first.total}': total } }))
  expect(told(2)).toEqual(['met: as expected'])
  expect(told(3)).toEqual(['departed: not so: the body'])
})

test('the clock is the server’s own where it tells it', () => {
  const written = { that: "now == timestamp('2026-11-22T07:42:16Z') && today == '2026-11-22'", says }
  const date = 'Sun, 22 Nov 2026 07:42:16 GMT'
  expect(inShort(runCheck(rule, written, [{ ...places(), headers: { date } }]))).toEqual(['met: as expected'])
  expect(inShort(runCheck(rule, written, [places()]))).toEqual(['departed: not so: the body'])
})

test('a condition that does not parse is refused where it is written', () => {
  const parsed = rule.params.safeParse({ ...inKazakhstan, that: 'item.latitude >' })
  const params = { remedy: expect.stringContaining('docs/rule-language.md') as unknown }
  const message = expect.stringContaining('at its end') as unknown
  expect(parsed.error?.issues).toMatchObject([{ path: ['that'], message, params }])
})

test('without an answer or the fact nothing is said', () => {
  expect(inShort(runCheck(rule, inKazakhstan, [{ failure: { kind: 'dns', detail: '' } }]))).toEqual([
    'undecided environment: host name not found',
  ])
  const params = rule.params.parse(inKazakhstan)
  const judge = (fact: 'absent' | 'too-slow') => rule.judge(judgePlace([{}]), { attempt: 1, events: [] }, fact, params)
  expect(inShort(judge('absent'))).toEqual(['undecided harness: the record does not hold it'])
  expect(inShort(judge('too-slow'))).toEqual(['undecided harness: the rule did not come to its end within 2 s'])
})
