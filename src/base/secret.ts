import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { problem } from './problem.js'
import { text } from './setting-values.js'

/** A secret is never written in a file of settings, only where it is. */
export const secret = z.union(
  [z.strictObject({ env: text }), z.strictObject({ file: text }), z.strictObject({ command: z.array(text).min(1) })],
  'expected { file: … }, { env: … } or { command: […] }, which say where the secret is; it never stands here itself',
)
export type SecretReference = z.output<typeof secret>

/** A program that asks for a password or a token on the network may take its time. */
const commandLimitMs = 30_000
/** Tokens of a thousand target files, read anew before every round as they are renewed. */
const mostRemembered = 10_000

/** Values that were read here: whoever writes a log keeps them out of it. */
const read = new Set<string>()
export const secretsRead = (): Iterable<string> => read

/** The value behind a secret's reference. @throws ProblemError where there is none. */
export function readSecret(reference: SecretReference, settingsFile: string, setting: string): string {
  const value = valueOf(reference, settingsFile, setting)
  if (read.size < mostRemembered) read.add(value)
  return value
}

function valueOf(reference: SecretReference, settingsFile: string, setting: string): string {
  if ('file' in reference) return contentOf(reference.file, settingsFile, setting)
  if ('command' in reference) return outputOf(reference.command, settingsFile, setting)
  const value = process.env[reference.env]
  if (value !== undefined && value !== '') return value
  throw problem(
    'secret-missing',
    `the environment variable ${reference.env} (${setting}) is not set`,
    `Set it before the command: ${reference.env}=… synaq …`,
    { file: settingsFile },
  )
}

/** The text of a file named in a file of settings, relative to it. @throws ProblemError where it cannot be read. */
export function readBeside(name: string, settingsFile: string, setting: string): string {
  return bytesBeside(name, settingsFile, setting).toString('utf8')
}

/** The bytes of a file named in a file of settings, relative to it. @throws ProblemError where it cannot be read. */
export function bytesBeside(name: string, settingsFile: string, setting: string): Buffer {
  const file = pathBeside(name, settingsFile)
  try {
    return readFileSync(file)
  } catch (error) {
    const missing = (error as { code?: unknown }).code === 'ENOENT'
    throw problem(
      'file-missing',
      `${setting} names a file that ${missing ? 'is not there' : 'cannot be read'}: ${file}`,
      'Correct the path, which is relative to this file, or the permissions.',
      { file: settingsFile },
    )
  }
}

/** A secret that stands alone in a file; the line's end is not part of it. */
function contentOf(name: string, settingsFile: string, setting: string): string {
  const value = readBeside(name, settingsFile, setting).trim()
  if (value !== '') return value
  const file = pathBeside(name, settingsFile)
  throw problem('secret-missing', `the file of ${setting} is empty: ${file}`, 'Put the secret into it.', {
    file: settingsFile,
  })
}

/** The path of a file named in a file of settings. */
export function pathBeside(name: string, settingsFile: string): string {
  return resolve(dirname(settingsFile), name)
}

/** What a program prints, without the line's end; it runs without a shell, in that file's folder. */
function outputOf(command: readonly string[], settingsFile: string, setting: string): string {
  const [program = '', ...args] = command
  try {
    const cwd = dirname(resolve(settingsFile))
    const printed = execFileSync(program, args, { cwd, timeout: commandLimitMs, stdio: ['ignore', 'pipe', 'pipe'] })
    const value = printed.toString('utf8').trim()
    if (value !== '') return value
  } catch (error) {
    // What the program printed is not repeated: it may hold the secret.
    const status = (error as { status?: number | null }).status
    throw problem(
      'secret-command',
      `the program ${program} (${setting}) did not give the secret${typeof status === 'number' ? `: it ended with code ${status}` : ''}`,
      'Run it by hand in the folder of this file: it must print the secret and end with code 0.',
      { file: settingsFile },
    )
  }
  throw problem('secret-command', `the program ${program} (${setting}) printed nothing`, 'It must print the secret.', {
    file: settingsFile,
  })
}
