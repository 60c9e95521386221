import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { temporaryFolder } from '../../../tests/support/folder.js'
import { isDayOff } from '../../base/days-off.js'
import { isProblemError } from '../../base/problem.js'
import { packageRoot } from '../../base/root.js'
import { readSettings } from '../settings/settings.js'
import { readDaysOff } from './read-days-off.js'

const folder = temporaryFolder()
afterAll(() => folder.remove())

function refusals(text: string): string[] {
  const file = join(folder.path, 'days.yaml')
  writeFileSync(file, text)
  try {
    readDaysOff([file])
    return []
  } catch (error) {
    if (!isProblemError(error)) throw error
    return error.problems.map(({ place, what }) => `${place && 'line' in place ? place.line : ''} ${what}`)
  }
}

test('the example settings name days off of two years', () => {
  const { works } = readSettings(join(packageRoot(), 'examples', 'operator.yaml'))
  expect(works).toMatchObject({ noticeMs: 259_200_000, own: { daysAYear: 7 }, daysOff: { years: [2026, 2027] } })
  const off = (date: string): boolean => isDayOff(works.daysOff, date)
  expect(['2026-03-09', '2026-12-16', '2027-03-15', '2026-12-05'].map(off)).toEqual([true, true, true, true])
  // Since 2026 no Constitution Day any more, and the Monday behind it is worked.
  expect(['2026-08-31', '2026-12-17'].map(off)).toEqual([false, false])
})

test('what is wrong is named with its line', () => {
  const text = [
    'year: 2026',
    'source: here',
    'off:',
    "  - { date: '2026-02-30', why: a }",
    "  - { date: '2027-01-01', why: b }",
    "  - { date: '2026-05-09' }",
    'worked:',
    "  - { date: '2026-05-12', why: c }",
  ].join('\n')
  expect(refusals(text)).toEqual([
    '4 «off.0.date»: this date is in no calendar',
    '6 «off.2.why»: expected why, in a few words',
  ])
  const mended = text.replace('2026-02-30', '2026-02-28').replace("'2026-05-09' }", "'2026-02-28', why: d }")
  expect(refusals(mended)).toEqual([
    '5 «off.1.date»: expected a date in 2026',
    '6 «off.2.date»: this date stands here twice',
    '8 «worked.0.date»: expected a Saturday or a Sunday: other days are worked anyhow',
  ])
})

test('a year stands in one file', () => {
  const file = join(packageRoot(), 'examples', 'days-off-2026.yaml')
  expect(() => readDaysOff([file, file])).toThrow('the days off of 2026 stand in')
})
