import { z } from 'zod'
import { durationMs } from '../../base/clock.js'
import { pathBeside } from '../../base/secret.js'
import { text } from '../../base/setting-values.js'
import type { WorksRules } from '../../model/works.js'
import { readDaysOff } from '../works/read-days-off.js'

const length = z
  .string('expected a duration such as PT72H or P3D')
  .refine((written) => (durationMs(written) ?? 0) > 0, 'expected a duration such as PT72H or P3D')
  .transform((written) => durationMs(written) ?? 0)
const timeOfDay = z
  .string("expected a time of day such as '22:00'")
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "expected a time of day such as '22:00'")

/** How works are announced, and what binds the operator's own. */
export const works = z
  .strictObject(
    {
      /** Planned works are told of so long before (Guide, clauses 12 and 14). */
      notice: length.prefault('PT72H'),
      /** A notice of longer works is refused: the wrong month was typed. */
      longest: length.prefault('P7D'),
      /** The operator's own planned works (Guide, clause 18). */
      own: z
        .strictObject(
          {
            night: z
              .strictObject({ from: timeOfDay, until: timeOfDay }, "expected { from: '22:00', until: '06:00' }")
              .refine(({ from, until }) => from !== until, 'expected a night that begins and ends at different times')
              .prefault({ from: '22:00', until: '06:00' }),
            daysAYear: z.int('expected a whole number of days').min(0).max(366).default(7),
            counted: z.enum(['dates', 'time'], 'expected dates or time').default('dates'),
          },
          'expected { night: …, daysAYear: …, counted: … }',
        )
        .prefault({}),
      /** Files of public holidays and days off that were moved, one a year. */
      daysOff: z.array(text, 'expected a list of files, such as [days-off-2026.yaml]').default([]),
      /** Of notices by mail. */
      language: z.enum(['ru', 'kk', 'en'], 'expected ru, kk or en').default('ru'),
    },
    'expected { notice: …, longest: …, own: …, daysOff: …, language: … }',
  )
  .prefault({})

/** What is asked of works where nothing is set: as the Guide has it, and of days off only weekends. */
export const defaultWorksRules: WorksRules = worksRulesOf(works.parse({}), '')

/** The section as it is worked with; files are relative to that of the settings. @throws ProblemError where one is wrong */
export function worksRulesOf(section: z.output<typeof works>, settingsFile: string, operator?: string): WorksRules {
  const { notice, longest, own, daysOff, language } = section
  return {
    ...(operator === undefined ? {} : { operator }),
    ...{ noticeMs: notice, longestMs: longest, own, language },
    daysOff: readDaysOff(daysOff.map((name) => pathBeside(name, settingsFile))),
  }
}
