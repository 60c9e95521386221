import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { ask, openBank, openWorkspace } from '../../tests/kits/sandbox.js'
import type { Answer, TestWorkspace, UserTokenClaims } from '../../tests/kits/sandbox.js'
import { certificateThumbprint } from '../crypto/thumbprint.js'
import type { PlatformAct } from '../model/act.js'
import type { Identity } from '../model/target.js'

const client = '910315450124'
const bank = 'KZGL01'
const everything = ['accounts', 'account_balance', 'account_transactions']

let sandbox: TestWorkspace
beforeAll(async () => {
  sandbox = await openWorkspace()
})
beforeEach(() => sandbox.workspace.reset())
afterAll(() => sandbox.close())

const identity = (name: string): Identity => sandbox.facts().identities[name] ?? { certificate: '', key: '' }
const perform = async (act: PlatformAct) => (await sandbox.workspace.perform(act)) as Record<string, unknown>

async function grant(scopes = everything, providers = [bank]): Promise<string> {
  const { consentId } = await perform({ act: 'grant-consent', iin: client, scopes, providers, by: 'AKSH01' })
  return String(consentId)
}

interface Call {
  readonly path?: string
  readonly method?: string
  readonly as?: string
  readonly to?: string
  readonly token?: string
  readonly headers?: Record<string, string>
}

function call({
  path = '/v3/accounts',
  method = 'GET',
  as = 'application',
  to = bank,
  token,
  headers,
}: Call): Promise<Answer> {
  const { api, ca } = sandbox.facts()
  return ask({
    base: api,
    ca,
    path,
    method,
    identity: identity(as),
    ...(token === undefined ? {} : { token }),
    headers: { 'x-participant-id': to, ...headers },
  })
}

async function tokenFor(consentId: string, changes: Partial<UserTokenClaims> = {}): Promise<string> {
  return sandbox.userToken({
    clientId: sandbox.facts().applications.default?.clientId ?? '',
    consentId,
    scopes: everything,
    thumbprint: certificateThumbprint(identity('application').certificate),
    ...changes,
  })
}

/** The answer to a call that would be served, but for what `spoil` does beforehand. */
async function callAfter(...acts: PlatformAct[]): Promise<Answer> {
  const token = await tokenFor(await grant())
  for (const act of acts) await perform(act)
  return call({ token })
}

const refused = (answer: Answer) => [answer.status, answer.body.code]

