import { z } from 'zod'
import { durationMs } from '../../base/clock.js'
import { text } from '../../base/setting-values.js'

const expected = 'expected a duration of at least PT1M, such as P30D'

/** On which runs first publication may rest. */
export const admission = z
  .strictObject(
    {
      /** How old a run may be, at admission and at publication. */
      maxAge: z
        .string(expected)
        .refine((written) => (durationMs(written) ?? 0) >= 60_000, expected)
        .default('P30D')
        .transform((written) => durationMs(written) ?? 0),
      /** Where runs lie that are admitted by the HTTP API, which names them by their folders' names. */
      runs: text.default('reports'),
    },
    'expected { maxAge: …, runs: … }',
  )
  .prefault({})
