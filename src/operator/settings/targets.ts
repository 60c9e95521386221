import { z } from 'zod'
import { readRange, type Range } from '../../base/address-kinds.js'
import { proxyUrl, text } from '../../base/setting-values.js'

const range = text.transform((value, context): Range => {
  const found = readRange(value)
  if (found) return found
  context.addIssue({ code: 'custom', message: 'expected an address, or a range such as 10.0.0.0/8' })
  return z.NEVER
})

/** Where target files lie, and which addresses they may name beside those of the public internet. */
export const targets = z
  .strictObject(
    {
      /** Of relative names of target files; `targets` in the data folder where absent. The same files for every worker. */
      folder: text.optional(),
      /** Addresses and ranges that are none of the public internet and may be called all the same. */
      allow: z.array(range, 'expected a list of addresses and ranges').default([]),
      /** HTTP proxies that decide by themselves where they lead. */
      proxies: z.array(proxyUrl, 'expected a list of addresses').default([]),
    },
    'expected { folder: …, allow: […], proxies: […] }',
  )
  .prefault({})
