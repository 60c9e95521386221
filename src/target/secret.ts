import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { problem } from '../base/problem.js'
import { text } from './words.js'

/** A secret is never written in a target file, only where it is. */
export const secret = z.union(
  [z.strictObject({ env: text }), z.strictObject({ file: text }), z.strictObject({ command: z.array(text).min(1) })],
  'expected { file: … }, { env: … } or { command: […] }, which say where the secret is; it never stands here itself',
)
export type SecretReference = z.output<typeof secret>

/** A program that asks for a password or a token on the network may take its time. */
const commandLimitMs = 30_000

/** The value behind a secret's reference. @throws ProblemError where there is none. */
export function readSecret(reference: SecretReference, targetFile: string, setting: string): string {
  if ('file' in reference) return contentOf(reference.file, targetFile, setting)
  if ('command' in reference) return outputOf(reference.command, targetFile, setting)
  const value = process.env[reference.env]
  if (value !== undefined && value !== '') return value
  throw problem(
    'secret-missing',
    `the environment variable ${reference.env} (${setting}) is not set`,
    `Set it before the command: ${reference.env}=… synaq run …`,
    { file: targetFile },
  )
}

/** The text of a file named in a target file, relative to it. @throws ProblemError where it cannot be read. */
export function readBeside(name: string, targetFile: string, setting: string): string {
  return bytesBeside(name, targetFile, setting).toString('utf8')
}

/** The bytes of a file named in a target file, relative to it. @throws ProblemError where it cannot be read. */
export function bytesBeside(name: string, targetFile: string, setting: string): Buffer {
  const file = pathBeside(name, targetFile)
  try {
    return readFileSync(file)
  } catch (error) {
    const missing = (error as { code?: unknown }).code === 'ENOENT'
    throw problem(
      'file-missing',
      `${setting} names a file that ${missing ? 'is not there' : 'cannot be read'}: ${file}`,
      'Correct the path, which is relative to the target file, or the permissions.',
      { file: targetFile },
    )
  }
}

/** A secret that stands alone in a file; the line's end is not part of it. */
function contentOf(name: string, targetFile: string, setting: string): string {
  const value = readBeside(name, targetFile, setting).trim()
  if (value !== '') return value
  const file = pathBeside(name, targetFile)
  throw problem('secret-missing', `the file of ${setting} is empty: ${file}`, 'Put the secret into it.', {
    file: targetFile,
  })
}

/** The path of a file named in a target file. */
export function pathBeside(name: string, targetFile: string): string {
  return resolve(dirname(targetFile), name)
}

/** What a program prints, without the line's end; it runs without a shell, in the target file's folder. */
function outputOf(command: readonly string[], targetFile: string, setting: string): string {
  const [program = '', ...args] = command
  try {
    const cwd = dirname(resolve(targetFile))
    const printed = execFileSync(program, args, { cwd, timeout: commandLimitMs, stdio: ['ignore', 'pipe', 'pipe'] })
    const value = printed.toString('utf8').trim()
    if (value !== '') return value
  } catch (error) {
    // What the program printed is not repeated: it may hold the secret.
    const status = (error as { status?: number | null }).status
    throw problem(
      'secret-command',
      `the program ${program} (${setting}) did not give the secret${typeof status === 'number' ? `: it ended with code ${status}` : ''}`,
      'Run it by hand in the folder of the target file: it must print the secret and end with code 0.',
      { file: targetFile },
    )
  }
  throw problem('secret-command', `the program ${program} (${setting}) printed nothing`, 'It must print the secret.', {
    file: targetFile,
  })
}
