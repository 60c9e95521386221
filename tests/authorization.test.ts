import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { createRemoteJWKSet, customFetch, decodeProtectedHeader, jwtVerify } from 'jose'
import { Agent, fetch } from 'undici'
import { join } from 'node:path'
import { packageRoot } from '../src/base/root.js'
import type { JWK } from 'jose'
import type { Json } from '../src/base/json.js'
import { loadContract } from '../src/contract/index.js'
import { certificateThumbprint } from '../src/crypto/thumbprint.js'
import { publicJwk } from '../src/crypto/public-jwk.js'
import type { ContractInForce } from '../src/model/contract.js'
import type { TargetClient } from '../src/model/target.js'
import { TestApplication } from './support/application.js'
import type { Answer, Fields } from './support/application.js'
import { enterSandbox } from './support/sandbox.js'
import type { TestSandbox } from './support/sandbox.js'
import { Walker } from './support/walker.js'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

let sandbox: TestSandbox
let contract: ContractInForce
let closing: { close(): Promise<void> }[] = []

beforeAll(async () => {
  contract = await loadContract(join(packageRoot(), 'mocks', 'npck-accounts', 'openapi.yaml'))
  sandbox = await enterSandbox()
})
beforeEach(async () => {
  await sandbox.reset()
})
afterAll(async () => {
  await Promise.all(closing.map((item) => item.close()))
  closing = []
  await sandbox.leave()
})

function application(...args: [name?: string, identity?: ConstructorParameters<typeof TestApplication>[2]]) {
  const made = new TestApplication(sandbox.facts, ...args)
  closing.push(made)
  return made
}

function walker(redirectUri?: string) {
  const made = new Walker(sandbox.facts.ca, redirectUri)
  closing.push(made)
  return made
}

function clientWith(trait: string): TargetClient {
  const found = sandbox.facts.clients.find(({ has }) => has.includes(trait))
  if (!found) throw new Error(`no client has ${trait}`)
  return found
}

/** What an answer has that the contract does not allow. */
function departures(operation: string, { status, headers, body }: Answer) {
  const flat = Object.entries(headers).map(([name, value]) => [name, String(value)])
  return contract.validateResponse(operation, status, Object.fromEntries(flat) as Record<string, string>, body as Json)
}

const signInFields = ({ iin, phone, representative }: TargetClient): Fields =>
  representative ? { iin: representative.iin, bin: iin, phone: representative.phone } : { iin, phone }

const phoneOf = ({ phone, representative }: TargetClient) => representative?.phone ?? phone

/** From the pushed request to the page where the code is asked for. */
async function walkToCode(app: TestApplication, client: TargetClient, fields: Fields = {}): Promise<Walker> {
  const pushed = await app.push(fields)
  expect(pushed.status).toBe(201)
  const walk = await walker(app.redirectUri).open(String(pushed.body.url))
  await walk.send('sign-in', signInFields(client))
  return walk.send('liveness', {}, 'passed')
}

async function walkToConsent(app: TestApplication, client: TargetClient, fields: Fields = {}): Promise<Walker> {
  const walk = await walkToCode(app, client, fields)
  return walk.send('sms-code', { code: await sandbox.code(phoneOf(client)) }, 'send')
}

async function approvedCode(app: TestApplication, client: TargetClient): Promise<string> {
  const walk = await walkToConsent(app, client)
  await walk.send('consent', {}, 'approve')
  await walk.send('result', {}, 'continue')
  return String(walk.returned.code)
}

async function tokenFor(app: TestApplication, client: TargetClient): Promise<string> {
  const { body } = await app.token(await approvedCode(app, client))
  return String(body.access_token)
}

const historyOf = async (app: TestApplication, token: string) => {
  const answer = await app.call('GET', '/v1/oauth/users/consent-history', token)
  expect(departures('consentHistory', answer)).toEqual([])
  return answer.body.consents as Record<string, unknown>[]
}

