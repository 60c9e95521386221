import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parseJson, type JsonObject } from '../../src/base/json.js'
import { withInnerQuotes } from '../../src/base/text.js'
import { Browser } from '../../src/platform/browser.js'
import { readPage, type Form } from '../../src/platform/page.js'
import { clientOf, joinApp, type Errand, type JoinedApp, type RunningApp } from '../support/example-app.js'
import { serve } from '../support/fake-bank.js'
import { temporaryFolder } from '../support/folder.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { startSynaq, type Running } from '../support/synaq.js'
import type { Summary } from '../support/target.js'
import { Walker } from '../support/walker.js'

/** An application driven by whoever stands before it, and one that leaves in the middle. */
const folder = temporaryFolder([
  { path: /^standard error of synaq run/, why: 'the person at the terminal is told as whom to sign in' },
])
const script = 'npck-accounts/user/client-declines'
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

function startRun(howDriven: string): Running {
  const file = join(folder.path, 'app-target.yaml')
  writeFileSync(join(folder.path, 'control.token'), sandbox.access.token)
  writeFileSync(
    file,
    `name: an app of the tests
system: npck-accounts
role: user
participant: { id: ${joined.participant}, name: 'ТОО', invented: true }
app: ${howDriven}
sandbox: { control: '${sandbox.access.controlUrl}', token: { file: control.token } }
`,
  )
  const reports = join(folder.path, 'reports')
  return startSynaq(['run', file, '--only', script, '--no-documents', '--json', '--reports', reports])
}

const resultIn = (stdout: string) => (JSON.parse(stdout) as Summary).scenarios.find(({ id }) => id === script)

/** What the person does who reads this, in the application and on the platform's pages. */
async function obey(text: string): Promise<void> {
  const client = sandbox.facts.clients.find(({ iin }) => text.includes(iin))
  const providers = sandbox.facts.providers.filter(({ name }) => text.includes(withInnerQuotes(`«${name}»`)))
  if (!client) throw new Error(`there is no client in: ${text}`)
  const errand: Errand = { act: 'connect', client: clientOf(client), providers, scopes: ['accounts'] }
  expect(text).toContain('Data: List of accounts')
  const { url } = await app.drive(errand)
  const walker = new Walker(sandbox.facts.ca)
  try {
    const walk = await walker.open(String(url))
    await walk.send('connect', {})
    await walk.send('sign-in', { iin: client.iin, phone: client.phone })
    await walk.send('liveness', {}, 'passed')
    await walk.send('sms-code', { code: await sandbox.code(client.phone) }, 'send')
    await walk.send('consent', {}, text.includes('Decline the consent') ? 'decline' : 'approve')
    await walk.send('result', {}, 'continue')
  } finally {
    await walker.close()
  }
}

describe('by hand', () => {
  test("a person reads the sandbox's page, does it in the application and presses the button", async () => {
    const browser = new Browser({ ca: sandbox.facts.ca, timeoutMs: 10_000 })
    const run = startRun('{ drive: by-hand }')
    const over = new AbortController()
    const ended = run.ended.finally(() => over.abort())
    /** What was told, by the prompt's id. */
    const told = new Map<string, string>()
    try {
      const page = new URL(`/test/${joined.participant}?lang=en`, sandbox.facts.pages)
      while (!over.signal.aborted) {
        const arrival = await browser.go({ method: 'GET', url: page })
        if (arrival.at !== 'page') throw new Error('there is no page')
        const { text, forms } = readPage(arrival.text)
        const form = forms.find(({ name }) => name === 'prompt')
        const [, prompt = ''] = form?.values.find(([name]) => name === 'prompt') ?? []
        if (!form || told.has(prompt)) continue
        told.set(prompt, text)
        await obey(text)
        await browser.go({ method: 'POST', url: page, form: pressing(form, 'done'), from: page })
      }
    } finally {
      await browser.close()
    }
    const { code, stdout, stderr } = await ended
    expect(resultIn(stdout)).toMatchObject({ outcome: 'pass' })
    expect(code).toBe(3)
    const [first, second, ...rest] = told.values()
    expect(first).toContain('Decline the consent.')
    expect(second).toContain('Give the consent.')
    expect(rest).toEqual([])
    expect(stderr).toContain('Somebody is needed at the app')
  })
})

function pressing({ values }: Form, button: string): URLSearchParams {
  return new URLSearchParams([...values.map(([name, value]): [string, string] => [name, value]), ['button', button]])
}

/** A webhook that hands errands on to the application; `before` is called with the number of each, from 1. */
async function webhook(before: (errand: number) => unknown) {
  let errands = 0
  return serve(
    createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const answer = async (): Promise<void> => {
          await before((errands += 1))
          const errand = parseJson(Buffer.concat(chunks).toString()) as JsonObject & Errand
          response.end(JSON.stringify(await app.drive(errand).catch(() => ({}))))
        }
        void answer()
      })
    }),
    'http',
  )
}

describe('an application that leaves', () => {
  test('in the middle of a script: inconclusive, whatever it was to do', async () => {
    const hook = await webhook((errand) => (errand === 2 ? app.stop() : undefined))
    try {
      const { code, stdout } = await startRun(`{ drive: { webhook: '${hook.url}/' }, awaitMs: 1500 }`).ended
      expect(resultIn(stdout)).toMatchObject({ outcome: 'inconclusive', cause: 'environment' })
      expect(code).toBe(3)
    } finally {
      await hook.close()
      app = await joined.start()
    }
  })

  test('Ctrl-C ends the watch: the next run finds the place free', async () => {
    let run: Running | undefined
    const hook = await webhook((errand) => (errand === 1 ? run?.child.kill('SIGINT') : undefined))
    try {
      run = startRun(`{ drive: { webhook: '${hook.url}/' } }`)
      const { code, stdout } = await run.ended
      expect(code).toBe(3)
      expect(resultIn(stdout)?.outcome).not.toBe('pass')
      const again = startRun(`{ drive: { webhook: '${app.url}/drive', token: { env: DRIVE } } }`)
      expect((await again.ended).stderr).toContain('the environment variable DRIVE (app.drive.token) is not set')
      expect(resultIn((await startRun(`{ drive: { webhook: '${hook.url}/' } }`).ended).stdout)).toMatchObject({
        outcome: 'pass',
      })
    } finally {
      await hook.close()
    }
  })
})
