import { z } from 'zod'

/** Values that settings are made of, each with what was expected where it is something else. */
export const text = z.string('expected a text').min(1, 'expected a text')
export const yesOrNo = z.boolean('expected true or false')
/** An address that a path can be put after, and that may be printed: no password, no query, no fragment. */
export const httpsUrl = z
  .url({ protocol: /^https$/, error: 'expected an address that begins with https://', abort: true })
  .refine((address) => {
    const { username, password, search, hash } = new URL(address)
    return [username, password, search, hash].every((part) => part === '')
  }, 'expected an address without user, password, «?» and «#»')
export const httpUrl = z.url({ protocol: /^https?$/, error: 'expected an address such as http://127.0.0.1:7080' })
