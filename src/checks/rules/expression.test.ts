import { expect, test } from '@jest/globals'
import type { Json } from '../../base/json.js'
import { compileExpression, type Surroundings } from './expression.js'

const now = new Date('2026-11-22T07:00:00Z')

function around(item: Json, changes: Partial<Surroundings> = {}): Surroundings {
  return { item, parent: null, body: { data: [item] }, headers: {}, given: {}, now, today: '2026-11-22', ...changes }
}

function holds(that: string, item: Json = null, changes: Partial<Surroundings> = {}): boolean {
  const compiled = compileExpression(that)
  if ('refused' in compiled) throw new Error(compiled.refused)
  return compiled.holds(around(item, changes))
}

const branch = {
  location: { latitude: 43.2, longitude: 76.9 },
  hours: [
    { day: 'MON', opens: '09:00', closes: '13:00' },
    { day: 'MON', opens: '14:00', closes: '18:00' },
  ],
}

test.each([
  ['item.location.latitude >= 40.5 && item.location.latitude <= 55.5', true],
  ['item.location.latitude > 50', false],
  ['item.hours.all(h, h.opens < h.closes)', true],
  ['item.hours.all(a, item.hours.exists_one(b, a.day == b.day && a.opens < b.closes && b.opens < a.closes))', true],
  ['size(body.data) == 1', true],
  ['!has(item.phone) || item.phone != ""', true],
  ["given.city == 'almaty'", true],
  ["httpDate(headers['last-modified']) <= now", true],
  ["now - timestamp('2026-11-21T08:00:00+05:00') < duration('24h')", false],
  ["today == '2026-11-22'", true],
])('%s: %s', (that, expected) => {
  const more = { given: { city: 'almaty' }, headers: { 'last-modified': 'Sun, 22 Nov 2026 06:00:00 GMT' } }
  expect(holds(that, branch, more)).toBe(expected)
})

test('what is looked at is told by names with dots', () => {
  const compiled = compileExpression(
    'item.location.latitude > 1 && item.hours.all(h, h.opens < h.closes) && has(item.id)',
  )
  expect(compiled).toMatchObject({ looksAt: ['location.latitude', 'hours', 'id'] })
})

test.each([
  ['item.latitude >', /^at its end: /],
  ['item.latitude = 1', /^at character 15, «= 1»: /],
  ['itm.latitude > 1', /^at character 1, «itm/],
  ['item.latitude', /not to true or false/],
  ['size(item.hours) + 1', /comes to int/],
  ["item.name.matches('(a+)+$')", /^at character 1.*«matches» is not allowed/],
  ["item.city == '${city}'", /«given»/],
  [`item.a == '${'x'.repeat(1000)}'`, /1000 characters/],
  ['body.a.all(a, body.b.all(b, body.c.all(c, body.d.exists(d, a == d))))', /more than 3 walks/],
  ['process.exit() == 1', /process/],
  ['item.x == constructor', /constructor/],
])('%s is refused', (that, reason) => {
  expect(compileExpression(that)).toEqual({ refused: expect.stringMatching(reason) })
})

test.each([
  ['a property that is not there', 'item.missing > 1', {}],
  ['a property of another type', 'item.latitude > 1', { latitude: '43' }],
  ['a text that is no number', 'double(item.amount) > 1.0', { amount: 'x' }],
  ['a text that is no moment', 'timestamp(item.at) < now', { at: 'yesterday' }],
  ['a text that is no HTTP date', 'httpDate(item.at) < now', { at: '2026-11-22' }],
  ['what every object inherits', "item.constructor == 'x'", {}],
])('%s is no answer but an error', (_, that, item) => {
  expect(() => holds(that, item)).toThrow()
})
