import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { packageRoot } from '../src/base/root.js'
import { loadDocumentData } from '../src/report/document-data.js'
import { readTargetFile } from '../src/target/target-file.js'
import { temporaryFolder } from './support/folder.js'

const root = packageRoot()
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'docs/blame.md',
  'docs/blame.ru.md',
  'docs/contract.md',
  'docs/kill-matrix.md',
  'docs/operator.md',
  'docs/scenario-language.md',
  'docs/signing.md',
  'docs/signing.ru.md',
  'docs/testers-guide.md',
  'docs/testers-guide.ru.md',
  'docs/witness.md',
  'docs/witness.ru.md',
  'reports/README.md',
  'examples/README.md',
  'examples/bank/README.md',
  'examples/app/README.md',
  'bench/README.md',
]

test.each(pages)('%s: every link to a file leads somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#]+)(#[^)]*)?\)/g)].map(([, link = '']) => link)
  const local = links.filter((link) => !/^[a-z]+:/.test(link))
  expect(local.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([])
})

describe('README', () => {
  test('names every command, and no other', () => {
    const help = execFileSync(process.execPath, [join(root, 'bin', 'synaq.js'), '--help'], { encoding: 'utf8' })
    const commands = [...help.matchAll(/^ {2}([a-z]+)(?= )/gm)]
      .map(([, name]) => name)
      .filter((name) => name !== 'help')
    const rows = [...read('README.md').matchAll(/^\| `synaq ([a-z]+)/gm)].map(([, name]) => name)
    expect(rows.sort()).toEqual(commands.sort())
  })

  test('shows the scenario that we ship', () => {
    expect(read('README.md')).toContain(read('scenarios/npck-accounts/provider/expired-token.yaml'))
  })
})

test('the page on contracts shows the overlay that is tested', () => {
  expect(read('docs/contract.md')).toContain(read('tests/operators-contract/overlay.yaml'))
})

test('ARCHITECTURE names every folder of src/, and no other', () => {
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(join(root, 'src', entry.name)).length > 0)
    .map(({ name }) => name)
  const rows = [...read('ARCHITECTURE.md').matchAll(/^\| `src\/([a-z]+)\/`/gm)].map(([, name]) => name)
  expect(rows.sort()).toEqual(folders.sort())
})

test("the tester's guide links to headings that are there, and tells the same commands in both languages", () => {
  const guides = ['docs/testers-guide.md', 'docs/testers-guide.ru.md'].map(read)
  for (const guide of guides) {
    const headings = [...guide.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading))
    const links = [...guide.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor = '']) => anchor)
    expect(links.length).toBeGreaterThan(10)
    expect(links.filter((link) => !headings.includes(link))).toEqual([])
  }
  const [english = [], russian = []] = guides.map((guide) =>
    [...guide.matchAll(/^(?:npm|npx|node|BANK_\S+) .*$/gm)].map(([line]) =>
      line.replace(/ --lang ru$/, '').replace(/<.*?>/, '<…>'),
    ),
  )
  expect(english.length).toBeGreaterThan(10)
  expect(russian).toEqual(english)
})

test('the page on blame has the same rows in both languages', () => {
  const [english = [], russian = []] = ['docs/blame.md', 'docs/blame.ru.md'].map((page) =>
    [...read(page).matchAll(/^\| [^-|].*\| (.*?) *(?:\|.*)?$/gm)].map(([line]) => verdictIn(line)),
  )
  expect(english.length).toBeGreaterThan(30)
  expect(russian).toEqual(english)
})

/** The first word of a verdict that a row of docs/blame.md tells. */
function verdictIn(row: string): string {
  const words = {
    inconclusive: 'inconclusive|без вывода',
    fail: 'fail|расхождение',
    pass: 'pass|пройден',
    open: 'open|не завершено',
  }
  const cell = row.split('|')[2]?.trim() ?? ''
  return Object.entries(words).find(([, word]) => new RegExp(`^(?:${word})`).test(cell))?.[0] ?? 'heading'
}

/** As GitHub makes it of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')
}

test('the example target can be read', () => {
  expect(readTargetFile(join(root, 'examples', 'target.yaml'))).toMatchObject({
    participant: { id: 'MYBK01' },
    direct: { url: 'https://127.0.0.1:9443' },
    sandbox: { token: { file: '.synaq/sandbox/control.token' } },
  })
})

describe('the example target with a setting that stands in it as a comment', () => {
  const folder = temporaryFolder([{ path: /\.yaml$/, why: 'target files with test customers of a bank’s own' }])
  afterAll(() => folder.remove())
  const text = read('examples/target.yaml')

  /** The first block of a setting without its comment signs. */
  const uncommented = (setting: string): string =>
    text.replace(new RegExp(`^# ${setting}:.*(?:\\n# {2,}.*)*`, 'm'), (block) => block.replace(/^# /gm, ''))

  test.each<[string, (written: string) => string]>([
    ['acts', (written) => written],
    ['visits', (written) => written],
    ['customers', (written) => written],
    ['consents', (written) => written],
    ['required', (written) => written],
    ['proxy', (written) => written],
    ['contract', (written) => written.replace('[direct, through]', '[direct]')],
    [
      'platform',
      (written) =>
        written.replace('[direct, through]', '[through]').replace(/^(?:sandbox|direct):\n(?: {2}.*\n)+/gm, ''),
    ],
  ])('%s', (setting, fitted) => {
    const file = join(folder.path, `${setting}.yaml`)
    expect(uncommented(setting)).not.toBe(text)
    writeFileSync(file, fitted(uncommented(setting)))
    expect(readTargetFile(file)).toHaveProperty(setting, expect.anything())
  })
})

test('the example data for documents can be read', () => {
  const { number, participants, signatories } = loadDocumentData(join(root, 'examples', 'document.yaml'))
  expect(number).toBe('1')
  expect(participants).toHaveLength(2)
  expect(signatories?.operator).toHaveLength(1)
})

describe("the example of an app's target with a setting that stands in it as a comment", () => {
  const folder = temporaryFolder()
  afterAll(() => folder.remove())
  const text = read('examples/app-target.yaml')

  test.each<[string, (commented: string) => string]>([
    ...['modes', 'acts', 'visits', 'required', 'proxy', 'notApplicable'].map(
      (setting): [string, (it: string) => string] => [
        setting,
        (it) =>
          it
            .replace(/^notApplicable: \[\]\n/m, (line) => (setting === 'notApplicable' ? '' : line))
            .replace(new RegExp(`^# ${setting}:.*(?:\\n# {2,}.*)*`, 'm'), (block) => block.replace(/^# /gm, '')),
      ],
    ),
    [
      'drive by a webhook',
      (it) =>
        it
          .replace('  drive: by-hand\n', '')
          .replace(/^ {2}# drive:\n(?: {2}# {3}.*\n)+/m, (block) => block.replace(/^ {2}# /gm, '  ')),
    ],
    ['drive by a command', (it) => it.replace('  drive: by-hand\n', '').replace('  # drive: {', '  drive: {')],
    ['ca', (it) => it.replace('\n  # ca: our', '\n  ca: our')],
    ['awaitMs', (it) => it.replace('  # awaitMs', '  awaitMs')],
  ])('%s', (name, uncommented) => {
    const file = join(folder.path, `${name}.yaml`)
    const written = uncommented(text)
    expect(written).not.toBe(text)
    writeFileSync(file, written)
    expect(readTargetFile(file).role).toBe('user')
  })
})
