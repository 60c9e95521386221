import { z } from 'zod'
import { isLoopback } from './loopback.js'

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
/** A proxy asks for CONNECT over plain HTTP; a user name and password would be a secret in the file. */
export const proxyUrl = z
  .url({ protocol: /^http$/, error: 'expected the address of an HTTP proxy, such as http://127.0.0.1:3128' })
  .refine((url) => new URL(url).username === '', 'expected an address without user name and password')
export const httpUrl = z.url({ protocol: /^https?$/, error: 'expected an address such as http://127.0.0.1:7080' })

/** Another machine is spoken to over TLS; a program on this one may listen without. */
export const safeUrl = z
  .url({ protocol: /^https?$/, error: 'expected an address that begins with https://', abort: true })
  .refine((url) => {
    const { protocol, hostname } = new URL(url)
    return protocol === 'https:' || isLoopback(hostname)
  }, 'expected an address that begins with https://; http:// only for a program on this machine')
  .refine((url) => new URL(url).username === '' && new URL(url).hash === '', 'expected an address without user and «#»')