describe('a call that meets every condition', () => {
  test('is served by the invented bank, and says by whom', async () => {
    const requestId = randomUUID()
    const answer = await call({ token: await tokenFor(await grant()), headers: { 'x-request-id': requestId } })
    expect(answer.status).toBe(200)
    expect(answer.headers).toMatchObject({ 'x-request-id': requestId, 'x-provider-id': bank })
    expect(answer.body.accounts).toHaveLength(2)
    expect(
      sandbox.contract.validateResponse(
        'listAccounts',
        200,
        { 'content-type': 'application/json', 'x-request-id': requestId },
        answer.body as never,
      ),
    ).toEqual([])
  })

  test('a request id that is no UUID is replaced', async () => {
    const answer = await call({ token: await tokenFor(await grant()), headers: { 'x-request-id': 'mine' } })
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('balances and pages of transactions are served', async () => {
    const token = await tokenFor(await grant())
    const account = '/v3/accounts/affc8ddb-32d9-4d2f-b33c-e2b076c0c6c5'
    const balances = await call({ token, path: `${account}/balances` })
    const page = await call({ token, path: `${account}/transactions?pageNumber=3&pageSize=50` })
    expect(balances.body.balances).toHaveLength(2)
    expect(page.body).toMatchObject({ pageNumber: 3, pageSize: 50, totalPages: 3, totalElements: 125 })
    expect(page.body.transactions).toHaveLength(25)
  })
})

describe('who calls', () => {
  test('no certificate: the handshake ends', async () => {
    const { api, ca } = sandbox.facts()
    await expect(ask({ base: api, ca, path: '/v3/accounts' })).rejects.toHaveProperty(
      'code',
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    )
  })

  test.each(['expired', 'revoked', 'foreign'])('a certificate that is %s: the handshake ends', async (name) => {
    await expect(call({ as: name })).rejects.toHaveProperty('code', 'ECONNRESET')
  })

  test('a certificate of no registered application', async () => {
    expect(refused(await call({ as: 'unregistered', token: 'x' }))).toEqual([401, 'certificate_unknown'])
  })

  test('no token', async () => {
    const answer = await call({})
    expect(refused(answer)).toEqual([401, 'token_missing'])
    expect(answer.headers['www-authenticate']).toBe('Bearer')
    expect(answer.body.requestId).toBe(answer.headers['x-request-id'])
    expect(answer.headers['x-provider-id']).toBeUndefined()
  })

  test('a token with a changed signature', async () => {
    const [head, body] = (await tokenFor(await grant())).split('.')
    expect(refused(await call({ token: `${head}.${body}.${'A'.repeat(86)}` }))).toEqual([401, 'token_invalid'])
  })

  test('an expired token', async () => {
    const token = await tokenFor(await grant(), { expiresIn: -10 })
    expect(refused(await call({ token }))).toEqual([401, 'token_invalid'])
  })

  test("another application's token", async () => {
    const token = await tokenFor(await grant())
    expect(refused(await call({ as: 'second-application', token }))).toEqual([401, 'token_not_bound'])
  })
})

describe('participants', () => {
  test.each(['blocked', 'not-accredited', 'unregistered'] as const)('a user that is %s', async (state) => {
    const answer = await callAfter({ act: 'participant-state', participant: 'AKSH01', state })
    expect(refused(answer)).toEqual([403, `participant_${state.replace('-', '_')}`])
  })

  test.each(['AKSH01', bank])('%s in limited mode: the exact message', async (participant) => {
    const answer = await callAfter({ act: 'limited-mode', participant, on: true })
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'provider_not_active', message: 'Provider is not active' },
    })
  })

  test('out of limited mode, calls are served again', async () => {
    const limited = { act: 'limited-mode', participant: bank } as const
    expect((await callAfter({ ...limited, on: true }, { ...limited, on: false })).status).toBe(200)
  })

  test.each([
    ['', 'provider_not_named'],
    ['kzgl01', 'provider_not_named'],
    ['ABCD99', 'provider_unknown'],
    ['TNGR02', 'provider_unknown'],
  ])('the provider «%s»', async (to, code) => {
    expect(refused(await call({ to, token: await tokenFor(await grant()) }))).toEqual([400, code])
  })

  test('a provider that is not accredited', async () => {
    const answer = await callAfter({ act: 'participant-state', participant: bank, state: 'not-accredited' })
    expect(refused(answer)).toEqual([403, 'provider_not_accredited'])
  })

  test('a user above its limit of requests is told when to come again', async () => {
    const limit = { requests: 1, seconds: 60 }
    const answers = [await callAfter({ act: 'rate-limit', participant: 'AKSH01', limit })]
    const token = await tokenFor(await grant())
    answers.push(await call({ token }))
    expect(answers.map(({ status }) => status)).toEqual([200, 429])
    expect(answers[1]?.headers['retry-after']).toMatch(/^(59|60)$/)
    await perform({ act: 'rate-limit', participant: 'AKSH01' })
    expect((await call({ token })).status).toBe(200)
  })
})

describe('the consent', () => {
  test('is unknown', async () => {
    expect(refused(await call({ token: await tokenFor(randomUUID()) }))).toEqual([403, 'consent_unknown'])
  })

  test('was given to another application', async () => {
    const by = { act: 'grant-consent', iin: client, scopes: everything, providers: [bank], by: 'TNGR02' } as const
    const { consentId } = await perform(by)
    expect(refused(await call({ token: await tokenFor(String(consentId)) }))).toEqual([403, 'consent_unknown'])
  })

  test('was revoked after a call was served', async () => {
    const consentId = await grant()
    const token = await tokenFor(consentId)
    expect((await call({ token })).status).toBe(200)
    await perform({ act: 'revoke-consent', consentId })
    expect(refused(await call({ token }))).toEqual([403, 'consent_revoked'])
  })

  test('has expired', async () => {
    const consentId = await grant()
    const token = await tokenFor(consentId)
    await perform({ act: 'age-consent', consentId, by: 'P31D' })
    expect(refused(await call({ token }))).toEqual([403, 'consent_expired'])
  })

  test('does not name the provider', async () => {
    const token = await tokenFor(await grant(everything, ['ARKA02']))
    expect(refused(await call({ token }))).toEqual([403, 'provider_not_in_consent'])
  })

  test.each(['the token', 'the consent'])('lacks the scope in %s', async (where) => {
    const some = ['accounts']
    const consentId = await grant(where === 'the consent' ? some : everything)
    const token = await tokenFor(consentId, where === 'the token' ? { scopes: some } : {})
    const path = '/v3/accounts/affc8ddb-32d9-4d2f-b33c-e2b076c0c6c5/balances'
    const answer = await call({ token, path })
    expect(refused(answer)).toEqual([403, 'insufficient_scope'])
    expect(answer.headers['www-authenticate']).toContain('account_balance')
  })
})

