import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { bankId } from '../support/example-bank.js'
import { temporaryFolder } from '../support/folder.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { synaq } from '../support/synaq.js'
import { endedOtherwise, runTarget, writeTarget } from '../support/target.js'

/** A bank that is down says nothing about the bank: no verdict, no Act, and a message that helps. */
const folder = temporaryFolder()
const reports = join(folder.path, 'reports')
let sandbox: TestSandbox
let closed: string

beforeAll(async () => {
  sandbox = await enterSandbox()
  closed = await closedPort()
})
afterAll(async () => {
  await sandbox.leave()
  folder.remove()
})

/** `host:port` where nothing listens any more. */
async function closedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `127.0.0.1:${port}`
}

const target = () => writeTarget(folder.path, sandbox, { id: bankId, url: `https://${closed}` })

test('a closed port: every script without a conclusion because of the environment, code 3, no Act', async () => {
  const { code, summary } = await runTarget(target(), reports, [])
  expect(code).toBe(3)
  expect(summary.outcome).toBe('inconclusive')
  const ofBank = summary.scenarios.filter(({ subject }) => subject === 'provider')
  expect(ofBank.length).toBeGreaterThan(15)
  expect(endedOtherwise(summary, 'pass', 'inconclusive')).toEqual([])
  const stopped = ofBank.filter(({ outcome }) => outcome === 'inconclusive')
  expect(new Set(stopped.map(({ cause }) => cause))).toEqual(new Set(['environment']))
  // The bank declares no limit and permits no load.
  const leftOut = ofBank
    .filter(({ outcome }) => outcome !== 'inconclusive')
    .map(({ id, outcome }) => `${outcome} ${id}`)
  expect(leftOut).toEqual([
    'not-applicable npck-accounts/provider/load',
    'not-applicable npck-accounts/provider/rate-limit',
  ])
  expect(summary.scenarios.filter(({ subject, outcome }) => subject === 'platform' && outcome !== 'pass')).toEqual([])
  for (const { mode, findings } of stopped) {
    if (mode === 'direct') expect(findings.at(-1)?.next?.en).toContain(`At https://${closed}: connection refused`)
  }
  const run = join(reports, summary.run)
  expect(existsSync(join(run, 'act.pdf'))).toBe(false)
  expect(existsSync(join(run, 'protocol.pdf'))).toBe(true)
  expect(summary.act.refusal?.ru).toMatch(/^Акт не составлен: /)
})

test('what a person reads says where, what and how to mend it; without colours, as it goes into a pipe', async () => {
  const env = { ...process.env, LANG: 'en', CI: 'true', FORCE_COLOR: undefined }
  const one = ['--only', 'npck-accounts/provider/account-list', '--no-documents']
  const { code, stdout } = await synaq(['run', target(), '--reports', reports, ...one], { env })
  expect(code).toBe(3)
  expect(stdout).toContain(`https://${closed}: connection refused: nothing listens on the port`)
  expect(stdout).toContain('See that the server runs and can be reached from here')
  expect(stdout).not.toContain('\u001B')
})

test('the sandbox is down: code 2', async () => {
  const file = writeTarget(
    folder.path,
    { ...sandbox, access: { ...sandbox.access, controlUrl: `http://${closed}` } },
    { id: bankId, url: `https://${closed}` },
  )
  const { code, stderr } = await synaq(['run', file, '--reports', reports])
  expect(code).toBe(2)
  expect(stderr).toContain(`http://${closed}`)
  expect(stderr).toContain('ECONNREFUSED')
  expect(stderr).toContain('→ Is the sandbox running? Start it with «synaq sandbox»')
})

test('a wrong token of the sandbox: code 2', async () => {
  const file = target()
  writeFileSync(join(folder.path, 'control.token'), 'wrong')
  const { code, stderr } = await synaq(['run', file, '--reports', reports])
  expect(code).toBe(2)
  expect(stderr).toContain('→')
  expect(stderr).toContain('token')
})
