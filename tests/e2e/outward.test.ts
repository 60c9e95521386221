import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Agent, request } from 'undici'
import { packageRoot } from '../../src/base/root.js'
import { newWebhookSecret } from '../../src/base/webhook-signature.js'
import { saveApi, saveParticipant } from '../../src/store/registry-rows.js'
import { testDatabase, type TestDatabase } from '../support/database.js'
import { temporaryFolder } from '../support/folder.js'
import { mailLogin, startMailServer, type TestMailServer } from '../support/mail-server.js'
import { operatorPages, type OperatorPages } from '../support/operator-page.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { startSynaq, type Running } from '../support/synaq.js'
import { receiveWebhooks, type WebhookReceiverServer } from '../support/webhook-receiver.js'

/** An operator with settings: its decisions go to the sandbox's registry, alerts to a mailbox and a webhook. */
const api = 'kzgl01'
const bank = 'KZGL01'
const folder = temporaryFolder()
let own: TestDatabase
let sandbox: TestSandbox
let mail: TestMailServer
let hook: WebhookReceiverServer
let command: Running
let pages: OperatorPages

beforeAll(async () => {
  ;[own, sandbox, mail, hook] = await Promise.all([
    testDatabase(),
    enterSandbox(),
    startMailServer(),
    receiveWebhooks({ mutual: true }),
  ])
  const now = new Date().toISOString()
  const state = { accredited: true, blocked: false, limited: false, contacts: [] }
  await saveParticipant(own.db, { id: bank, name: 'Bank', roles: ['provider'], ...state }, now)
  const probe = { environment: 'test', effects: ['none'], only: [], tags: [] } as const
  const entry = { id: api, participant: bank, system: 'npck-accounts', name: 'Счета', targets: {}, budget: 0, probe }
  await saveApi(own.db, entry, now)
  await own.db.run(`update api set state = 'published'`)

  // The sandbox's platform takes the certificate for enough, so that no client has to sign in.
  await sandbox.setDefects(['platform-ignores-token'])
  const consent = { iin: '910315450124', scopes: ['accounts'], providers: [bank], by: 'AKSH01' }
  await sandbox.act({ act: 'grant-consent', ...consent })

  const write = (name: string, text: string): void => writeFileSync(join(folder.path, name), text)
  write('platform.secret', sandbox.access.webhook.secret)
  write('hook.secret', newWebhookSecret())
  write('mail.pem', mail.ca)
  write('hook.pem', hook.ca)
  write('client.pem', hook.client.certificate)
  write('client.key', hook.client.key)
  const examples = join(packageRoot(), 'examples')
  write(
    'operator.yaml',
    `operator: Test
policy: ${examples}/policy.yaml
platform: { url: '${sandbox.access.webhook.url}', secret: { file: platform.secret } }
mail:
  host: 127.0.0.1
  port: ${mail.port}
  ca: mail.pem
  user: ${mailLogin.user}
  password: { env: MAIL_PASSWORD }
  from: Synaq <synaq@operator.example>
alerts:
  appeals: ${examples}/appeals.yaml
  receivers:
    - { name: duty, mail: [duty@operator.example], language: kk }
    - name: pager
      webhook:
        url: '${hook.url}/alerts'
        secret: [{ file: hook.secret }]
        ca: hook.pem
        client: { certificate: client.pem, key: { file: client.key } }
`,
  )
  command = startSynaq(
    ['serve', '--settings', join(folder.path, 'operator.yaml'), '--data', folder.path, '--port', '0'],
    {
      env: { ...process.env, DATABASE_URL: own.url, MAIL_PASSWORD: mailLogin.password },
    },
  )
  await command.says('Ctrl-C')
  pages = operatorPages(/http:\S+/.exec(command.stdout())?.[0] ?? '')
})
afterAll(async () => {
  command.child.kill()
  const { stdout, stderr } = await command.ended
  for (const secret of ['whsec_', mailLogin.password]) expect(stdout + stderr).not.toContain(secret)
  await Promise.all([sandbox.leave(), mail.close(), hook.close()])
  await own.drop()
  folder.remove()
})

/** Whether the bank is on the showcase, and how the gateway answers a call for its accounts. */
async function platform(): Promise<unknown[]> {
  const { api: base, ca, identities } = sandbox.facts
  const { certificate: cert, key } = identities.application ?? { certificate: '', key: '' }
  const agent = new Agent({ connect: { ca, cert, key } })
  try {
    const showcase = await request(`${base}/v1/showcase/apis`, { dispatcher: agent })
    const { apis } = (await showcase.body.json()) as { apis: { provider: string }[] }
    const headers = { 'x-participant-id': bank }
    const called = await request(`${base}/v3/accounts`, { dispatcher: agent, headers })
    const { code } = (await called.body.json()) as { code?: string }
    return [apis.some(({ provider }) => provider === bank), called.statusCode, code]
  } finally {
    await agent.close()
  }
}

const move = (action: string) => pages.press(`/apis/${api}/move`, { action, reason: 'Жалоба клиента' })
const types = () => hook.received.map(({ body }) => (JSON.parse(body) as { type: string }).type)

test('what a person decides is followed by the platform, and told by mail and webhook; coming back, too', async () => {
  expect(await platform()).toEqual([true, 200, undefined])
  expect(await move('unpublish')).toBe(303)
  const off = await pages.until(
    api,
    (text) => text.includes('Платформа исполнила') && text.includes('Тревоги API снят'),
  )
  expect(off).toContain('API · Отключение API · Средний')
  expect(await platform()).toEqual([false, 403, 'api_unpublished'])
  await hook.count(1)
  await mail.begun(1)
  expect(await move('republish')).toBe(303)
  await pages.until(
    api,
    (text) => text.includes('Возвращён на публикацию') && text.includes('API возвращён на публикацию'),
  )
  await hook.count(2)
  await mail.begun(2)
  expect(await platform()).toEqual([true, 200, undefined])
  expect(types()).toEqual(['alert.opened', 'alert.closed'])
  expect(hook.received.map(({ path, authorized }) => [path, authorized])).toEqual([
    ['/alerts', true],
    ['/alerts', true],
  ])
  expect(mail.received.map(({ headers, secure }) => [headers.subject?.split(' — ')[0], secure])).toEqual([
    ['Дабыл: API жариялаудан алынды', true],
    ['Қалпына келді: API жариялауға қайтарылды', true],
  ])
  expect(await pages.text('/alerts')).toMatch(
    /Открытых тревог нет\. .*Закрытые API возвращён на публикацию — Bank: Счета/,
  )
})