describe('requests that do not meet the contract', () => {
  test.each([
    ['/v3/accounts/not-a-uuid/balances', 'accountId'],
    ['/v3/accounts/affc8ddb-32d9-4d2f-b33c-e2b076c0c6c5/transactions?pageSize=101', 'pageSize'],
    ['/v3/accounts/affc8ddb-32d9-4d2f-b33c-e2b076c0c6c5/transactions?fromDate=yesterday', 'fromDate'],
    [
      '/v3/accounts/affc8ddb-32d9-4d2f-b33c-e2b076c0c6c5/transactions?fromDate=2026-02-01&toDate=2026-01-01',
      'fromDate',
    ],
  ])('%s', async (path, place) => {
    const answer = await call({ token: await tokenFor(await grant()), path })
    expect(refused(answer)).toEqual([400, 'invalid_request'])
    expect(answer.body.errors).toMatchObject([{ path: place }])
  })

  test("another client's account is as unknown as one that does not exist", async () => {
    const token = await tokenFor(await grant())
    const foreign = await call({ token, path: '/v3/accounts/c6d5b95d-9848-4064-952c-ba9705530413/balances' })
    const none = await call({ token, path: `/v3/accounts/${randomUUID()}/balances` })
    expect(refused(foreign)).toEqual([404, 'account_not_found'])
    expect(foreign.body.message).toBe(none.body.message)
  })

  test('another method', async () => {
    const answer = await call({ method: 'DELETE' })
    expect(refused(answer)).toEqual([405, 'method_not_allowed'])
    expect(answer.headers.allow).toBe('GET')
  })
})

describe('defects of the platform', () => {
  const withDefect = async (defect: string, ...acts: PlatformAct[]) => {
    sandbox.workspace.setDefects([defect])
    return callAfter(...acts)
  }
  const blocked: PlatformAct = { act: 'participant-state', participant: 'AKSH01', state: 'blocked' }
  const limited: PlatformAct = { act: 'limited-mode', participant: bank, on: true }

  test.each([
    ['platform-ignores-blocked', blocked],
    ['platform-ignores-limited-mode', limited],
  ])('%s', async (defect, act) => {
    expect((await withDefect(defect, act)).status).toBe(200)
  })

  test('platform-wrong-limited-message', async () => {
    const answer = await withDefect('platform-wrong-limited-message', limited)
    expect(refused(answer)).toEqual([400, 'provider_not_active'])
    expect(answer.body.message).not.toBe('Provider is not active')
  })

  test.each([
    ['platform-serves-after-revocation', (consentId: string): PlatformAct => ({ act: 'revoke-consent', consentId })],
    [
      'platform-serves-after-expiry',
      (consentId: string): PlatformAct => ({ act: 'age-consent', consentId, by: 'P31D' }),
    ],
  ])('%s, and nothing else is honoured', async (defect, act) => {
    sandbox.workspace.setDefects([defect])
    const ended = await grant()
    await perform(act(ended))
    expect((await call({ token: await tokenFor(ended) })).status).toBe(200)
    expect((await call({ token: await tokenFor(await grant(everything, ['ARKA02'])) })).status).toBe(403)
  })

  test('platform-ignores-consent', async () => {
    sandbox.workspace.setDefects(['platform-ignores-consent'])
    expect((await call({ token: await tokenFor(await grant(everything, ['ARKA02'])) })).status).toBe(200)
  })

  test('platform-ignores-scope', async () => {
    sandbox.workspace.setDefects(['platform-ignores-scope'])
    expect((await call({ token: await tokenFor(await grant(['account_balance'])) })).status).toBe(200)
  })

  test('platform-ignores-signature', async () => {
    const [head, body] = (await tokenFor(await grant())).split('.')
    sandbox.workspace.setDefects(['platform-ignores-signature'])
    expect((await call({ token: `${head}.${body}.${'A'.repeat(86)}` })).status).toBe(200)
  })

  test('platform-ignores-token', async () => {
    await grant()
    expect((await call({})).status).toBe(401)
    sandbox.workspace.setDefects(['platform-ignores-token'])
    expect((await call({})).status).toBe(200)
  })

  test.each(['expired', 'revoked', 'foreign'])('platform-accepts-%s-certificate, and no other', async (kind) => {
    const token = await tokenFor(await grant())
    sandbox.workspace.setDefects([`platform-accepts-${kind}-certificate`])
    for (const as of ['expired', 'revoked', 'foreign'])
      expect((await call({ as, token })).status).toBe(as === kind ? 200 : 401)
    expect((await call({ token })).status).toBe(200)
    sandbox.workspace.setDefects([])
    await expect(call({ as: kind, token })).rejects.toHaveProperty('code', 'ECONNRESET')
  })

  test('platform-ignores-binding', async () => {
    const token = await tokenFor(await grant())
    sandbox.workspace.setDefects(['platform-ignores-binding'])
    expect((await call({ as: 'second-application', token })).status).toBe(200)
  })

  test('a reset takes them away', async () => {
    sandbox.workspace.setDefects(['platform-ignores-blocked'])
    sandbox.workspace.reset()
    expect((await callAfter(blocked)).status).toBe(403)
  })
})

