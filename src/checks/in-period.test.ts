import { expect, test } from '@jest/globals'
import { factOf, inShort, runCheck } from '../../tests/support/check-runner.js'
import { judgePlace } from '../../tests/support/sample-exchange.js'
import { inPeriod } from './in-period.js'

const rows = [
  { id: 'd', at: '2026-10-05T12:00:00+05:00' },
  { id: 'c', at: '2026-10-04T12:00:00+05:00' },
  { id: 'b', at: '2026-10-03T12:00:00+05:00' },
  { id: 'a', at: '2026-10-02T12:00:00+05:00' },
]
const period = { from: '${from.date}', to: '${to.date}' }
const written = { items: 'rows', id: 'id', at: 'at', ...period, among: '${all.body.rows}' }
const values = { '${from.date}': '2026-10-03', '${to.date}': '2026-10-04', '${all.body.rows}': rows }
const said = (ids: string, more: readonly { id: string; at: string }[] = []) =>
  inShort(
    runCheck(inPeriod, written, [{ json: { rows: [...rows.filter(({ id }) => ids.includes(id)), ...more] } }], {
      values,
    }),
  )

test.each([
  ['cb', 'met: 0 outside', 'met: 0 of 2 left out'],
  ['dcb', 'departed: 1 outside', 'met: 0 of 2 left out'],
  ['dcba', 'departed: 2 outside', 'met: 0 of 2 left out'],
  ['b', 'met: 0 outside', 'departed: 1 of 2 left out'],
  ['', 'met: 0 outside', 'departed: 2 of 2 left out'],
])('of four days two, %s came', (ids, ...wanted) => {
  expect(said(ids)).toEqual(wanted)
})

test('near midnight either reading of the day will do', () => {
  const night = { id: 'n', at: '2026-10-04T20:00:00Z' }
  expect(said('cb', [night])).toEqual(['met: 0 outside', 'met: 0 of 2 left out'])
  expect(said('cb', [{ id: 'n', at: 'no moment' }])[0]).toBe('departed: 1 outside')
})

test('the fact holds numbers', () => {
  expect(factOf(inPeriod, written, [{ json: { rows } }], values)).toEqual({ outside: 2, due: 2, leftOut: 0 })
})

test('without an answer or the fact nothing is said', () => {
  expect(inShort(runCheck(inPeriod, written, [{ failure: { kind: 'dns', detail: '' } }], { values }))).toEqual([
    'undecided environment: host name not found',
  ])
  const params = inPeriod.params.parse(written)
  expect(inShort(inPeriod.judge(judgePlace([{}]), { attempt: 1, events: [] }, 'absent', params))).toEqual([
    'undecided harness: the record does not hold it',
  ])
})
