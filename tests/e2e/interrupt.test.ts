import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { decodeJwt } from 'jose'
import { Agent, request } from 'undici'
import type { Identity } from '../../src/model/target.js'
import { temporaryFolder } from '../support/folder.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { startSynaq, synaq } from '../support/synaq.js'
import { writeTarget } from '../support/target.js'

/** Ctrl-C while the bank is keeping the harness waiting. */
const folder = temporaryFolder()
const reports = join(folder.path, 'reports')
const id = 'SLOW01'
let sandbox: TestSandbox
let client: Identity
let bank: Awaited<ReturnType<typeof openSlowBank>>

beforeAll(async () => {
  sandbox = await enterSandbox()
})
beforeEach(async () => {
  const registration = { name: 'АО «Медленный Банк»', url: 'https://127.0.0.1', issue: true }
  const issued = await sandbox.registerProvider(id, registration)
  if (!issued.server || !issued.client) throw new Error('nothing was issued')
  client = issued.client
  bank = await openSlowBank(issued.server)
})
afterEach(() => bank.close())
afterAll(async () => {
  await sandbox.leave()
  folder.remove()
})

/** A bank that tells of each request and answers it only when the test says so. */
async function openSlowBank({ certificate, key }: Identity) {
  const waiting: { consentId: string; response: ServerResponse }[] = []
  let arrived: () => void = () => undefined
  const server = createServer({ cert: certificate, key }, (incoming, response) => {
    const claims = decodeJwt(incoming.headers.authorization?.replace('Bearer ', '') ?? '')
    waiting.push({ consentId: String(claims.consent_id), response })
    arrived()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The first request that is still waiting. */
    asked: async () => {
      if (waiting.length === 0) await new Promise<void>((resolve) => (arrived = resolve))
      const [first] = waiting.splice(0, 1)
      if (!first) throw new Error('nobody asked')
      return first
    },
    get unasked() {
      return waiting.length === 0
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** What the platform says of a consent to the bank that it names. */
async function consentState(consentId: string): Promise<unknown> {
  const dispatcher = new Agent({ connect: { ca: sandbox.facts.ca, cert: client.certificate, key: client.key } })
  const { body } = await request(`${sandbox.facts.api}/v1/consents/${consentId}`, { dispatcher })
  const { state } = (await body.json()) as { state: unknown }
  await dispatcher.destroy()
  return state
}

const scripts = ['npck-accounts/provider/balances', 'npck-accounts/provider/foreign-account']

function start(mode: 'direct' | 'through') {
  const target = writeTarget(folder.path, sandbox, { id, url: bank.url, modes: [mode] })
  const only = scripts.flatMap((script) => ['--only', script])
  return startSynaq(['run', target, '--no-documents', '--reports', reports, ...only])
}

const newestRun = () => join(reports, readdirSync(reports).sort().at(-1) ?? '')

/** The newest run, judged again. */
async function judged() {
  const { code, stdout, stderr } = await synaq(['judge', newestRun(), '--json'])
  expect(stderr).toBe('')
  return { code, ...(JSON.parse(stdout) as { outcome: string; attempts: { outcome: string }[] }) }
}

const account = {
  accountId: '6513270e-269e-4d37-b2a7-4de452e6b438',
  iban: 'KZ77982TLP0000000101',
  currency: 'KZT',
  type: 'current',
  status: 'enabled',
  openingDate: '2022-05-16',
  name: 'Счёт',
}

test.each(['direct', 'through'] as const)(
  'the first Ctrl-C (%s): the consent is taken back, nothing new begins, the run is open',
  async (mode) => {
    const running = start(mode)
    const { consentId, response } = await bank.asked()
    expect(await consentState(consentId)).toBe('Authorised')
    running.child.kill('SIGINT')
    await running.says('Press Ctrl-C again to leave at once')
    const requestId = String(response.req.headers['x-request-id'])
    response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': requestId })
    response.end(JSON.stringify({ accounts: [account, { ...account, accountId: requestId, currency: 'USD' }] }))
    const { code, stderr } = await running.ended
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' })
    expect(await consentState(consentId)).toBe('Revoked')
    expect(bank.unasked).toBe(true)
    const { outcome, attempts, code: again } = await judged()
    expect({ again, outcome }).toEqual({ again: 3, outcome: 'open' })
    expect(attempts.map((attempt) => attempt.outcome)).toEqual(['inconclusive', 'inconclusive'])
  },
)

test('the second Ctrl-C: the program leaves at once, and the record can still be read', async () => {
  const running = start('direct')
  await bank.asked()
  running.child.kill('SIGINT')
  await running.says('Press Ctrl-C again to leave at once')
  running.child.kill('SIGINT')
  expect(await running.ended).toMatchObject({ code: 130, stderr: '' })
  expect(await judged()).toMatchObject({ code: 3, outcome: 'open' })
})

describe('Ctrl-C at a terminal reaches every process that the program started', () => {
  const temporary = join(folder.path, 'tmp')
  const env = { ...process.env, LANG: 'en', TMPDIR: temporary }

  async function interrupted(when: string, times: number) {
    mkdirSync(temporary, { recursive: true })
    const running = startSynaq(['demo', '--reports', reports], { env, ownGroup: true })
    for (const said of [when, 'Press Ctrl-C again'].slice(0, times)) {
      await running.says(said)
      process.kill(-(running.child.pid ?? 0), 'SIGINT')
    }
    return running.ended
  }
  /** A browser that is ended while it is busy may leave a file of its own. */
  const keysLeft = () => readdirSync(temporary).filter((name) => name.startsWith('synaq-'))
  const undone = () => {
    const run = newestRun()
    const lines = readdirSync(join(run, 'attempts')).flatMap((name) =>
      readFileSync(join(run, 'attempts', name), 'utf8').split('\n'),
    )
    return lines.flatMap((line) => /"type":"undo".*"outcome":"(\w+)"/.exec(line)?.[1] ?? [])
  }

  test('once during the run: the sandbox stays until everything is put back', async () => {
    expect(await interrupted('✓', 1)).toMatchObject({ code: 3, stderr: '' })
    expect(new Set(undone())).toEqual(new Set(['done']))
    expect(keysLeft()).toEqual([])
  })

  test.each([
    ['twice', 'during the run', '✓', 2],
    ['once', 'before it', 'The sandbox of npck-accounts is up', 1],
  ])('%s %s: leaves at once, and its keys are gone', async (_times, _when, said, times) => {
    expect(await interrupted(said, times)).toMatchObject({ code: 130, stderr: '' })
    expect(keysLeft()).toEqual([])
  })
})
