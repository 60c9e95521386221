import { z } from 'zod'
import type { JoinedApplication } from '../control/api.js'
import type { DriveWay, TargetApp } from '../model/target.js'
import { readBeside, readSecret, secret } from '../base/secret.js'
import { httpUrl, text } from '../base/setting-values.js'

const wait = 'expected a whole number of milliseconds from 1000 to 600000'

/** The application under test, as a target file has it. */
export const appSection = z.strictObject(
  {
    drive: z.union(
      [
        z.literal('by-hand'),
        z.strictObject({ webhook: httpUrl, token: secret.optional(), ca: text.optional() }),
        z.strictObject({ command: z.array(text).min(1) }),
      ],
      'expected by-hand, { webhook: https://…, token: { env: … }, ca: FILE.pem } or { command: […] }',
    ),
    ca: text.optional(),
    awaitMs: z.int(wait).min(1000, wait).max(600_000, wait).optional(),
  },
  'expected { drive: … }',
)
export type AppSection = z.output<typeof appSection>

/** A program acts within seconds; a person looks for the telephone first. */
const defaultAwaitMs = { program: 10_000, 'by-hand': 300_000 } as const

/** The application with its files and secrets read. @throws ProblemError where one is missing. */
export function appOf(
  { drive, ca, awaitMs }: AppSection,
  { clientId, redirectUris, certificate }: JoinedApplication,
  file: string,
): TargetApp {
  return {
    ...{ clientId, redirectUris, certificate },
    drive: driveOf(drive, file),
    awaitMs: awaitMs ?? defaultAwaitMs[drive === 'by-hand' ? 'by-hand' : 'program'],
    ...(ca === undefined ? {} : { ca: readBeside(ca, file, 'app.ca') }),
  }
}

function driveOf(drive: AppSection['drive'], file: string): DriveWay {
  if (drive === 'by-hand') return { kind: 'by-hand' }
  if ('command' in drive) {
    const [program = '', ...args] = drive.command
    return { kind: 'command', command: [program, ...args] }
  }
  const { webhook, token, ca } = drive
  return {
    kind: 'webhook',
    url: webhook,
    ...(token === undefined ? {} : { token: readSecret(token, file, 'app.drive.token') }),
    ...(ca === undefined ? {} : { ca: readBeside(ca, file, 'app.drive.ca') }),
  }
}
