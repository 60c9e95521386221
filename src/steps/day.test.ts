import { expect, test } from '@jest/globals'
import { runStep, sampleContext } from '../../tests/support/sample-context.js'
import { day } from './day.js'

test.each([
  ['2026-10-31T23:59:59+05:00', '2026-10-31'],
  ['2026-10-31T18:59:59Z', '2026-10-31'],
  ['2026-10-31T19:00:00.000Z', '2026-11-01'],
])('%s is the day %s in Kazakhstan', async (of, date) => {
  expect(await runStep(day, { of: '${moment}' }, sampleContext({ moment: of }).context)).toEqual({ value: { date } })
})

test.each(['yesterday', 5])('%j is no moment, and nobody is charged', async (moment) => {
  const { trouble } = await runStep(day, { of: '${moment}' }, sampleContext({ moment }).context)
  expect(trouble?.cause).toBe('configuration')
})
