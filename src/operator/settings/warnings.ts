import { z } from 'zod'
import { times } from './calendar-values.js'

/** When somebody is warned of a date that expires. */
export const warnings = z
  .strictObject(
    {
      at: times.default('0 9 * * *'),
      /** Days before the date; each once. The day itself is always told. */
      days: z
        .array(z.int('expected whole days').min(1, 'expected days from 1').max(365, 'expected at most 365 days'))
        .min(1, 'expected a number of days')
        .default([30, 14, 7, 1]),
    },
    'expected { at: …, days: … }',
  )
  .prefault({})

export type WarningSettings = z.output<typeof warnings>
