import { z } from 'zod'
import { times } from './calendar-values.js'

/** When reports of availability are made by themselves, and how. */
export const reports = z
  .strictObject(
    {
      /** Of the day before. Rounds of midnight have to be over, and those of others by which a common cause is seen. */
      daily: times.default('30 2 * * *'),
      /** Of the month before. */
      monthly: times.default('0 3 1 * *'),
      languages: z
        .array(z.enum(['ru', 'kk', 'en'], 'expected ru, kk or en'))
        .min(1, 'expected a language')
        .default(['ru']),
      /** Of CSV. RFC 4180 has the comma; a Russian Excel that opens a file by a double click wants `;` and decimal commas. */
      separator: z.enum([',', ';'], 'expected "," or ";"').default(','),
    },
    'expected { daily: …, monthly: …, languages: …, separator: … }',
  )
  .prefault({})

export type ReportSettings = z.output<typeof reports>
