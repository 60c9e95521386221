import { z } from 'zod'
import { isLoopback } from '../../base/loopback.js'
import { readBeside, readSecret, secret } from '../../base/secret.js'
import { text } from '../../base/setting-values.js'
import type { MailServer } from '../mail.js'
import { duration } from './webhook.js'

const isHere = (host: string): boolean => isLoopback(host.includes(':') ? `[${host}]` : host)

/** The mail server that takes what this program sends. */
export const mail = z
  .strictObject(
    {
      host: text,
      port: z.int('expected a port').min(1).max(65_535).optional(),
      tls: z.enum(['starttls', 'implicit', 'none'], 'expected starttls, implicit or none').default('starttls'),
      ca: text.optional(),
      user: text.optional(),
      password: secret.optional(),
      /** `name@domain`, or `Name <name@domain>`. */
      from: z
        .string()
        .regex(/^[^<>\r\n]*<?[^\s<>@]+@[^\s<>@]+>?$/, 'expected an address such as Synaq <synaq@operator.example>'),
      timeout: duration.default(30_000),
      giveUpAfter: duration.default(86_400_000),
    },
    'expected { host: …, from: … }',
  )
  .refine(({ tls, host }) => tls !== 'none' || isHere(host), {
    path: ['tls'],
    error: 'expected starttls or implicit: only a server on this machine may do without',
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    path: ['password'],
    error: 'expected user and password together',
  })
  .optional()

const usualPorts = { starttls: 587, implicit: 465, none: 25 }

/** The server with its password, as it is now. @throws ProblemError */
export function mailServer(settings: NonNullable<z.output<typeof mail>>, file: string): MailServer {
  const { host, tls, port = usualPorts[tls], ca, user, password, from, timeout, giveUpAfter } = settings
  return {
    ...{ host, port, tls, from, timeoutMs: timeout, giveUpAfterMs: giveUpAfter },
    ...(ca === undefined ? {} : { ca: readBeside(ca, file, 'mail.ca') }),
    ...(user === undefined || password === undefined
      ? {}
      : { login: { user, password: readSecret(password, file, 'mail.password') } }),
  }
}