describe('a consent', () => {
  test('is given on the pages and ends in tokens that say so', async () => {
    const app = application()
    const client = clientWith('accounts')
    const pushed = await app.push()
    expect(pushed).toMatchObject({ status: 201, body: { expires_in: 60 } })
    expect(String(pushed.body.url)).toContain(sandbox.facts.pages)
    expect(departures('generateUserUrl', pushed)).toEqual([])

    const walk = await walker(app.redirectUri).open(String(pushed.body.url))
    expect(walk.forms).toEqual(['sign-in'])
    await walk.send('sign-in', signInFields(client))
    expect(walk.forms).toEqual(['liveness'])
    await walk.send('liveness', {}, 'passed')
    expect(walk.forms).toEqual(['sms-code'])
    await walk.send('sms-code', { code: await sandbox.code(client.phone) }, 'send')
    expect(walk.forms).toEqual(['consent'])
    for (const { name } of sandbox.facts.providers) expect(walk.page.text).toContain(name)
    expect(walk.page.text).toContain('Остатки на счетах')
    expect(walk.page.text).not.toContain('Операции по счетам')
    await walk.send('consent', {}, 'approve')
    expect(walk.forms).toEqual(['result'])
    expect(walk.page.text).toContain('Согласие подтверждено')
    await walk.send('result', {}, 'continue')
    expect(walk.returned).toEqual({ code: expect.any(String), state: 'state-1', iss: sandbox.facts.issuer })

    const tokens = await app.token(String(walk.returned.code))
    expect(tokens).toMatchObject({
      status: 200,
      body: { token_type: 'Bearer', expires_in: 30 * 24 * 3600, scope: 'accounts account_balance' },
    })
    expect(departures('token', tokens)).toEqual([])
    const agent = new Agent({ connect: { ca: sandbox.facts.ca } })
    closing.push(agent)
    const keys = createRemoteJWKSet(new URL(sandbox.facts.jwks ?? ''), {
      [customFetch]: async (url) => {
        const answer = await fetch(url, { dispatcher: agent })
        return new Response(await answer.text(), { status: answer.status })
      },
    })
    const { facts } = sandbox
    const { clientId, certificate } = facts.applications.default ?? { clientId: '', certificate: '' }
    const access = await jwtVerify(String(tokens.body.access_token), keys, {
      issuer: facts.issuer,
      audience: facts.api,
    })
    expect(access.protectedHeader).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })
    expect(access.payload).toMatchObject({
      client_id: clientId,
      scope: 'accounts account_balance',
      consent_id: expect.stringMatching(uuid),
      cnf: { 'x5t#S256': certificateThumbprint(facts.identities[certificate]?.certificate ?? '') },
    })
    expect(JSON.stringify(access.payload)).not.toContain(client.iin)
    const identity = await jwtVerify(String(tokens.body.id_token), keys, { issuer: facts.issuer, audience: clientId })
    expect(identity.payload).toMatchObject({
      nonce: 'nonce-1',
      sub: access.payload.sub,
      consents: [access.payload.consent_id],
    })
    expect(decodeProtectedHeader(String(tokens.body.id_token)).alg).toBe('ES256')
  })

  test('of a legal entity is given by its representative', async () => {
    const app = application()
    const company = clientWith('legal-entity')
    const walk = await walker(app.redirectUri).open(String((await app.push()).body.url))
    await walk.send('sign-in', { iin: company.iin, phone: phoneOf(company) })
    expect(walk.page.status).toBe(422)
    expect(walk.complaint).toContain('Укажите ИИН её представителя')
    await walk.send('sign-in', signInFields(company))
    expect(walk.forms).toEqual(['liveness'])
  })

  test('that the client declines gives access_denied and no code', async () => {
    const app = application()
    const walk = await walkToConsent(app, clientWith('accounts'))
    await walk.send('consent', {}, 'decline')
    expect(walk.page.text).toContain('Согласие не дано')
    await walk.send('result', {}, 'continue')
    expect(walk.returned).toMatchObject({ error: 'access_denied', state: 'state-1' })
    expect(walk.returned).not.toHaveProperty('code')
  })

  test('that was declined cannot be given by opening the address again', async () => {
    const app = application()
    const pushed = await app.push()
    const walk = await walker(app.redirectUri).open(String(pushed.body.url))
    await walk.send('sign-in', {}, 'decline')
    await walk.send('result', {}, 'continue')
    const again = await walker(app.redirectUri).open(String(pushed.body.url))
    expect(again.page.status).toBe(400)
    expect(again.forms).toEqual([])
  })

  test('is not given by who fails the biometric check', async () => {
    const app = application()
    const walk = await walker(app.redirectUri).open(String((await app.push()).body.url))
    await walk.send('sign-in', signInFields(clientWith('accounts')))
    await walk.send('liveness', {}, 'failed')
    await walk.send('result', {}, 'continue')
    expect(walk.returned).toMatchObject({ error: 'access_denied' })
  })
})

