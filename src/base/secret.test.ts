import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { isProblemError, problemLine } from './problem.js'
import { readSecret, type SecretReference } from './secret.js'

const name = 'SYNAQ_SECRET_OF_THE_TESTS'
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synaq-secret-'))
  writeFileSync(join(folder, 'token'), ' the-secret\n')
  writeFileSync(join(folder, 'empty'), '\n')
  mkdirSync(join(folder, 'directory'))
})
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => {
  Reflect.deleteProperty(process.env, name)
})

const secret = (reference: SecretReference) => readSecret(reference, join(folder, 'target.yaml'), 'sandbox.token')

function problemOf(reference: SecretReference): string {
  try {
    secret(reference)
  } catch (error) {
    if (!isProblemError(error)) throw error
    const [first] = error.problems
    return `${first.code}: ${problemLine(first).replaceAll(`${folder}/`, '')}`
  }
  return 'none'
}

describe('a secret is read', () => {
  test('from a file beside the target file, without the line’s end', () => {
    expect(secret({ file: 'token' })).toBe('the-secret')
    expect(secret({ file: join(folder, 'token') })).toBe('the-secret')
  })

  test('from the environment', () => {
    process.env[name] = 'the-secret'
    expect(secret({ env: name })).toBe('the-secret')
  })

  test('from a program, which runs in the folder of the target file', () => {
    expect(secret({ command: ['cat', 'token'] })).toBe('the-secret')
  })
})

describe('a secret that is not there: where, what, how to mend it', () => {
  test('no such variable, or an empty one', () => {
    const said = `secret-missing: target.yaml: the environment variable ${name} (sandbox.token) is not set\n  → Set it before the command: ${name}=… synaq …`
    expect(problemOf({ env: name })).toBe(said)
    process.env[name] = ''
    expect(problemOf({ env: name })).toBe(said)
  })

  test.each([
    [
      'lost',
      'file-missing: target.yaml: sandbox.token names a file that is not there: lost\n  → Correct the path, which is relative to this file, or the permissions.',
    ],
    [
      'directory',
      'file-missing: target.yaml: sandbox.token names a file that cannot be read: directory\n  → Correct the path, which is relative to this file, or the permissions.',
    ],
    ['empty', 'secret-missing: target.yaml: the file of sandbox.token is empty: empty\n  → Put the secret into it.'],
  ])('file «%s»', (file, said) => {
    expect(problemOf({ file })).toBe(said)
  })

  test('a program that fails, prints nothing or is not there never has its output repeated', () => {
    const failing = problemOf({ command: ['sh', '-c', 'echo the-secret; echo the-secret >&2; exit 3'] })
    expect(failing).toContain(
      'secret-command: target.yaml: the program sh (sandbox.token) did not give the secret: it ended with code 3',
    )
    expect(failing).not.toContain('the-secret')
    expect(problemOf({ command: ['true'] })).toContain('the program true (sandbox.token) printed nothing')
    expect(problemOf({ command: ['no-such-program-here'] })).toContain(
      'the program no-such-program-here (sandbox.token) did not give the secret',
    )
  })
})
