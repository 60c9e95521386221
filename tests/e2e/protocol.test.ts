import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { evidenceLimits, readZip } from '../../src/bundle/zip.js'
import { temporaryFolder } from '../support/folder.js'
import { readPdf } from '../support/read-pdf.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { synaq } from '../support/synaq.js'
import { runTarget, writeTarget } from '../support/target.js'

/** One Protocol over several runs, on runs of a real sandbox: the required set is one script, so that a run is complete. */
const folder = temporaryFolder()
const reports = join(folder.path, 'reports')
const script = 'npck-accounts/provider/account-list'
let sandbox: TestSandbox
const runs: string[] = []

/** Runs a script against an invented bank and answers the run's folder. */
async function run(provider: TestSandbox['facts']['providers'][number], args: readonly string[] = []): Promise<string> {
  const file = writeTarget(folder.path, sandbox, { id: provider.id, url: provider.url, modes: ['direct'] })
  const text = readFileSync(file, 'utf8')
  const required = `requiredSets:\n  - { role: provider, mode: direct, scenarios: [${script}] }\n`
  writeFileSync(join(folder.path, 'required.yaml'), required)
  writeFileSync(file, `${text}required: required.yaml\n`)
  const { summary } = await runTarget(file, reports, ['--no-documents', '--only', script, ...args])
  return join(reports, summary.run)
}

beforeAll(async () => {
  sandbox = await enterSandbox()
  const [bank, other] = sandbox.facts.providers
  if (!bank || !other) throw new Error('the fixtures have two banks')
  for (const provider of [bank, bank, other]) runs.push(await run(provider))
}, 120_000)
afterAll(async () => {
  await sandbox.leave()
  folder.remove()
})

describe('synaq report RUN RUN --protocol', () => {
  test('writes one Protocol, one Act and a summary beside the runs, and tells which run counts', async () => {
    const [first = '', second = ''] = runs
    const before = readdirSync(first)
    const made = await synaq(['report', second, first, '--protocol', '--lang', 'ru'])
    expect(made).toMatchObject({ code: 0, stderr: '' })
    expect(made.stdout).toMatch(/Прогон 1, .*не учтён: заменён более поздним прогоном 2.*Прогон 2, /s)
    expect(made.stdout).toContain('Акт: отмечено «обмен информацией о банковском счете клиента»')
    expect(made.stdout).toContain('Акт: не отмечено «обмен открытыми данными». Прогона нет среди названных.')
    const [name = ''] = readdirSync(reports).filter((one) => one.startsWith('protocol-'))
    const written = readdirSync(join(reports, name)).sort().join(' ')
    expect(written).toBe('act.pdf manifest.json manifest.jws protocol.pdf summary.json')
    const text = readPdf(readFileSync(join(reports, name, 'protocol.pdf'))).pages.join('')
    expect(text).toContain('неучтён:заменёнболеепозднимпрогоном2')
    expect(readdirSync(first)).toEqual(before)
  }, 90_000)

  test('the same runs make the same folder again; --out names another, --json tells all of it', async () => {
    const [first = '', second = ''] = runs
    const out = join(folder.path, 'own')
    const made = await synaq(['report', first, second, '--protocol', '--out', out, '--json', '--translation', 'kk'])
    const summary = JSON.parse(made.stdout) as { runs: { counts: boolean }[]; documents: { translations: string[] } }
    expect(summary.runs.map(({ counts }) => counts)).toEqual([false, true])
    expect(summary.documents.translations).toEqual(['protocol.kk.pdf', 'act.kk.pdf'])
    expect(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'))).toEqual(summary)
    expect(readdirSync(reports).filter((one) => one.startsWith('protocol-'))).toHaveLength(1)
  }, 90_000)

  test('is packed with its runs for the operator, who can verify the zip', async () => {
    const [first = '', second = ''] = runs
    const [name = ''] = readdirSync(reports).filter((one) => one.startsWith('protocol-'))
    const zip = join(folder.path, 'package.zip')
    const made = await synaq(['package', first, second, '--protocol', join(reports, name), '--out', zip, '--json'])
    expect(made).toMatchObject({ code: 0, stderr: '' })
    const { files } = JSON.parse(made.stdout) as { files: string[] }
    for (const path of [
      'README.txt',
      'service-desk/go-live.ru.txt',
      'protocol/act.pdf',
      `runs/${basename(first)}/run.ndjson`,
    ])
      expect(files).toContain(path)
    const unpacked = await readZip(readFileSync(zip), evidenceLimits, zip)
    expect([...unpacked.keys()].sort()).toEqual([...files, 'manifest.json', 'manifest.jws'].sort())
    const letter = Buffer.from(unpacked.get('service-desk/go-live.ru.txt') ?? []).toString('utf8')
    expect(letter).toContain('Тема обращения: Выход в промышленную эксплуатацию')
    expect(letter).toContain(basename(second))
    const verified = await synaq(['verify', zip])
    expect(verified).toMatchObject({ code: 0, stderr: '' })
  }, 60_000)

  test.each<[string, () => string[], RegExp]>([
    ['a run without documents', () => [runs[0] ?? ''], /there are no Protocol and Act/],
    [
      'a Protocol of other runs',
      () => [runs[0] ?? '', runs[1] ?? '', '--protocol', runs[0] ?? ''],
      /no Protocol over several runs/,
    ],
    ['runs of two banks', () => [runs[0] ?? '', runs[2] ?? ''], /a Protocol speaks of one participant/],
  ])('synaq package refuses %s', async (_, args, said) => {
    const made = await synaq(['package', ...args(), '--out', join(folder.path, 'none.zip')])
    expect(made.code).toBe(2)
    expect(made.stderr).toMatch(said)
    expect(existsSync(join(folder.path, 'none.zip'))).toBe(false)
  })

  test.each<[string, () => string[], RegExp]>([
    [
      'runs of two banks',
      () => ['--protocol', runs[0] ?? '', runs[2] ?? ''],
      /a Protocol speaks of one participant\n {2}→ /,
    ],
    ['one run twice', () => ['--protocol', runs[0] ?? '', runs[0] ?? ''], /is given twice/],
    ['several runs without a word', () => [runs[0] ?? '', runs[1] ?? ''], /→ Add --protocol/],
    ['--out for one run', () => [runs[0] ?? '', '--out', '/tmp/x'], /lie in its own folder/],
    ['a format of one run', () => ['--protocol', '--format', 'junit', ...runs.slice(0, 2)], /junit: such a report/],
    ['no documents', () => ['--protocol', '--no-documents', ...runs.slice(0, 2)], /Leave one of the two out/],
    ['a run’s folder as --out', () => ['--protocol', ...runs.slice(0, 2), '--out', runs[0] ?? ''], /folder of a run/],
    ['a folder without a run', () => ['--protocol', runs[0] ?? '', folder.path], /there is no run in this folder/],
  ])('refuses %s, and writes nothing', async (_, args, said) => {
    const made = await synaq(['report', ...args()])
    expect(made.code).toBe(2)
    expect(made.stderr).toMatch(said)
    expect(existsSync(join(runs[0] ?? '', 'protocol.pdf'))).toBe(false)
  })

  test('refuses a file in the place of its folder', async () => {
    const file = join(folder.path, 'file')
    writeFileSync(file, '')
    mkdirSync(join(folder.path, 'x'))
    const made = await synaq(['report', ...runs.slice(0, 2), '--protocol', '--out', file])
    expect(made.code).toBe(2)
    expect(made.stderr).toContain('this is a file, not a folder')
  })
})