describe('the one-time code', () => {
  const wrongFor = (code: string) => (code === '000000' ? '111111' : '000000')

  test('is used up by three wrong tries; a new one can be asked for', async () => {
    const client = clientWith('accounts')
    const walk = await walkToCode(application(), client)
    const code = await sandbox.code(client.phone)
    await walk.send('sms-code', { code: wrongFor(code) }, 'send')
    expect(walk.complaint).toContain('Код не подошёл')
    await walk.send('sms-code', { code: wrongFor(code) }, 'send')
    await walk.send('sms-code', { code: wrongFor(code) }, 'send')
    expect(walk.complaint).toContain('больше не принимается')
    await walk.send('sms-code', { code }, 'send')
    expect(walk.complaint).toContain('больше не принимается')
    await walk.send('sms-code', {}, 'again')
    await walk.send('sms-code', { code: await sandbox.code(client.phone) }, 'send')
    expect(walk.forms).toEqual(['consent'])
  })

  test('ends the sign-in when a fourth one is asked for', async () => {
    const walk = await walkToCode(application(), clientWith('accounts'))
    await walk.send('sms-code', {}, 'again')
    await walk.send('sms-code', {}, 'again')
    await walk.send('sms-code', {}, 'again')
    expect(walk.page.text).toContain('Личность не подтверждена')
    await walk.send('result', {}, 'continue')
    expect(walk.returned).toMatchObject({ error: 'access_denied' })
  })
})

describe('the pages', () => {
  test('tell what is wrong with the sign-in', async () => {
    const client = clientWith('accounts')
    const other = clientWith('two-currencies')
    const walk = await walker().open(String((await application().push()).body.url))
    await walk.send('sign-in', { iin: '123', phone: client.phone })
    expect(walk.complaint).toContain('ИИН — это 12 цифр')
    await walk.send('sign-in', { iin: client.iin, phone: '12' })
    expect(walk.complaint).toContain('+7 и 10 цифр')
    await walk.send('sign-in', { iin: client.iin, phone: other.phone })
    expect(walk.complaint).toContain('Клиента с таким ИИН и телефоном нет')
    await walk.send('sign-in', { iin: client.iin, phone: client.phone.replace('+7', '8') })
    expect(walk.forms).toEqual(['liveness'])
  })

  test('speak the language that is chosen, and keep to it', async () => {
    const walk = await walker().open(String((await application().push()).body.url))
    expect(walk.page.text).toContain('<html lang="ru">')
    await walk.open(`${walk.page.url.href}?lang=kk`)
    expect(walk.page.text).toContain('<html lang="kk">')
    await walk.send('sign-in', signInFields(clientWith('accounts')))
    expect(walk.page.text).toContain('Бет-әлпетті тексеру')
  })

  test('speak the language that the application wishes', async () => {
    const pushed = await application().push({ ui_locales: 'en-GB ru' })
    const walk = await walker().open(String(pushed.body.url))
    expect(walk.page.text).toContain('Sign in to continue')
  })

  test('run no scripts and refuse forms of other sites', async () => {
    const agent = new Agent({ connect: { ca: sandbox.facts.ca } })
    closing.push(agent)
    const url = `${sandbox.facts.pages}/consents`
    const page = await fetch(url, { dispatcher: agent })
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; img-src data:; style-src 'sha256-/,
    )
    const foreign = await fetch(url, {
      method: 'POST',
      dispatcher: agent,
      headers: { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'iin=1',
    })
    expect(foreign.status).toBe(400)
    const large = await fetch(url, {
      method: 'POST',
      dispatcher: agent,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `iin=${'1'.repeat(20_000)}`,
    })
    expect(large.status).toBe(400)
  })
})