describe('a bank that is not ours', () => {
  const registration = { name: 'Bank of the test', url: 'https://127.0.0.1:1', issue: true }

  test('gets the request with a token of the platform, and its answer comes back', async () => {
    const { server, client: bankIdentity } = await sandbox.workspace.register('TEST01', registration)
    const seen: Record<string, unknown>[] = []
    const other = await openBank(server ?? identity('platform'), sandbox.facts().ca, (request, response) => {
      seen.push({ url: request.url, ...request.headers })
      response
        .writeHead(200, { 'content-type': 'application/json', connection: 'close', 'x-own': 'kept' })
        .end('{"accounts":[]}')
    })
    try {
      await sandbox.workspace.register('TEST01', { ...registration, url: `${other.url}/open`, issue: false })
      const consentId = await grant(everything, ['TEST01'])
      const token = await tokenFor(consentId)
      const requestId = randomUUID()
      const answer = await call({ token, to: 'TEST01', headers: { 'x-request-id': requestId } })
      expect(answer).toMatchObject({ status: 200, body: { accounts: [] } })
      expect(answer.headers).toMatchObject({ 'x-provider-id': 'TEST01', 'x-request-id': requestId, 'x-own': 'kept' })
      await call({ token, to: 'TEST01' })
      const [first, second] = seen
      expect(first).toMatchObject({ url: '/open/v3/accounts', 'x-participant-id': 'AKSH01', 'x-request-id': requestId })
      expect(first?.authorization).not.toContain(token)
      expect(second?.authorization).toBe(first?.authorization)
      const [, payload = ''] = String(first?.authorization).split('.')
      const { platform } = sandbox.facts().identities
      expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
        iss: sandbox.facts().issuer,
        aud: 'TEST01',
        sub: client,
        act: { sub: 'AKSH01' },
        consent_id: consentId,
        scope: 'accounts',
        cnf: { 'x5t#S256': certificateThumbprint(platform?.certificate ?? '') },
      })

      const asked = { base: sandbox.facts().api, ca: sandbox.facts().ca, path: `/v1/consents/${consentId}` }
      const own = await ask({ ...asked, identity: bankIdentity ?? identity('platform') })
      expect(own).toMatchObject({ status: 200, body: { consentId, state: 'Authorised', providers: ['TEST01'] } })
      const foreign = await ask({
        ...asked,
        path: `/v1/consents/${await grant()}`,
        identity: bankIdentity ?? identity('platform'),
      })
      expect(refused(foreign)).toEqual([404, 'consent_not_found'])
      expect(refused(await ask({ ...asked, identity: identity('application') }))).toEqual([403, 'not_a_provider'])
    } finally {
      await other.close()
    }
  })

  test('cannot be reached: 502', async () => {
    await sandbox.workspace.register('TEST01', { ...registration, issue: false })
    const token = await tokenFor(await grant(everything, ['TEST01']))
    expect(refused(await call({ token, to: 'TEST01' }))).toEqual([502, 'provider_unreachable'])
  })

  test('may not take the id of an invented participant', async () => {
    for (const id of [bank, 'AKSH01']) {
      await expect(sandbox.workspace.register(id, registration)).rejects.toMatchObject({ statusCode: 409 })
    }
  })
})
