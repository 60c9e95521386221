import { z } from 'zod'

/** How availability is reported. */
export const availability = z
  .strictObject(
    {
      /** In percent of the time that counts. Without one nothing is said to be met or missed: no norm binds a participant. */
      target: z
        .number('expected a percentage below 100, such as 99.5')
        .gt(0, 'expected a percentage above 0')
        .lt(100, 'expected a percentage below 100: rounds cannot prove 100')
        .optional(),
    },
    'expected { target: … }',
  )
  .prefault({})

export type AvailabilitySettings = z.output<typeof availability>