describe('a pushed request is refused', () => {
  const errorOf = ({ status, body }: Answer) => ({ status, error: body.error })

  test.each([
    ['without providers', { providers: '' }, 'invalid_request'],
    ['with an unknown provider', { providers: 'XXXX99' }, 'invalid_request'],
    ['with an unknown scope', { scope: 'openid everything' }, 'invalid_scope'],
    ['without openid', { scope: 'accounts', nonce: '' }, 'invalid_scope'],
    ['without PKCE', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
    ['with plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['with a foreign redirect URI', { redirect_uri: 'https://evil.example/' }, 'invalid_request'],
  ])('%s', async (_, fields, error) => {
    expect(errorOf(await application().push(fields))).toEqual({ status: 400, error })
  })

  test.each(['blocked', 'not-accredited'])('of a participant that is %s', async (name) => {
    const answer = await application(name).push()
    expect(errorOf(answer)).toEqual({ status: 400, error: 'unauthorized_client' })
    expect(answer.body.error_description).toMatch(/^participant [A-Z]{4}\d\d is /)
  })

  test('of an application that is not connected to the API', async () => {
    const answer = await application('not-connected').push()
    expect(errorOf(answer)).toEqual({ status: 400, error: 'unauthorized_client' })
    expect(answer.body.error_description).toContain('is not connected to the API of')
  })

  test('for a provider whose API is off publication', async () => {
    await sandbox.act({ act: 'publication', provider: 'KZGL01', state: 'unpublished' })
    const answer = await application().push()
    expect(errorOf(answer)).toEqual({ status: 400, error: 'unauthorized_client' })
    expect(answer.body.error_description).toContain('the API of KZGL01 is off publication')
  })

  test('of a participant that is registered as a provider only', async () => {
    const entry = sandbox.facts.applications.unregistered
    if (!entry) throw new Error('there is no such application')
    const { clientId, redirectUri, keyJwk, certificate } = entry
    const { participant } = await sandbox.act({
      act: 'register-participant',
      name: 'New',
      bin: '260840000080',
      roles: ['provider'],
      application: {
        clientId,
        name: 'New',
        redirectUri,
        jwk: publicJwk(JSON.parse(keyJwk) as JWK),
        thumbprint: certificateThumbprint(sandbox.facts.identities[certificate]?.certificate ?? ''),
      },
    })
    const answer = await application('unregistered').push()
    expect(errorOf(answer)).toEqual({ status: 400, error: 'unauthorized_client' })
    expect(answer.body.error_description).toContain(`participant ${participant} is not accredited as a user`)
  })

  test('of an application that nobody registered', async () => {
    expect(errorOf(await application('unregistered').push())).toEqual({ status: 401, error: 'invalid_client' })
  })

  test('with a certificate of another application', async () => {
    const answer = await application('default', sandbox.facts.identities['second-application']).push()
    expect(errorOf(answer)).toEqual({ status: 401, error: 'invalid_client' })
  })

  test('without a certificate', async () => {
    await expect(application('default', 'none').push()).rejects.toThrow()
  })

  test('of a participant in limited mode, in the words of the Guide', async () => {
    const { participant } = sandbox.facts.applications.default ?? { participant: '' }
    await sandbox.act({ act: 'limited-mode', participant, on: true })
    const answer = await application().push()
    expect(answer).toMatchObject({
      status: 400,
      body: { error: 'provider_not_active', message: 'Provider is not active' },
    })
  })
})

test('the server describes itself: who serves people, who serves programs', async () => {
  const agent = new Agent({ connect: { ca: sandbox.facts.ca } })
  closing.push(agent)
  const { api, issuer } = sandbox.facts
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`, { dispatcher: agent })
  expect(await answer.json()).toMatchObject({
    issuer,
    authorization_endpoint: `${issuer}/v1/oauth/authorize`,
    jwks_uri: `${issuer}/v1/oauth/jwks`,
    token_endpoint: `${api}/v1/oauth/token`,
    pushed_authorization_request_endpoint: `${api}/v1/auth/generate-user-url`,
    mtls_endpoint_aliases: { token_endpoint: `${api}/v1/oauth/token` },
    require_pushed_authorization_requests: true,
    tls_client_certificate_bound_access_tokens: true,
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    scopes_supported: ['openid', 'accounts', 'account_balance', 'account_transactions'],
  })
})

describe('a code', () => {
  test('is taken once; a second try takes back what it gave', async () => {
    const app = application()
    const code = await approvedCode(app, clientWith('accounts'))
    const first = await app.token(code)
    expect(first.status).toBe(200)
    expect(await app.token(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await historyOf(app, String(first.body.access_token))).toMatchObject([{ state: 'Revoked' }])
  })

  test('is not taken with a wrong verifier, of another application or of a participant blocked meanwhile', async () => {
    const app = application()
    const code = await approvedCode(app, clientWith('accounts'))
    const verifier = { code_verifier: 'x'.repeat(43) }
    expect(await app.token(code, verifier)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    const second = application('second')
    expect(await second.token(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    const { participant } = sandbox.facts.applications.default ?? { participant: '' }
    await sandbox.act({ act: 'participant-state', participant, state: 'blocked' })
    expect(await app.token(code)).toMatchObject({ status: 400, body: { error: 'unauthorized_client' } })
    await sandbox.act({ act: 'participant-state', participant, state: 'registered' })
    expect((await app.token(code)).status).toBe(200)
  })
})

describe('consent history and revocation', () => {
  const id = '4dbbd77e-4f0c-4e2a-9f4c-2a1f6b1f0f0e'

  test('show and end what the client gave to this participant', async () => {
    const app = application()
    const client = clientWith('accounts')
    const first = await tokenFor(app, client)
    const token = await tokenFor(app, client)
    await tokenFor(application('second'), client)
    const { participant } = sandbox.facts.applications.default ?? { participant: '' }
    const history = await historyOf(app, token)
    expect(history).toHaveLength(2)
    expect(history).toMatchObject([
      { state: 'Authorised', user: participant, scopes: ['accounts', 'account_balance'], accessRevoked: false },
      { state: 'Authorised', user: participant },
    ])
    expect(String(history[0]?.issuedAt) >= String(history[1]?.issuedAt)).toBe(true)

    const { consentId } = history[1] ?? {}
    const path = '/v1/oauth/users/revoke-access'
    const body = { userConsentHistoryId: consentId }
    const revoked = await app.call('POST', path, token, body, { 'x-request-id': id })
    expect(revoked).toMatchObject({ status: 200, body: { userConsentHistoryId: consentId, accessRevoked: true } })
    expect(revoked.headers['x-request-id']).toBe(id)
    expect(departures('revokeAccess', revoked)).toEqual([])
    expect(await historyOf(app, first)).toMatchObject([
      { state: 'Authorised' },
      { state: 'Revoked', accessRevoked: true },
    ])
  })

  test('answer in the contract’s words to what they refuse', async () => {
    const app = application()
    const token = await tokenFor(app, clientWith('accounts'))
    const stranger = await tokenFor(application('second'), clientWith('two-currencies'))
    const [foreign] = await historyOf(application('second'), stranger)
    const path = '/v1/oauth/users/revoke-access'
    const revoke = (body: unknown, with_ = token) => app.call('POST', path, with_, body, { 'x-request-id': id })

    const unknown = await revoke({ userConsentHistoryId: id })
    expect(unknown).toMatchObject({ status: 404, body: { code: 'consent_not_found', requestId: id } })
    expect(departures('revokeAccess', unknown)).toEqual([])
    expect((await revoke({ userConsentHistoryId: foreign?.consentId })).status).toBe(404)
    expect(await revoke({})).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [expect.anything()] },
    })
    expect(await revoke({ userConsentHistoryId: id }, `${token.slice(0, -4)}AAAA`)).toMatchObject({ status: 401 })
    expect(await revoke({ userConsentHistoryId: id }, stranger)).toMatchObject({
      status: 401,
      body: { code: 'token_not_bound' },
    })
    expect((await app.call('POST', '/v1/oauth/users/consent-history', token, {})).status).toBe(405)
  })
})

describe('the client’s own list', () => {
  async function signedIn(client: TargetClient): Promise<Walker> {
    const walk = await walker().open(`${sandbox.facts.pages}/consents`)
    await walk.send('sign-in', signInFields(client))
    return walk.send('sms-code', { code: await sandbox.code(phoneOf(client)) }, 'send')
  }

  test('lets the client look, narrow and revoke', async () => {
    const app = application()
    const client = clientWith('accounts')
    const token = await tokenFor(app, client)
    const [given] = await historyOf(app, token)
    const [bank] = sandbox.facts.providers
    const walk = await signedIn(client)
    expect(walk.page.text).toContain('Действует')
    const address = `${sandbox.facts.pages}/consents/${String(given?.consentId)}`

    await walk.open(address)
    await walk.send('change', { scopes: 'accounts', providers: bank?.id ?? '' }, 'change')
    expect(await historyOf(app, token)).toMatchObject([{ scopes: ['accounts'], providers: [bank?.id] }])
    await walk.send('change', { scopes: 'account_transactions', providers: bank?.id ?? '' }, 'change')
    expect(walk.complaint).toContain('Оставьте хотя бы один вид данных')
    await walk.send('revoke', {}, 'revoke')
    expect(walk.page.text).toContain('Отозвано')
    expect(walk.forms).toEqual([])
    expect(await historyOf(app, token)).toMatchObject([{ state: 'Revoked' }])
  })

  test('shows nobody else’s consents', async () => {
    const app = application()
    const token = await tokenFor(app, clientWith('accounts'))
    const [given] = await historyOf(app, token)
    const address = `${sandbox.facts.pages}/consents/${String(given?.consentId)}`
    const stranger = await signedIn(clientWith('two-currencies'))
    expect(stranger.page.text).toContain('не давали согласий')
    expect((await stranger.open(address)).page.status).toBe(404)
    const nobody = await walker().open(address)
    expect(nobody.forms).toEqual(['sign-in'])
  })
})
