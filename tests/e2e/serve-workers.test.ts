import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/base/root.js'
import { saveApi, saveParticipant } from '../../src/store/registry-rows.js'
import { testDatabase, type TestDatabase } from '../support/database.js'
import { temporaryFolder } from '../support/folder.js'
import { operatorPages, type OperatorPages } from '../support/operator-page.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { startSynaq, synaq, type Running } from '../support/synaq.js'
import { writeTarget } from '../support/target.js'

/** An operator and a worker, each a process and a data folder of its own, on one database. */
const folder = temporaryFolder()
const settings = join(folder.path, 'operator.yaml')
let own: TestDatabase
let sandbox: TestSandbox
let env: Readonly<Record<string, string | undefined>>
let [main, worker]: (Running | undefined)[] = []
let pages: OperatorPages
let url: string
let workerUrl: string

const apis = ['first', 'second', 'inner'] as const

beforeAll(async () => {
  ;[own, sandbox] = await Promise.all([testDatabase(), enterSandbox()])
  env = { ...process.env, LANG: 'en', FORCE_COLOR: undefined, DATABASE_URL: own.url, SYNAQ_LOG: 'debug' }
  const [bank] = sandbox.facts.providers.filter(({ invented, state }) => invented && state === 'registered')
  const { id = '', url: bankUrl = '' } = bank ?? {}
  const policy = join(packageRoot(), 'examples', 'policy.yaml')
  writeFileSync(
    settings,
    [
      'operator: Operator of the test',
      `policy: ${policy}`,
      'probes: { slots: 1 }',
      'targets: { folder: ., allow: [127.0.0.1] }',
      '',
    ].join('\n'),
  )
  writeTarget(folder.path, sandbox, { id, url: bankUrl, modes: ['direct'] })
  writeTarget(folder.path, sandbox, { id: 'inner', url: 'https://169.254.169.254', modes: ['direct'] })
  const now = new Date().toISOString()
  const state = { accredited: true, blocked: false, limited: false, contacts: [] }
  await saveParticipant(own.db, { id, name: 'Bank', roles: ['provider'], ...state }, now)
  for (const api of apis) {
    const probe = { environment: 'test', effects: ['none', 'consent'], only: [], tags: ['probe'] } as const
    const targets = { test: `${api === 'inner' ? 'inner' : id}.yaml` }
    await saveApi(
      own.db,
      { id: api, participant: id, system: 'npck-accounts', name: api, targets, budget: 0, probe },
      now,
    )
    await own.db.run(`update api set state = 'published' where id = $1`, [api])
  }
  const common = ['--settings', settings, '--json', '--port', '0']
  main = startSynaq(['serve', '--data', join(folder.path, 'main'), ...common], { env, limitMs: 300_000 })
  await main.says('"ready":true')
  worker = startSynaq(['worker', '--data', join(folder.path, 'worker'), ...common], { env, limitMs: 300_000 })
  await worker.says('"ready":true')
  const urlOf = (one: Running): string => /"url":"([^"]+)"/.exec(one.stdout())?.[1] ?? ''
  ;[url, workerUrl] = [urlOf(main), urlOf(worker)]
  pages = operatorPages(url)
}, 120_000)

afterAll(async () => {
  for (const one of [worker, main]) {
    one?.child.kill()
    await one?.ended
  }
  await sandbox.leave()
  await own.drop()
  folder.remove()
})

test('a worker without a database to join is told which it needs', async () => {
  const { code, stderr } = await synaq(['worker', '--settings', settings], { env: { ...env, DATABASE_URL: undefined } })
  expect([code, stderr]).toEqual([2, expect.stringContaining('Set DATABASE_URL')])
})

test('two processes share the rounds, and either shows what the other saw', async () => {
  expect(await pages.text('/')).toContain('Исполнителей: 2.')
  // One round at a time each: the second goes to whoever is free.
  const both = ['first', 'second'].map((api) => pages.until(api, (text) => text.includes('8 из 8')))
  for (const api of ['first', 'second']) expect(await pages.press(`/apis/${api}/run`)).toBe(303)
  await Promise.all(both)
  const rounds = await own.db.rows<{ run: string; worker: string }>(
    `select run, worker from round where state = 'done'`,
  )
  expect(new Set(rounds.map((one) => one.worker)).size).toBe(2)
  for (const { run } of rounds) expect(await pages.text(`/runs/${run}`)).toContain(run)
  const sizes = await own.db.rows<{ bytes: number }>('select length(pack) as bytes from evidence')
  expect(sizes.length).toBeGreaterThanOrEqual(4)
  expect(Math.max(...sizes.map(({ bytes }) => bytes))).toBeLessThan(400_000)
})

test('each tells its own numbers, and whether it is ready', async () => {
  for (const one of [url, workerUrl]) {
    expect((await fetch(`${one}/health/ready`)).status).toBe(200)
    const text = await (await fetch(`${one}/metrics`)).text()
    expect(text).toContain('synaq_workers 2')
    expect(text).toContain('synaq_rounds_total{outcome="conforms"} 1')
    expect(text).toContain('synaq_round_duration_seconds_count 1')
  }
})

test('a target that leads to an inner address is called by nobody: the API says why, and the bank is not charged', async () => {
  const seen = pages.until('inner', (text) => text.includes('→ Correct the address'))
  expect(await pages.press('/apis/inner/run')).toBe(303)
  expect(await seen).toContain('169.254.169.254 is where clouds answer their own machines (metadata)')
  expect(await own.db.row(`select state, missed, conformance from round where api = 'inner'`)).toEqual({
    ...{ state: 'missed', missed: 'target', conformance: null },
  })
})

test('they end in good order, and their logs are JSON without secrets', async () => {
  const token = sandbox.access.token
  for (const one of [worker, main]) {
    one?.child.kill('SIGTERM')
    const { code, stderr } = (await one?.ended) ?? { code: null, stderr: '' }
    expect(code).toBe(0)
    const lines = stderr.trim().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(
      expect.arrayContaining(['started', 'ending']),
    )
    expect([token, new URL(own.url).password].filter((secret) => secret !== '' && stderr.includes(secret))).toEqual([])
  }
  expect(await own.db.row('select count(*) as n from worker where stopped_at is null')).toEqual({ n: 0 })
})
