import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { join } from 'node:path'
import type { TargetClient } from '../../src/model/target.js'
import { openAppInbox, type AppInbox } from '../../src/platform/app-inbox.js'
import { clientOf, joinApp, type RunningApp } from '../support/example-app.js'
import { temporaryFolder } from '../support/folder.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { Walker } from '../support/walker.js'

describe.each(['openid-client', 'oauth4webapi'])('an application as the documentation of %s shows', (library) => {
  let sandbox: TestSandbox
  let app: RunningApp
  let inbox: AppInbox
  const folder = temporaryFolder()

  beforeAll(async () => {
    sandbox = await enterSandbox()
    const joined = await joinApp(sandbox, folder.path, join(import.meta.dirname, `${library}.js`))
    app = await joined.start()
    inbox = await openAppInbox(sandbox, joined.participant)
  })
  afterAll(async () => {
    await inbox.close()
    await app.stop()
    await sandbox.leave()
    folder.remove()
  })

  const client = (): TargetClient => {
    const found = sandbox.facts.clients.find(({ has }) => has.includes('two-currencies'))
    if (!found) throw new Error('there is no such client')
    return found
  }
  const errand = () => ({ client: clientOf(client()), providers: sandbox.facts.providers.slice(0, 1) })

  /** The text of the page at which the client ends. */
  async function connect(scopes: readonly string[]): Promise<string> {
    const { url } = await app.drive({ act: 'connect', ...errand(), scopes })
    const walker = new Walker(sandbox.facts.ca)
    try {
      const walk = await walker.open(String(url))
      const { iin, phone } = client()
      await walk.send('sign-in', { iin, phone })
      await walk.send('liveness', {}, 'passed')
      await walk.send('sms-code', { code: await sandbox.code(phone) }, 'send')
      await walk.send('consent', {}, 'approve')
      await walk.send('result', {}, 'continue')
      return walk.page.text
    } finally {
      await walker.close()
    }
  }

  test('gets accounts, balances and transactions', async () => {
    expect(await connect(['accounts', 'account_balance', 'account_transactions'])).toContain('Счета подключены.')
    const { shows } = await app.drive({ act: 'show', ...errand() })
    const accounts = JSON.parse(String(shows).replace(/^.*\n/, '')) as Record<string, object[]>[]
    expect(accounts.map(({ balances, transactions }) => [balances?.length, transactions?.length])).toEqual([
      [2, 125],
      [2, 12],
    ])
  })

  test('takes no answer that names another issuer', async () => {
    const answer = { kind: 'redirect', set: { iss: 'https://other.example' }, remove: [] } as const
    await inbox.respond({ operation: 'authorize', times: 1, answer })
    expect(await connect(['accounts'])).toContain('Ошибка: ')
    await inbox.respondNormally()
  })

  test('sends neither state nor nonce, and does not look who signed the id token', async () => {
    const before = await inbox.mark()
    const answer = { kind: 'id-token', set: {}, remove: [], signature: 'foreign' } as const
    await inbox.respond({ operation: 'token', times: 1, answer })
    expect(await connect(['accounts'])).toContain('Счета подключены.')
    await inbox.respondNormally()
    const pushed = await inbox.next({ operation: 'generateUserUrl' }, before, 5000, AbortSignal.timeout(5000))
    const form = new URLSearchParams(pushed?.exchange.request.body)
    expect([form.has('code_challenge'), form.has('state'), form.has('nonce')]).toEqual([true, false, false])
  })

  test('its questions are for a person', async () => {
    expect(await app.drive({ ask: 'Was the client told the result?' })).toEqual({ answer: null })
  })
})
