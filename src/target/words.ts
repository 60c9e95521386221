import { z } from 'zod'

/** Values that settings are made of, each with what was expected where it is something else. */
export const text = z.string('expected a text').min(1, 'expected a text')
export const yesOrNo = z.boolean('expected true or false')
export const httpsUrl = z.url({ protocol: /^https$/, error: 'expected an address that begins with https://' })
export const httpUrl = z.url({ protocol: /^https?$/, error: 'expected an address such as http://127.0.0.1:7080' })
