import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { Agent, fetch } from 'undici'
import type { TargetClient } from '../src/model/target.js'
import { TestApplication } from './support/application.js'
import { enterSandbox } from './support/sandbox.js'
import type { TestSandbox } from './support/sandbox.js'
import { Walker } from './support/walker.js'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await enterSandbox()
})
afterAll(() => sandbox.leave())

const closing: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((item) => item.close()))
})

function clientWith(trait: string): TargetClient {
  const found = sandbox.facts.clients.find(({ has }) => has.includes(trait))
  if (!found) throw new Error(`no client has ${trait}`)
  return found
}

async function home(lang: string): Promise<string> {
  const agent = new Agent({ connect: { ca: sandbox.facts.ca } })
  closing.push(agent)
  return (await fetch(`${sandbox.facts.pages}/?lang=${lang}`, { dispatcher: agent })).text()
}

test('from the first page of a consent to the accounts at two banks, and to a revocation', async () => {
  const client = clientWith('two-banks')
  const application = new TestApplication(sandbox.facts)
  const walker = new Walker(sandbox.facts.ca, application.redirectUri)
  closing.push(application, walker)

  const pushed = await application.push({ scope: 'openid accounts' })
  const walk = await walker.open(String(pushed.body.url))
  await walk.send('sign-in', { iin: client.iin, phone: client.phone })
  await walk.send('liveness', {}, 'passed')
  await walk.send('sms-code', { code: await sandbox.code(client.phone) }, 'send')
  expect(await home('en')).toContain(await sandbox.code(client.phone))
  await walk.send('consent', {}, 'approve')
  await walk.send('result', {}, 'continue')
  const tokens = await application.token(walk.returned.code ?? '')
  const token = String(tokens.body.access_token)

  for (const { id } of sandbox.facts.providers) {
    const answer = await application.call('GET', '/v3/accounts', token, undefined, { 'x-participant-id': id })
    expect(answer).toMatchObject({ status: 200, headers: { 'x-provider-id': id } })
    expect(answer.body.accounts).not.toEqual([])
  }

  const history = await application.call('GET', '/v1/oauth/users/consent-history', token)
  const [{ consentId: userConsentHistoryId }] = history.body.consents as [{ consentId: string }]
  await application.call('POST', '/v1/oauth/users/revoke-access', token, { userConsentHistoryId })
  const bank = { 'x-participant-id': sandbox.facts.providers[0]?.id ?? '' }
  const refused = await application.call('GET', '/v3/accounts', token, undefined, bank)
  expect(refused).toMatchObject({ status: 403, body: { code: 'consent_revoked' } })
})

test.each(['kk', 'ru', 'en'])('the home page in %s names every participant and client', async (lang) => {
  const page = await home(lang)
  for (const { url } of sandbox.facts.providers) expect(page).toContain(url)
  for (const { iin } of sandbox.facts.clients) expect(page).toContain(iin)
  expect(page).toContain('curl -s --cacert ca.pem')
  for (const { key } of Object.values(sandbox.facts.identities)) expect(page).not.toContain(key.slice(30, 60))
})
