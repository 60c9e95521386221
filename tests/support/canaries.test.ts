import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from '@jest/globals'
import { formsOf } from '../../src/evidence/forms.js'
import { canariesIn, personalOfFixtures, type Lawful } from './canaries.js'
import { temporaryFolder } from './folder.js'
import { outputs } from './outputs.js'

/** That the hook of every end-to-end test catches what it is there for. */
const people = personalOfFixtures()
const aigerim = 'Сәтбаева Айгерім Болатқызы'

afterEach(() => {
  outputs.length = 0
})

/** What removing a folder with these files says; the folder is gone whatever it says. */
function removing(files: Readonly<Record<string, string | Buffer>>, lawful: readonly Lawful[] = []): string {
  const folder = temporaryFolder(lawful)
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder.path, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  try {
    folder.remove()
    return ''
  } catch (error) {
    return String(error)
  } finally {
    expect(existsSync(folder.path)).toBe(false)
  }
}

test('people, their numbers, telephones and accounts are known', () => {
  expect(new Set(people.map(({ kind }) => kind))).toEqual(
    new Set(['fullName', 'iin', 'phone', 'accountId', 'iban', 'balance']),
  )
  expect(people.map(({ value }) => value)).toEqual(
    expect.arrayContaining([aigerim, '910315450124', '7000000102', 'KZ69980KZG0000000102', '152340.75']),
  )
  expect(people.length).toBeGreaterThan(50)
})

describe('a person of the fixtures is found', () => {
  test.each(formsOf(aigerim).map(({ encoding, text }) => [encoding, text]))('in a file, %s', (encoding, text) => {
    expect(removing({ 'reports/1/report.html': `first line\n<p>${text}</p>` })).toContain(
      `fullName (${encoding}) in reports/1/report.html, line 2`,
    )
  })

  test('whoever it is, and whatever of it', () => {
    const folder = temporaryFolder()
    writeFileSync(
      join(folder.path, 'run.ndjson'),
      `${people.map(({ value }) => JSON.stringify({ value })).join('\n')}\n`,
    )
    const found = `${canariesIn(folder.path, []).join('\n')}\n`
    // The ten digits of a telephone stand in its whole number first.
    for (const [i, { kind, value }] of people.entries())
      if (value.length !== 10) expect(found).toContain(`${kind} (plain) in run.ndjson, line ${i + 1}\n`)
    expect(() => folder.remove()).toThrow('secrets were left behind')
  })

  test('in what a command wrote, also in a crash, also where its result is a secret', () => {
    outputs.push({ command: ['run', 'target.yaml'], stdout: '', stderr: `Error: no such client ${aigerim}\n    at x` })
    expect(removing({})).toContain('fullName (plain) in standard error of synaq run target.yaml, line 1')
    outputs.push({ command: ['sandbox', '--json'], stdout: 'tel:+77000000102', stderr: '' })
    expect(removing({})).toContain('phone (plain) in standard out of synaq sandbox --json, line 1')
  })
})

describe('a secret that the test made is found', () => {
  const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
  const token = randomBytes(24).toString('base64url')
  const files = { 'bank/server.key': pem, 'sandbox/control.token': `${token}\n` }

  test('wherever it stands but in its own file', () => {
    expect(removing(files)).toBe('')
    expect(removing({ ...files, 'run/0001.ndjson': JSON.stringify({ pem }) })).toContain(
      'private key (plain) in run/0001.ndjson',
    )
    const basic = Buffer.from(`user:${token}`).toString('base64')
    expect(removing({ ...files, 'run/0001.ndjson': basic })).toContain('token (base64) in run/0001.ndjson')
  })

  test('in what a command wrote, unless the command is there to hand it over', () => {
    outputs.push({ command: ['sandbox', '--json'], stdout: token, stderr: '' })
    expect(removing(files)).toBe('')
    outputs.push({ command: ['run', 'x'], stdout: token, stderr: '' })
    expect(removing(files)).toContain('token (plain) in standard out of synaq run x')
  })
})

test('where something may stand is said with the reason', () => {
  const own = { path: /^target\.yaml$/, why: 'the test’s own customers' }
  expect(removing({ 'target.yaml': aigerim }, [own])).toBe('')
  expect(removing({ 'target.yaml': aigerim, 'other.yaml': aigerim }, [own])).toMatch(
    /^Error: .*\n.* in other\.yaml, line 1$/,
  )
})

test('nothing is found where nothing is', () => {
  expect(removing({ 'report.html': 'Сәтбаева', 'packed.bin': gzipSync('x'.repeat(1000)) })).toBe('')
})
