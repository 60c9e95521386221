import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { controlClient, type ControlClient } from '../../src/control/client.js'
import { temporaryFolder } from '../support/folder.js'
import { readPdf } from '../support/read-pdf.js'
import { startSynaq, synaq, type Running } from '../support/synaq.js'
import { endedOtherwise, runTarget, type Summary } from '../support/target.js'

/** A system without clients, consents and an example bank: its sandbox, a run in both modes, what its findings show. */
const system = 'npck-open-data'
const folder = temporaryFolder()
const reports = join(folder.path, 'reports')
const target = join(folder.path, 'target.yaml')
let sandbox: Running
let control: ControlClient

beforeAll(async () => {
  const state = join(folder.path, 'sandbox')
  sandbox = startSynaq(['sandbox', '--system', system, '--port', '0', '--state', state, '--json'])
  await sandbox.says('"ready":true')
  const { controlUrl, token } = JSON.parse(sandbox.stdout()) as Record<'controlUrl' | 'token', string>
  control = controlClient(controlUrl, token)
  const { providers } = await control.workspace()
  const bank = providers.find(({ invented }) => invented)
  writeFileSync(
    target,
    [
      'name: an invented bank',
      `system: ${system}`,
      'role: provider',
      `participant: { id: ${bank?.id ?? ''}, name: '${bank?.name ?? ''}', invented: true }`,
      'modes: [direct, through]',
      `direct: { url: '${bank?.url ?? ''}' }`,
      `sandbox: { control: '${controlUrl}', token: { file: sandbox/control.token } }`,
      '',
    ].join('\n'),
  )
}, 60_000)
afterAll(async () => {
  sandbox.child.kill('SIGTERM')
  await sandbox.ended
  folder.remove()
})

const only = (...names: string[]) => [
  '--no-documents',
  ...names.flatMap((name) => ['--only', `${system}/provider/${name}`]),
]
const findingsOf = ({ scenarios }: Summary) => scenarios.flatMap(({ findings }) => findings)

test('the doctor finds nothing amiss, and asks for no token and no customer', async () => {
  const { code, stdout } = await synaq(['doctor', target, '--json'])
  const { state, diagnoses } = JSON.parse(stdout) as { state: string; diagnoses: { id: string; state: string }[] }
  expect({ code, state }).toEqual({ code: 0, state: 'green' })
  expect(diagnoses.map(({ id }) => id)).toContain('open-call')
  for (const id of ['jwks', 'token', 'traits']) expect(diagnoses.map((it) => it.id)).not.toContain(id)
})

test('what a bank is given has nothing of tokens', async () => {
  const out = join(folder.path, 'trust')
  expect((await synaq(['trust', 'export', target, '--out', out])).code).toBe(0)
  expect(readdirSync(out).sort()).toEqual([
    'README.en.md',
    'README.html',
    'README.ru.md',
    'ca.pem',
    'headers.md',
    'platform-certificate.pem',
    'platform-certificate.sha256.txt',
  ])
  for (const file of ['README.en.md', 'headers.md'])
    expect(readFileSync(join(out, file), 'utf8')).not.toMatch(/token|consent/i)
})

describe('a run against an invented bank', () => {
  let summary: Summary
  let run: string
  beforeAll(async () => {
    const ended = await runTarget(target, reports, [])
    summary = ended.summary
    run = join(reports, summary.run)
    expect(ended.code).toBe(0)
  }, 150_000)

  test('passes every script, direct and through the platform, and the platform its self-check', () => {
    expect(endedOtherwise(summary, 'pass')).toEqual([])
    expect(new Set(summary.scenarios.map(({ mode }) => mode))).toEqual(new Set(['direct', 'through']))
    expect(summary.counts.subject.fail).toBe(0)
    expect(summary.counts.selfCheck.pass).toBeGreaterThan(10)
  })

  test('fills the rows of open data in the Protocol, and ticks the service in the Act', () => {
    expect(summary.act).toEqual({ issued: true, refusal: null })
    const text = readPdf(readFileSync(join(run, 'protocol.pdf'))).pages.join('')
    expect(text).toContain('Успешныйсценарийпроцесса«Обменоткрытымиданными»')
    expect(text).toContain('Непроводилось')
  })

  test('is judged again as it was', async () => {
    const { code, stdout } = await synaq(['judge', run, '--json'])
    const { attempts } = JSON.parse(stdout) as { attempts: { same: boolean }[] }
    expect({ code, differ: attempts.filter(({ same }) => !same) }).toEqual({ code: 0, differ: [] })
  })

  test('keeps the data as they came: they are open', () => {
    const lines = readdirSync(join(run, 'attempts')).map((file) => readFileSync(join(run, 'attempts', file), 'utf8'))
    expect(lines.join('')).toContain('"latitude":43.')
    expect(lines.join('')).not.toContain('"$mask":"latitude"')
  })
})

test('a finding shows the item, its values and the next step', async () => {
  await control.setDefects(['coordinates-of-another-country'])
  const { code, summary } = await runTarget(target, reports, only('places-in-kazakhstan'))
  await control.setDefects([])
  expect(code).toBe(1)
  const [found] = findingsOf(summary).filter(({ weight }) => weight === 'failure')
  expect(found).toMatchObject({ requirement: 'C-place', check: 'rule' })
  expect(found?.actual.en).toMatch(
    /^not so in 1 of \d+: \/data\/\d+ \(branchId: "KZGL01-B\d+", location\.latitude: 55\.7558, location\.longitude: 37\.6173\)$/,
  )
  expect(found?.next?.ru).toContain('широта и долгота переставлены')
})

test('what a rule cannot tell charges nobody', async () => {
  await control.setDefects(['listBranches:missing-property'])
  const { summary } = await runTarget(target, reports, only('opening-hours', 'places-in-kazakhstan', 'fresh-data'))
  await control.setDefects([])
  expect(summary.counts.subject.fail).toBe(0)
  expect(findingsOf(summary).map(({ weight }) => weight)).not.toContain('failure')
})

/** Of both examples of a bank; all 277 defects met all scripts for docs/kill-matrix-npck-open-data.md. */
const tried = [
  ...['accepts-any-version', 'accepts-unknown-parameters', 'english-by-default', 'ignores-city', 'never-not-modified'],
  ...[
    'not-modified-for-any-tag',
    'offer-of-the-past',
    'refuses-unknown-language',
    'accepts-any-certificate',
    'no-allow',
  ],
  ...['swapped-coordinates', 'overlapping-hours', 'stale-rates', 'utf-8-twice', 'listBranches:missing-property'],
]

test('a defect is caught by every script that claims it', async () => {
  const { code, stdout } = await synaq(
    ['mutants', system, '--role', 'provider', '--claimed', '--json', ...tried.flatMap((name) => ['--only', name])],
    { limitMs: 400_000 },
  )
  const matrix = JSON.parse(stdout) as {
    faults: unknown[]
    defects: { id: string; subject: string; family?: string }[]
    sound: { subject: string }[]
  }
  expect({ code, faults: matrix.faults }).toEqual({ code: 0, faults: [] })
  expect(matrix.sound.map(({ subject }) => subject).sort()).toEqual(['example-bank', 'invented-bank', 'platform'])
  expect(new Set(matrix.defects.map(({ id }) => id))).toEqual(new Set(tried))
}, 420_000)
