import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { parseJson } from '../../src/base/json.js'
import { driveToken, joinApp, type JoinedApp, type RunningApp } from '../support/example-app.js'
import { temporaryFolder } from '../support/folder.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { synaq } from '../support/synaq.js'

const folder = temporaryFolder()
let sandbox: TestSandbox
let joined: JoinedApp
let app: RunningApp

beforeAll(async () => {
  sandbox = await enterSandbox()
  joined = await joinApp(sandbox, folder.path)
  app = await joined.start()
})
afterAll(async () => {
  await app.stop()
  await sandbox.leave()
  folder.remove()
})

function target(drive: string, participant = joined.participant): string {
  const file = join(folder.path, 'app-target.yaml')
  writeFileSync(join(folder.path, 'control.token'), sandbox.access.token)
  writeFileSync(join(folder.path, 'drive.token'), driveToken)
  writeFileSync(join(folder.path, 'wrong.token'), 'another-token-than-that')
  writeFileSync(
    file,
    `name: an app of the tests
system: npck-accounts
role: user
participant: { id: ${participant}, name: 'ТОО', invented: true }
app: { drive: ${drive} }
sandbox: { control: '${sandbox.access.controlUrl}', token: { file: control.token } }
`,
  )
  return file
}

const webhook = (token = 'drive.token') => `{ webhook: '${app.url}/drive', token: { file: ${token} } }`

interface Examination {
  readonly state: string
  readonly diagnoses: readonly { readonly id: string; readonly state: string }[]
}

async function examine(file: string) {
  const { code, stdout } = await synaq(['doctor', file, '--json'])
  const { state, diagnoses } = parseJson(stdout) as unknown as Examination
  return { code, state, lines: diagnoses.map((line) => `${line.state} ${line.id}`) }
}

test('an application that is in order: every line green, code 0', async () => {
  const { code, state, lines } = await examine(target(webhook()))
  expect(lines.filter((line) => !line.startsWith('green'))).toEqual([])
  expect([code, state]).toEqual([0, 'green'])
  for (const id of ['joined', 'certificate', 'redirect-uri', 'reachable', 'driver'])
    expect(lines).toContain(`green application.${id}`)
  expect(lines).toEqual(expect.arrayContaining(['green driver.reachable', 'green driver.certificate', 'green clock']))
})

test('driven by hand nobody is bothered', async () => {
  const { code, stdout } = await synaq(['doctor', target('by-hand'), '--lang', 'ru'])
  expect(code).toBe(0)
  expect(stdout).toContain(
    `✓ Приложением управляет человек: что сделать, скажут терминал и страница ${sandbox.facts.pages}/test/`,
  )
})

test('a token that the webhook does not take', async () => {
  const { code, stdout } = await synaq(['doctor', target(webhook('wrong.token'))])
  expect(code).toBe(2)
  expect(stdout).toMatch(
    /✗ The application's webhook: webhook https:\S+\/drive: The webhook answered 401, not 2xx\.\n {4}→ Compare `token`/,
  )
})

test('a program that does not start', async () => {
  const { code, lines } = await examine(target('{ command: [/nowhere/drive] }'))
  expect(code).toBe(2)
  expect(lines).toContain('red application.driver')
})

test('an application that has not joined is told how to', async () => {
  const { code, stdout } = await synaq(['doctor', target('by-hand', 'NONE01')])
  expect(code).toBe(2)
  expect(stdout).toMatch(
    /✗ .*the sandbox knows no application of NONE01\..*\n {4}→ Let it join: synaq application NONE01 --name/,
  )
})

test('an application that does not run', async () => {
  await app.stop()
  const { code, lines } = await examine(target(webhook()))
  expect(code).toBe(2)
  expect(lines).toContain('red driver.reachable')
  // A client's telephone may reach what we do not.
  expect(lines).toContain('yellow application.reachable')
  expect(lines).not.toContain('red application.driver')
  app = await joined.start()
})
