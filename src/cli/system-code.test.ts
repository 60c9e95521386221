import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals'
import { temporaryFolder } from '../../tests/support/folder.js'
import { isProblemError } from '../base/problem.js'
import { packageRoot } from '../base/root.js'
import type { System } from '../model/system.js'
import { codeOf } from './system-code.js'

const folder = temporaryFolder()
afterAll(() => folder.remove())
const root = join(folder.path, 'notary')
const mocks = join(root, 'mocks', 'notary')
const system = { id: 'notary', contract: 'mocks/notary/openapi.yaml' } as Partial<System> as System
const code = (shipped = false) => codeOf({ home: { id: 'notary', root, shipped }, system })

beforeEach(() => {
  rmSync(root, { recursive: true, force: true })
  cpSync(join(packageRoot(), 'tests', 'systems', 'notary'), root, { recursive: true })
})

/** `code: file:line what` of the problem. */
function problemOf(): string {
  try {
    code()
    return 'none'
  } catch (error) {
    if (!isProblemError(error)) throw error
    const [{ code: id, place, what }] = error.problems
    const where = place && 'file' in place ? `${place.file.slice(mocks.length + 1)}:${place.line ?? ''}` : ''
    return `${id}: ${where} ${what}`
  }
}

describe('the code of a system', () => {
  test('is known by a digest over every file of JavaScript, and loaded by nobody here', () => {
    writeFileSync(join(mocks, 'lib', 'more.js'), 'throw new Error("loaded")\n')
    const before = code()
    expect(before?.file).toBe(join(mocks, 'handlers.js'))
    expect(before?.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(code()?.digest).toBe(before?.digest)
    writeFileSync(join(mocks, 'lib', 'more.js'), 'throw new Error("other")\n')
    expect(code()?.digest).not.toBe(before?.digest)
  })

  test('does not change with what is no code', () => {
    const before = code()?.digest
    writeFileSync(join(mocks, 'README.txt'), 'words')
    expect(code()?.digest).toBe(before)
  })

  test('is none where there is no handlers.js, and none of a system that is shipped', () => {
    expect(code(true)).toBeUndefined()
    rmSync(join(mocks, 'handlers.js'))
    expect(code()).toBeUndefined()
  })
})

describe('code that the digest would not cover is refused', () => {
  test.each<[string, string]>([
    ["import { a } from '../../elsewhere.js'", '«../../elsewhere.js» lies elsewhere'],
    ["import x from 'left-pad'", '«left-pad» lies elsewhere'],
    ["const y = await import('/tmp/x.js')", '«/tmp/x.js» lies elsewhere'],
    ["export * from 'https://host.example/x.js'", '«https://host.example/x.js» lies elsewhere'],
    ["const z = require('child')", '«child» lies elsewhere'],
  ])('%s', (line, what) => {
    writeFileSync(join(mocks, 'lib', 'extra.js'), `// first\n${line}\n`)
    expect(problemOf()).toBe(`code-foreign: lib/extra.js:2 ${what}: the digest in the record would not cover it`)
  })

  test.each([
    "import { readFileSync } from 'node:fs'",
    "import { refusal } from 'synaq/system'",
    "import { deedsOf } from './deeds.js'",
    "import '../handlers.js'",
    " * @param {import('left-pad').Pad} pad",
  ])('but not: %s', (line) => {
    writeFileSync(join(mocks, 'lib', 'extra.js'), `${line}\n`)
    expect(problemOf()).toBe('none')
  })

  test('by a link, by their number, by their size', () => {
    writeFileSync(join(folder.path, 'outside.js'), '')
    symlinkSync(join(folder.path, 'outside.js'), join(mocks, 'lib', 'link.js'))
    expect(problemOf()).toContain('code-foreign: lib/link.js:1 «lib/link.js» is a link')
    rmSync(join(mocks, 'lib', 'link.js'))
    mkdirSync(join(mocks, 'many'))
    for (let i = 0; i < 201; i++) writeFileSync(join(mocks, 'many', `${i}.js`), '')
    expect(problemOf()).toContain('code-too-large')
    rmSync(join(mocks, 'many'), { recursive: true })
    writeFileSync(join(mocks, 'lib', 'large.js'), `// ${'x'.repeat(6_000_000)}`)
    expect(problemOf()).toContain('code-too-large')
  })
})
