import { z } from 'zod'
import { readRange, type Range } from '../../base/address-kinds.js'
import { proxyUrl, text } from '../../base/setting-values.js'

const range = text.transform((value, context): Range => {
  const found = readRange(value)
  if (found) return found
  context.addIssue({ code: 'custom', message: 'expected an address, or a range such as 10.0.0.0/8' })
  return z.NEVER
})

/** Which addresses target files may lead to beside those of the public internet. */
export const targets = z
  .strictObject(
    {
      /** Addresses and ranges that are none of the public internet and may be called all the same. */
      allow: z.array(range, 'expected a list of addresses and ranges').default([]),
      /** HTTP proxies that decide by themselves where they lead. */
      proxies: z.array(proxyUrl, 'expected a list of addresses').default([]),
    },
    'expected { allow: […], proxies: […] }',
  )
  .prefault({})
