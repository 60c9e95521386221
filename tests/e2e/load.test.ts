import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import type { ChainLine, EvidenceEvent } from '../../src/model/evidence.js'
import type { Identity } from '../../src/model/target.js'
import { temporaryFolder } from '../support/folder.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { startSynaq, synaq } from '../support/synaq.js'
import { runTarget, writeTarget } from '../support/target.js'

/** The script of a load against a bank that counts. */
const script = 'npck-accounts/provider/load'
const folder = temporaryFolder()
const id = 'LOAD01'
let sandbox: TestSandbox
let server: Identity
const banks: { close(): Promise<void> }[] = []

beforeAll(async () => {
  sandbox = await enterSandbox()
  const issued = await sandbox.registerProvider(id, {
    name: 'АО «Выносливый Банк»',
    url: 'https://127.0.0.1',
    issue: true,
  })
  if (!issued.server) throw new Error('nothing was issued')
  server = issued.server
})
afterEach(async () => {
  await Promise.all(banks.splice(0).map((bank) => bank.close()))
})
afterAll(async () => {
  await sandbox.leave()
  folder.remove()
})

/** A bank that knows one answer, and gives the nth after so many milliseconds; `asked` is told of each. */
async function openBank(delayOf: (nth: number) => number, asked: (nth: number) => void = () => undefined) {
  const ids: string[] = []
  const bank = createServer({ cert: server.certificate, key: server.key }, (request, response) => {
    const requestId = String(request.headers['x-request-id'])
    ids.push(requestId)
    asked(ids.length)
    const timer = setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': requestId })
      response.end('{"accounts":[]}')
    }, delayOf(ids.length))
    response.once('close', () => clearTimeout(timer))
  })
  bank.listen(0, '127.0.0.1')
  await once(bank, 'listening')
  banks.push({
    close: async () => {
      const closed = once(bank, 'close')
      bank.close()
      bank.closeAllConnections()
      await closed
    },
  })
  return { url: `https://127.0.0.1:${(bank.address() as AddressInfo).port}`, ids }
}

const reports = (name: string) => join(folder.path, name)
const target = (url: string, load?: { rate: number; seconds: number }) =>
  writeTarget(folder.path, sandbox, { id, url, modes: ['direct'], ...(load ? { load } : {}) })

/** The events of the only attempt of the newest run. */
function eventsIn(name: string): EvidenceEvent[] {
  const run = readdirSync(reports(name)).sort().at(-1) ?? ''
  return readFileSync(join(reports(name), run, 'attempts', '0001.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as ChainLine<EvidenceEvent>).event)
}

test('50 requests a second for a second: they go out, and the record holds numbers and a few of them', async () => {
  const { url, ids } = await openBank(() => 0)
  const file = target(url, { rate: 50, seconds: 1 })
  const { summary } = await runTarget(file, reports('good'), ['--no-documents', '--only', script])
  expect(summary.scenarios).toMatchObject([{ outcome: 'pass' }])
  // The control and the load, each with an id of its own.
  expect(new Set(ids).size).toBe(51)
  const events = eventsIn('good')
  const loads = events.flatMap((event) => (event.type === 'load' ? [event.facts] : []))
  expect(loads).toMatchObject([{ ended: 'complete', sent: 50, answered: 50, statuses: { 200: 50 }, failures: {} }])
  expect(events.filter(({ type }) => type === 'exchange').length).toBeLessThan(10)
  const { stdout } = await synaq(['judge', join(reports('good'), summary.run), '--json'])
  expect(JSON.parse(stdout)).toMatchObject({ attempts: [{ outcome: 'pass', same: true }] })
})

test('answers that take four seconds depart, and the reader is told how long they took', async () => {
  const { url } = await openBank((nth) => (nth === 1 ? 0 : 4000))
  const file = target(url, { rate: 10, seconds: 1 })
  const { summary } = await runTarget(file, reports('slow'), ['--no-documents', '--only', script])
  expect(summary.scenarios).toMatchObject([{ outcome: 'fail' }])
  const [finding] = summary.scenarios[0]?.findings ?? []
  expect(finding).toMatchObject({ requirement: 'G8', check: 'under-load', weight: 'failure' })
  expect(finding?.actual.ru).toMatch(/^отправлено 10 из 10, 10 в секунду; в среднем 4\d\d\d(\.\d)? мс, p50 4\d\d\d/)
})

test('Ctrl-C in the middle ends it within a second, puts the consent back and charges nobody', async () => {
  const begun = { tell: (): void => undefined }
  const { url, ids } = await openBank(
    () => 0,
    (nth) => {
      if (nth === 10) begun.tell()
    },
  )
  const underway = new Promise<void>((resolve) => (begun.tell = resolve))
  const file = target(url, { rate: 20, seconds: 60 })
  const running = startSynaq(['run', file, '--no-documents', '--reports', reports('stopped'), '--only', script])
  await underway
  running.child.kill('SIGINT')
  const start = performance.now()
  const { code, stderr } = await running.ended
  expect({ code, stderr }).toEqual({ code: 3, stderr: '' })
  expect(performance.now() - start).toBeLessThan(5000)
  expect(ids.length).toBeLessThan(200)
  const events = eventsIn('stopped')
  expect(events.find(({ type }) => type === 'load')).toMatchObject({ facts: { ended: 'stopped' } })
  expect(events.find(({ type }) => type === 'undo')).toMatchObject({ outcome: 'done' })
  expect(events.at(-1)).toMatchObject({ type: 'attempt-ended', how: 'interrupted' })
})

test('a target that does not permit it is spared, and nothing is held against the bank', async () => {
  const { url, ids } = await openBank(() => 0)
  const { summary } = await runTarget(target(url), reports('spared'), ['--no-documents', '--only', script])
  const reason = {
    ru: 'в файле цели нагрузка не разрешена (limits.effects, limits.load)',
    en: 'the target permits no load (limits.effects, limits.load)',
  }
  expect(summary.scenarios).toMatchObject([{ outcome: 'not-applicable', reason }])
  expect(ids).toEqual([])
})
