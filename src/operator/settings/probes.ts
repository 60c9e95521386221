import { z } from 'zod'

const count = z.int('expected a whole number, at least 1').min(1, 'expected a whole number, at least 1')
const rate = z.number('expected a number above 0').positive('expected a number above 0')

/** How hard this machine works, and how hard it may be on others. */
export const probes = z
  .strictObject(
    {
      /** Rounds that one worker carries out at a time. */
      slots: count.max(64, 'expected at most 64').default(4),
      /** Rounds that start in a second at most. */
      startsPerSecond: rate.default(4),
      /** What a participant is asked at most: so many tests at once, and so many a second from then on. */
      participant: z
        .strictObject({ capacity: count, perSecond: rate }, 'expected { capacity: …, perSecond: … }')
        .default({ capacity: 200, perSecond: 2 }),
      /** A worker that is not heard of for so long has lost its rounds. */
      leaseSeconds: z.int().min(10, 'expected at least 10').max(600, 'expected at most 600').default(30),
    },
    'expected { slots: …, startsPerSecond: …, participant: …, leaseSeconds: … }',
  )
  .prefault({})
