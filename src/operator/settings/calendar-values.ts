import { validateDetailed } from 'node-cron'
import { z } from 'zod'
import { durationMs } from '../../base/clock.js'

/** When something is done by the calendar of Kazakhstan (UTC+5): minute, hour, day of the month, month, day of the week. */
export const times = z.string('expected times such as "30 2 * * *" (daily at 02:30)').superRefine((text, context) => {
  // A sixth field would be seconds: nothing here is done that often.
  const found = validateDetailed(text)
  const why = text.trim().split(/\s+/).length === 5 ? found.errors.map(({ message }) => message) : ['five fields']
  if (why.length > 0)
    context.addIssue({
      code: 'custom',
      message: `expected times such as "30 2 * * *" (daily at 02:30): ${why.join('; ')}`,
    })
})

/** A length of time in milliseconds, a day at least. */
export const age = z
  .string('expected a duration such as P90D')
  .refine((text) => (durationMs(text) ?? 0) >= 86_400_000, 'expected a duration of at least P1D, such as P90D')
  .transform((text) => durationMs(text) ?? 0)
