import { expect, test } from '@jest/globals'
import { startCalendar, type CalendarJob } from './calendar.js'
import { reports } from './settings/reports.js'
import { retention } from './settings/retention.js'
import { warnings } from './settings/warnings.js'

const yearly = ['0 0 1 1 *']

test('jobs are done at once, one after another; what fails is told, and nothing waits for it', async () => {
  const done: string[] = []
  const warned: unknown[] = []
  const [reached, reach] = promise()
  const calendar = startCalendar(
    [
      {
        name: 'slow',
        at: yearly,
        run: async () => {
          done.push('slow begins')
          await Promise.resolve()
          done.push('slow ends')
        },
      },
      { name: 'bad', at: yearly, run: () => Promise.reject(new Error('no')) },
      {
        name: 'last',
        at: yearly,
        run: async () => {
          done.push('last')
          reach()
          await Promise.resolve()
          done.push('last ends')
        },
      },
      { name: 'never', at: yearly, run: async () => void done.push('never') },
    ],
    (what, error) => warned.push([what, String(error)]),
  )
  await reached
  // What is under way comes to its end, what waits behind it is for the next start.
  await calendar.stop()
  expect(done).toEqual(['slow begins', 'slow ends', 'last', 'last ends'])
  expect(warned).toEqual([['bad', 'Error: no']])
})

test('the calendar is that of Kazakhstan, whatever the ICU of this machine has', async () => {
  const { daily, monthly } = reports.parse(undefined)
  const job = (name: string, at: readonly string[]): CalendarJob => ({ name, at, run: () => Promise.resolve() })
  const calendar = startCalendar(
    [job('daily', [daily]), job('monthly', [monthly]), job('both', [monthly, daily])],
    () => undefined,
  )
  const next = calendar.next()
  await calendar.stop()
  // 02:30 there is 21:30 UTC of the day before.
  expect(next.get('daily')?.toISOString()).toMatch(/T21:30:00.000Z$/)
  expect(next.get('both')).toEqual(next.get('daily'))
  const monthlyAt = next.get('monthly')
  expect(monthlyAt?.toISOString()).toMatch(/T22:00:00.000Z$/)
  expect(new Date((monthlyAt?.getTime() ?? 0) + 5 * 3_600_000).getUTCDate()).toBe(1)
})

function promise(): [Promise<void>, () => void] {
  let reach: () => void = () => undefined
  const reached = new Promise<void>((resolve) => (reach = resolve))
  return [reached, reach]
}

const messages = (found: {
  readonly error?: { readonly issues: readonly { readonly message: string }[] } | undefined
}) => found.error?.issues.map(({ message }) => message).join('; ')

test.each([
  ['61 2 * * *', 'minute'],
  ['* * * * * *', 'five fields'],
  ['daily', 'five fields'],
])('«%s» are no times: %s', (daily, why) => {
  expect(messages(reports.safeParse({ daily }))).toContain(why)
})

test('settings say what they expect', () => {
  expect(messages(retention.safeParse({ rounds: 'P30D' }))).toContain('records of rounds')
  expect(messages(retention.safeParse({ rounds: 'P30D', evidence: { bad: 'P7D' } }))).toContain('P40D')
  expect(messages(retention.safeParse({ disk: { budget: 'much' } }))).toContain('50 GB')
  expect(messages(retention.safeParse({ evidence: { good: 'PT1H' } }))).toContain('P1D')
  expect(messages(warnings.safeParse({ days: [0] }))).toContain('from 1')
  expect(retention.parse({ disk: { budget: '1.5 TB' } }).disk.budget).toBe(1.5e12)
})
