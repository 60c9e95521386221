import { z } from 'zod'
import { isWeekend, type DaysOff } from '../../base/days-off.js'
import { ProblemError, problem, type Problem } from '../../base/problem.js'
import { readYamlFile, type YamlFile } from '../../base/yaml-file.js'

const aDate = "expected a date such as '2026-12-16'"
const date = z
  .string(aDate)
  .regex(/^\d{4}-\d{2}-\d{2}$/, aDate)
  .refine((written) => exists(written), 'this date is in no calendar')
const why = z.string('expected why, in a few words').min(1, 'expected why, in a few words').max(200)
const aSource = 'expected where the dates come from'
const day = z.strictObject({ date, why }, "expected { date: '2026-12-16', why: … }")
const year = z.int('expected a year').min(2020, 'expected a year from 2020').max(2100, 'expected a year until 2100')

const shape = z
  .strictObject(
    {
      year,
      /** Where the dates come from: whoever reads a decision later wants to know. */
      source: z.string(aSource).min(1, aSource).max(1000),
      /** Public holidays, and days off that were moved to a working day. */
      off: z.array(day, 'expected a list of days off'),
      /** Saturdays and Sundays that are worked in exchange. */
      worked: z.array(day, 'expected a list of worked weekend days').default([]),
    },
    'expected the days off of a year, see examples/days-off-2026.yaml',
  )
  .superRefine(({ year, off, worked }, context) => {
    const seen = new Set<string>()
    const lists = { off, worked }
    for (const name of ['off', 'worked'] as const) {
      for (const [i, { date }] of lists[name].entries()) {
        const refuse = (message: string): void => context.addIssue({ code: 'custom', message, path: [name, i, 'date'] })
        if (!date.startsWith(`${year}-`)) refuse(`expected a date in ${year}`)
        if (name === 'worked' && !isWeekend(date))
          refuse('expected a Saturday or a Sunday: other days are worked anyhow')
        if (seen.has(date)) refuse('this date stands here twice')
        seen.add(date)
      }
    }
  })

/** Reads files of days off, one a year. @throws ProblemError with every problem of a file, each with its line */
export function readDaysOff(files: readonly string[]): DaysOff {
  const years = files.map((file) => ({ file, ...readYear(readYamlFile(file)) }))
  for (const [i, { year, file }] of years.entries()) {
    const before = years.slice(0, i).find((other) => other.year === year)
    if (!before) continue
    throw problem('days-off', `the days off of ${year} stand in ${before.file} too`, 'Name one file a year.', { file })
  }
  return {
    years: years.map((one) => one.year),
    off: years.flatMap(({ off }) => off.map((one) => one.date)),
    worked: years.flatMap(({ worked }) => worked.map((one) => one.date)),
  }
}

function readYear(yaml: YamlFile): z.output<typeof shape> {
  const parsed = shape.safeParse(yaml.value)
  if (parsed.success) return parsed.data
  const [first, ...rest] = parsed.error.issues.map((issue): Problem => ({
    code: 'days-off',
    place: yaml.position(issue.path.filter((part) => typeof part !== 'symbol')),
    what: issue.path.length === 0 ? issue.message : `«${issue.path.join('.')}»: ${issue.message}`,
    remedy: 'examples/days-off-2026.yaml shows how days off are written.',
  }))
  if (!first) throw new Error('a shape that was refused has an issue')
  throw new ProblemError([first, ...rest])
}

function exists(written: string): boolean {
  const ms = Date.parse(`${written}T00:00:00.000Z`)
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(written)
}
