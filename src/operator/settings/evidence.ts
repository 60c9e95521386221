import { z } from 'zod'
import { durationMs } from '../../base/clock.js'
import { text } from '../../base/setting-values.js'

const length = text.transform((value, context): number => {
  const ms = durationMs(value)
  if (ms !== undefined && ms > 0) return ms
  context.addIssue({ code: 'custom', message: 'expected a duration such as P1D or PT12H' })
  return z.NEVER
})

/** How long the records of rounds are kept, in milliseconds. */
export const evidence = z
  .strictObject(
    {
      /** Of rounds that nothing rests on. */
      good: length.prefault('P1D'),
      /** Of bad rounds, the controls beside them, and rounds that a decision names. */
      grave: length.prefault('P400D'),
    },
    'expected { good: …, grave: … }',
  )
  .prefault({})
