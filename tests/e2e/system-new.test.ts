import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/base/root.js'
import { temporaryFolder } from '../support/folder.js'
import { synaq, type Ended } from '../support/synaq.js'

/** A newcomer with nothing but an OpenAPI file: the command, and the next commands that it prints. */
const folder = temporaryFolder()
const openapi = join(packageRoot(), 'tests', 'system-new', 'bank.yaml')
afterAll(() => folder.remove())
const cwd = folder.path

describe('synaq system new', () => {
  let made: Ended
  beforeAll(async () => {
    made = await synaq(['system', 'new', 'pocket', '--openapi', openapi], { cwd })
  })

  test('makes folders that have no problem, copies the contract byte by byte, and says what it could not derive', () => {
    expect(made).toMatchObject({ code: 0, stderr: '' })
    expect(made.stdout).toContain('Pocket Bank API, 4: 6 operations, 21 scripts (5 of success, 16 of refusal)')
    expect(made.stdout).toMatch(/What could not be derived: \d+\n {2}no scripts were written: .*\(impossible\)/)
    expect(readdirSync(join(cwd, 'pocket')).sort()).toEqual(['NOTES.md', 'fixtures', 'mocks', 'scenarios'])
    expect(readFileSync(join(cwd, 'pocket', 'mocks', 'pocket', 'openapi.yaml'))).toEqual(readFileSync(openapi))
  })

  test('the commands that it prints work: the first set passes against a mock, and catches what it claims', async () => {
    const next = [...made.stdout.matchAll(/^ {2}npx synaq (\S.*?) {2,}/gm)].map(([, command = '']) =>
      command.split(' '),
    )
    expect(next.map(([name]) => name)).toEqual(['demo', 'check', 'mutants', 'sandbox'])
    for (const args of next.slice(0, 2)) {
      const { code, stdout, stderr } = await synaq(args, { cwd })
      expect({ args, code, stdout: code === 0 ? '' : stdout, stderr: code === 0 ? '' : stderr }).toEqual({
        args,
        code: 0,
        stdout: '',
        stderr: '',
      })
    }
    expect(readdirSync(join(cwd, 'reports'))).toHaveLength(1)
    // What could not be derived is not proven either: an operation without a script, and one that answers with nothing.
    const { stdout } = await synaq([...(next[2] ?? []), '--claimed', '--json'], { cwd })
    const { faults, defects } = JSON.parse(stdout) as {
      faults: { defect?: string; scenario?: string }[]
      defects: { id: string }[]
    }
    const open = faults.map(({ defect, scenario }) => defect?.split(':')[0] ?? scenario)
    expect(new Set(open)).toEqual(new Set(['invented-bank/impossible', 'pocket/provider/close-pocket']))
    expect(defects.length).toBeGreaterThan(40)
  }, 240_000)

  test('a part of a contract by tag or operation, into a folder that has a system already; as JSON', async () => {
    const args = ['system', 'new', 'rates', '--openapi', openapi, '--dir', join(cwd, 'both'), '--json']
    const one = await synaq([...args, '--tag', 'rates'], { cwd })
    expect(JSON.parse(one.stdout)).toMatchObject({
      system: 'rates',
      operations: ['listRates', 'impossible'],
      problems: [],
    })
    // NOTES.md is one for a folder.
    const other = await synaq(['system', 'new', 'pockets', '--openapi', openapi, '--dir', join(cwd, 'both')], { cwd })
    expect(other.stderr).toMatch(/NOTES\.md\n {2}it is there already/)
    expect(readdirSync(join(cwd, 'both', 'scenarios'))).toEqual(['rates'])
  })

  test('parts in files of their own are copied with it', async () => {
    const source = join(cwd, 'notary-source')
    cpSync(join(packageRoot(), 'tests', 'systems', 'notary', 'mocks', 'notary'), source, { recursive: true })
    const notary = await synaq(['system', 'new', 'deeds', '--openapi', join(source, 'openapi.yaml')], { cwd })
    expect(notary.code).toBe(0)
    const copied = readdirSync(join(cwd, 'deeds', 'mocks', 'deeds'), { recursive: true, encoding: 'utf8' })
    expect(copied.sort()).toEqual(['openapi.yaml', 'parts', 'parts/deed.yaml'])
    expect(await synaq(['check', '--system-dir', 'deeds'], { cwd })).toMatchObject({ code: 0 })
  })

  test('speaks Russian', async () => {
    const russian = await synaq(['system', 'new', 'ru', '--openapi', openapi, '--lang', 'ru'], { cwd })
    expect(russian.stdout).toMatch(/операций 6, сценариев 21.*Чего вывести не удалось.*Дальше:/s)
  })
})

