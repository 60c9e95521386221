import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/base/root.js'
import { temporaryFolder } from '../support/folder.js'
import { startSynaq, synaq, type Running } from '../support/synaq.js'
import { endedOtherwise, runTarget } from '../support/target.js'

/** An application that reads open data: how it joins a platform without consents, and how it is judged. */
const system = 'npck-open-data'
const folder = temporaryFolder()
const reports = join(folder.path, 'reports')
const driveToken = 'drive-token-of-the-tests'
let sandbox: Running
let control: string

beforeAll(async () => {
  const state = join(folder.path, 'sandbox')
  sandbox = startSynaq(['sandbox', '--system', system, '--port', '0', '--state', state, '--json'])
  await sandbox.says('"ready":true')
  control = (JSON.parse(sandbox.stdout()) as { controlUrl: string }).controlUrl
}, 60_000)
afterAll(async () => {
  sandbox.child.kill('SIGTERM')
  await sandbox.ended
  folder.remove()
})

const out = join(folder.path, 'app')

/** The example application with defects, in a process of its own, and a target file for it. */
async function startApp(defects: readonly string[]): Promise<{ child: ChildProcess; target: string }> {
  const settings = JSON.parse(readFileSync(join(out, 'app.json'), 'utf8')) as Record<string, unknown>
  const config = join(folder.path, 'app.json')
  writeFileSync(config, JSON.stringify({ ...settings, port: 0, driveToken, defects, timeoutMs: 1000, retryMs: 250 }))
  const program = join(packageRoot(), 'examples', 'app', 'server.js')
  const child = spawn(process.execPath, [program, '--config', config], { stdio: ['pipe', 'pipe', 'ignore'] })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { child, target: writeTarget((JSON.parse(line) as { drive: string }).drive) }
}

function writeTarget(drive: string): string {
  const target = join(folder.path, 'target.yaml')
  writeFileSync(join(folder.path, 'drive.token'), driveToken, { mode: 0o600 })
  writeFileSync(
    target,
    [
      'name: the example application',
      `system: ${system}`,
      'role: user',
      `participant: { id: MYAP01, name: 'ТОО «Алма Қаржы»', invented: true }`,
      `app: { drive: { webhook: '${drive}', token: { file: drive.token } } }`,
      `sandbox: { control: '${control}', token: { file: sandbox/control.token } }`,
      '',
    ].join('\n'),
  )
  return target
}

const only = (...names: string[]) => [
  '--no-documents',
  ...names.flatMap((name) => ['--only', `${system}/user/${name}`]),
]

test('joins with its certificate alone', async () => {
  const { code, stdout } = await synaq([
    ...['application', 'MYAP01', '--name', 'ТОО «Алма Қаржы»', '--host', '127.0.0.1', '--control', control],
    ...['--token-file', join(folder.path, 'sandbox', 'control.token'), '--out', out],
  ])
  expect(code).toBe(0)
  expect(stdout).toContain('/test/MYAP01 once a run is on')
  expect(stdout).not.toMatch(/client id|issuer/)
  expect(readdirSync(out).sort()).toEqual([
    ...['app.json', 'ca.pem', 'client.key', 'client.pem', 'server.key', 'server.pem'],
  ])
  const settings = JSON.parse(readFileSync(join(out, 'app.json'), 'utf8')) as object
  for (const name of ['clientId', 'issuer', 'redirectUris', 'keyJwk']) expect(settings).not.toHaveProperty(name)
})

describe('a run', () => {
  test('the doctor finds nothing amiss; a sound application passes, a broken one fails with its requirement', async () => {
    const { child: sound, target } = await startApp([])
    try {
      const { code, stdout } = await synaq(['doctor', target, '--json'])
      expect({ code, state: (JSON.parse(stdout) as { state: string }).state }).toEqual({ code: 0, state: 'green' })
      const ended = await runTarget(target, reports, only('journey', 'unchanged', 'impossible-rate'))
      expect(endedOtherwise(ended.summary, 'pass')).toEqual([])
      expect(ended.summary.scenarios).toHaveLength(3)
    } finally {
      sound.kill()
      await once(sound, 'exit')
    }
    const { child: broken, target: again } = await startApp(['shows-impossible-rates'])
    try {
      const { code, summary } = await runTarget(again, reports, only('impossible-rate'))
      expect(code).toBe(1)
      const findings = summary.scenarios.flatMap((it) => it.findings).filter(({ weight }) => weight === 'failure')
      expect(findings).toMatchObject([{ requirement: 'C-app-values', check: 'confirmed' }])
    } finally {
      broken.kill()
      await once(broken, 'exit')
    }
  }, 120_000)
})

/** Those that show in accounts too are proven by mutants.test.ts. */
async function defectsOfOpenData(): Promise<string[]> {
  const program = join(packageRoot(), 'examples', 'app', 'server.js')
  const { stdout } = await promisify(execFile)(process.execPath, [program, '--defects'])
  const listed = JSON.parse(stdout) as { name: string; systems: string[] }[]
  return listed.filter(({ systems }) => systems.join() === system).map(({ name }) => name)
}

test('every defect that shows only here is caught by every script that claims it', async () => {
  const names = await defectsOfOpenData()
  const { code, stdout } = await synaq(
    ['mutants', system, '--role', 'user', '--claimed', '--json', ...names.flatMap((name) => ['--only', name])],
    { limitMs: 400_000 },
  )
  const matrix = JSON.parse(stdout) as { faults: unknown[]; defects: { id: string; subject: string }[] }
  expect({ code, faults: matrix.faults }).toEqual({ code: 0, faults: [] })
  expect(new Set(matrix.defects.map(({ subject }) => subject))).toEqual(new Set(['example-app']))
  expect(matrix.defects.length).toBeGreaterThanOrEqual(12)
}, 420_000)
