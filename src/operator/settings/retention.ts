import { z } from 'zod'
import { age, times } from './calendar-values.js'

const units = { MB: 1e6, GB: 1e9, TB: 1e12 } as const

const dayMs = 86_400_000

/** Bytes. */
const size = z
  .string('expected a size such as 50 GB')
  .regex(/^\d{1,6}(?:\.\d{1,3})? ?(?:MB|GB|TB)$/, 'expected a size such as 50 GB')
  .transform((text) => parseFloat(text) * units[text.slice(-2) as keyof typeof units])

/** How long is kept what piles up. Journal, decisions, policies and reports are never removed. */
export const retention = z
  .strictObject(
    {
      at: times.default('15 * * * *'),
      /** Records of runs, with all that was asked and answered, by what their rounds found. */
      evidence: z
        .strictObject({
          good: age.prefault('P2D'),
          bad: age.prefault('P90D'),
          /** Of rounds that a decision rests on; never removed while the API is limited or off. */
          decisions: age.prefault('P1095D'),
        })
        .prefault({}),
      /** What rounds found; those that a decision rests on are kept for ever. */
      rounds: age.prefault('P400D'),
      /** Counts and times by the hour. */
      hours: age.prefault('P1095D'),
      disk: z
        .strictObject({
          /** Of records and the rest of the database. Where it is used up, records of good rounds go before their time. */
          budget: size.optional(),
          /** Warn from this share (0 to 1) of the budget on, and of the disk. */
          warnAt: z.number('expected a share from 0 to 1').gt(0, 'expected a share above 0').max(1).default(0.8),
        })
        .prefault({}),
    },
    'expected { at: …, evidence: …, rounds: …, hours: …, disk: … }',
  )
  .refine(({ rounds, evidence }) => rounds >= Math.max(evidence.good, evidence.bad), {
    path: ['rounds'],
    message: 'expected to be kept at least as long as the records of rounds, good and bad',
  })
  .refine(({ rounds }) => rounds >= 40 * dayMs, {
    path: ['rounds'],
    message: 'expected at least P40D: the report of a month is made of them',
  })
  .prefault({})

export type RetentionSettings = z.output<typeof retention>