describe('what cannot be made is refused, and leaves nothing behind', () => {
  const text = readFileSync(openapi, 'utf8')
  const write = (name: string, content: string): string => {
    const file = join(cwd, name)
    writeFileSync(file, content)
    return file
  }
  const many = `openapi: 3.0.0\ninfo: { title: T, version: '1' }\npaths:\n${Array.from({ length: 101 }, (_, i) => `  /p${i}: { get: { tags: [some], responses: { '200': { description: ok } } } }\n`).join('')}`

  test.each<[string, () => string[], RegExp]>([
    [
      'the name of a shipped system',
      () => ['npck-accounts', '--openapi', openapi],
      /comes with Synaq\n {2}→ Choose another/,
    ],
    ['a name that is none', () => ['../evil', '--openapi', openapi], /«\.\.\/evil» cannot be the name of a system/],
    ['no such file', () => ['x', '--openapi', 'nowhere.yaml'], /The contract cannot be read \(ENOENT\)/],
    ['no contract', () => ['x'], /required option '--openapi <file>' not specified/],
    [
      'Swagger 2',
      () => ['x', '--openapi', write('swagger.json', '{"swagger":"2.0"}')],
      /neither OpenAPI 3\.0 nor 3\.1/,
    ],
    [
      'references to the network',
      () => [
        'x',
        '--openapi',
        write('net.yaml', text.replace("'#/components/schemas/Pocket'", "'http://h.example/x.yaml'")),
      ],
      /net\.yaml:\d+:\d+\n {2}«http:\/\/h\.example\/x\.yaml» is on the network/,
    ],
    [
      'references above its folder',
      () => ['x', '--openapi', write('dots.yaml', text.replace("'#/components/schemas/Pocket'", "'../x.yaml'"))],
      /lies outside the contract's folder/,
    ],
    ['a bomb of size', () => ['x', '--openapi', write('big.yaml', `# ${'x'.repeat(11_000_000)}`)], /larger than 10 MB/],
    [
      'a bomb of brackets',
      () => ['x', '--openapi', write('deep.yaml', `a: ${'['.repeat(50_000)}`)],
      /nested too deeply/,
    ],
    [
      'too many operations',
      () => ['x', '--openapi', write('many.yaml', many)],
      /Choose a part with --tag or --operation.*Tags: some\./,
    ],
    [
      'an unknown operation',
      () => ['x', '--openapi', openapi, '--operation', 'listRate'],
      /Did you mean «listRates»\?/,
    ],
    ['an unknown tag', () => ['x', '--openapi', openapi, '--tag', 'pocket'], /Did you mean «pockets»\?/],
    [
      'nothing to ask',
      () => ['x', '--openapi', write('empty.yaml', "openapi: 3.0.0\ninfo: { title: T, version: '1' }\npaths: {}\n")],
      /the contract has no operation/,
    ],
    [
      'a file in the place of the folder',
      () => ['x', '--openapi', openapi, '--dir', write('taken', '')],
      /cannot be written|→/,
    ],
  ])('%s', async (_, args, said) => {
    const refused = await synaq(['system', 'new', ...args()], { cwd })
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(said)
    expect(existsSync(join(cwd, 'x'))).toBe(false)
  })

  test('what is there already', async () => {
    mkdirSync(join(cwd, 'there', 'fixtures', 'x'), { recursive: true })
    const refused = await synaq(['system', 'new', 'x', '--openapi', openapi, '--dir', join(cwd, 'there')], { cwd })
    expect(refused.stderr).toMatch(/fixtures\/x\n {2}it is there already\n {2}→ Name another folder/)
    expect(readdirSync(join(cwd, 'there'))).toEqual(['fixtures'])
  })
})
