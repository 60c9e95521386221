import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { ask, openWorkspace } from '../../tests/kits/sandbox.js'
import type { Answer, TestWorkspace } from '../../tests/kits/sandbox.js'
import type { PlatformAct } from '../model/act.js'
import type { Identity } from '../model/target.js'

const client = '910315450124'
const bank = 'KZGL01'
const account = '/v3/accounts/affc8ddb-32d9-4d2f-b33c-e2b076c0c6c5'
const foreignAccount = '/v3/accounts/c6d5b95d-9848-4064-952c-ba9705530413'
const everything = ['accounts', 'account_balance', 'account_transactions']

let sandbox: TestWorkspace
beforeAll(async () => {
  sandbox = await openWorkspace()
})
beforeEach(() => sandbox.workspace.reset())
afterAll(() => sandbox.close())

const perform = async (act: PlatformAct) => (await sandbox.workspace.perform(act)) as Record<string, unknown>

async function grant(): Promise<string> {
  const { consentId } = await perform({
    act: 'grant-consent',
    iin: client,
    scopes: everything,
    providers: [bank],
    by: 'AKSH01',
  })
  return String(consentId)
}

async function mint(
  consentId: string,
  changes: Partial<Extract<PlatformAct, { act: 'mint-token' }>> = {},
): Promise<string> {
  const { token } = await perform({
    act: 'mint-token',
    consentId,
    audience: bank,
    scopes: everything,
    iin: client,
    by: 'AKSH01',
    secondsLeft: 120,
    ...changes,
  })
  return String(token)
}

interface Call {
  readonly path?: string
  readonly method?: string
  readonly as?: string | null
  readonly token?: string
  readonly headers?: Record<string, string>
}

function call({ path = '/v3/accounts', method = 'GET', as = 'platform', token, headers = {} }: Call): Promise<Answer> {
  const { ca, identities, providers } = sandbox.facts()
  const identity: Identity | undefined = as === null ? undefined : identities[as]
  return ask({
    base: providers.find(({ id }) => id === bank)?.url ?? '',
    ca,
    path,
    method,
    headers,
    ...(identity ? { identity } : {}),
    ...(token === undefined ? {} : { token }),
  })
}

const refused = (answer: Answer) => [answer.status, answer.body.code]

/** Every token with one thing wrong, and what ends a consent: what a sound bank says to it. */
const knocks: Record<
  string,
  { readonly answer: unknown[]; readonly defect: string; readonly knock: () => Promise<Answer> }
> = {
  'a certificate that is not the platform’s': {
    answer: [401, 'certificate_not_accepted'],
    defect: 'accepts-any-certificate',
    knock: async () => call({ as: 'application', token: await mint(await grant()) }),
  },
  'a changed signature': {
    answer: [401, 'token_invalid'],
    defect: 'ignores-signature',
    knock: async () => call({ token: (await mint(await grant())).replace(/[^.]+$/, 'A'.repeat(86)) }),
  },
  'a token for another bank': {
    answer: [401, 'token_invalid'],
    defect: 'ignores-audience',
    knock: async () => call({ token: await mint(await grant(), { audience: 'ARKA02' }) }),
  },
  'an expired token': {
    answer: [401, 'token_expired'],
    defect: 'accepts-expired-token',
    knock: async () => call({ token: await mint(await grant(), { secondsLeft: -5 }) }),
  },
  'a token without the scope': {
    answer: [403, 'insufficient_scope'],
    defect: 'ignores-scope',
    knock: async () =>
      call({ path: `${account}/balances`, token: await mint(await grant(), { scopes: ['accounts'] }) }),
  },
  'a consent that does not exist': {
    answer: [403, 'consent_unknown'],
    defect: 'ignores-consent',
    knock: async () => call({ token: await mint(randomUUID()) }),
  },
  'a revoked consent': {
    answer: [403, 'consent_not_authorised'],
    defect: 'serves-after-revocation',
    knock: async () => {
      const consentId = await grant()
      await perform({ act: 'revoke-consent', consentId })
      return call({ token: await mint(consentId) })
    },
  },
  'a consent that was narrowed': {
    answer: [403, 'consent_scope'],
    defect: 'ignores-narrowing',
    knock: async () => {
      const consentId = await grant()
      await perform({ act: 'narrow-consent', consentId, scopes: ['accounts'] })
      return call({ path: `${account}/balances`, token: await mint(consentId) })
    },
  },
  'an expired consent': {
    answer: [403, 'consent_expired'],
    defect: 'serves-after-expiry',
    knock: async () => {
      const consentId = await grant()
      await perform({ act: 'age-consent', consentId, by: 'P31D' })
      return call({ token: await mint(consentId) })
    },
  },
}

describe("an invented bank's own door", () => {
  test("opens for the platform's certificate and token", async () => {
    const requestId = randomUUID()
    const answer = await call({ token: await mint(await grant()), headers: { 'x-request-id': requestId } })
    expect(answer).toMatchObject({ status: 200, headers: { 'x-request-id': requestId } })
    expect(answer.body.accounts).toHaveLength(2)
    expect(answer.headers['x-provider-id']).toBeUndefined()
  })

  test('without a token stays shut', async () => {
    expect(refused(await call({}))).toEqual([401, 'token_missing'])
    expect(refused(await call({ token: 'nonsense' }))).toEqual([401, 'token_invalid'])
  })

  test('leads nowhere else', async () => {
    expect(refused(await call({ path: '/v3/nothing', token: await mint(await grant()) }))).toEqual([404, 'not_found'])
  })

  test('tells which methods there are', async () => {
    const answer = await call({ method: 'POST', token: await mint(await grant()) })
    expect(refused(answer)).toEqual([405, 'method_not_allowed'])
    expect(answer.headers.allow).toBe('GET')
  })

  test('reads addresses strictly: no way around the scope', async () => {
    const token = await mint(await grant(), { scopes: ['accounts'] })
    for (const path of [`${account}/balances/`, `${account}//balances`, `${account}/balances?`]) {
      expect((await call({ path, token })).status).toBeGreaterThanOrEqual(403)
    }
  })

  describe.each(Object.entries(knocks))('%s', (_, { answer, defect, knock }) => {
    test('is refused', async () => {
      expect(refused(await knock())).toEqual(answer)
    })

    test(`is served with the defect ${defect}`, async () => {
      sandbox.workspace.setDefects([defect])
      expect((await knock()).status).toBe(200)
    })
  })

  test('with the defect accepts-any-certificate not even a certificate is needed, until the reset', async () => {
    const token = await mint(await grant())
    sandbox.workspace.setDefects(['accepts-any-certificate'])
    expect((await call({ as: null, token })).status).toBe(200)
    sandbox.workspace.reset()
    await expect(call({ as: null, token })).rejects.toHaveProperty('code', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')
  })
})

describe('defects of the answer', () => {
  const sound = async (path: string) => call({ path, token: await mint(await grant()) })
  const spoiled = async (defect: string, path: string) => {
    sandbox.workspace.setDefects([defect])
    return sound(path)
  }
  const departures = (operation: string, { status, headers, body }: Answer) => {
    const fields = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
    return sandbox.contract
      .validateResponse(operation, status, fields, body as never)
      .map(({ at, rule }) => `${at} ${rule}`)
  }

  test('there are none in a sound answer', async () => {
    expect(departures('listAccounts', await sound('/v3/accounts'))).toEqual([])
    expect(departures('getBalances', await sound(`${account}/balances`))).toEqual([])
    expect(departures('listTransactions', await sound(`${account}/transactions`))).toEqual([])
    expect(departures('getBalances', await sound(`${foreignAccount}/balances`))).toEqual([])
  })

  test('amount-as-number', async () => {
    const found = departures('getBalances', await spoiled('amount-as-number', `${account}/balances`))
    expect(found).toContain('/balances/0/amount type')
  })

  test('missing-required-field', async () => {
    const found = departures('listAccounts', await spoiled('missing-required-field', '/v3/accounts'))
    expect(found.some((departure) => departure.endsWith('required'))).toBe(true)
  })

  test('wrong-total', async () => {
    expect((await spoiled('wrong-total', `${account}/transactions`)).body.totalElements).toBe(126)
  })

  test('page-overlap', async () => {
    const ids = ({ body }: Answer) =>
      (body.transactions as { transactionId: string }[]).map((entry) => entry.transactionId)
    const first = ids(await spoiled('page-overlap', `${account}/transactions?pageSize=10`))
    const second = ids(await sound(`${account}/transactions?pageSize=10&pageNumber=2`))
    expect(second[0]).toBe(first.at(-1))
    expect(second).toHaveLength(10)
  })

  test('those of the contract depart from it, each at its own operation', async () => {
    const paths: Record<string, string> = {
      listAccounts: '/v3/accounts',
      getBalances: `${account}/balances`,
      listTransactions: `${account}/transactions`,
    }
    const ofAnswers = sandbox.workspace.defects().filter(({ family }) => family === 'contract/answer')
    expect(ofAnswers.length).toBeGreaterThan(30)
    const conforming: string[] = []
    for (const { id, operation = '' } of ofAnswers) {
      for (const [asked, path] of Object.entries(paths)) {
        const found = departures(asked, await spoiled(id, path))
        if ((found.length === 0) === (asked === operation)) conforming.push(`${id} at ${asked}: ${found.join()}`)
      }
    }
    expect(conforming).toEqual([])
  })

  test('those of refusals show wherever a bank refuses, at an address of no operation too', async () => {
    const refusals: Record<string, () => Promise<Answer>> = {
      'no token': () => call({}),
      'unknown account': () => sound(`${foreignAccount}/balances`),
      'malformed request': () => sound(`${account}/transactions?pageSize=x`),
      'wrong method': async () => call({ method: 'POST', token: await mint(await grant()) }),
    }
    const ofRefusals = sandbox.workspace.defects().filter(({ family }) => family === 'contract/refusal')
    expect(ofRefusals.length).toBeGreaterThan(8)
    const conforming: string[] = []
    for (const { id } of ofRefusals) {
      sandbox.workspace.setDefects([id])
      for (const [why, refuse] of Object.entries(refusals)) {
        if (departures('getBalances', await refuse()).length === 0) conforming.push(`${id}: ${why}`)
      }
    }
    expect(conforming).toEqual([])
  })

  test.each([
    ['refusal:as-success', 200],
    ['refusal:as-server-error', 500],
  ])('%s', async (defect, status) => {
    sandbox.workspace.setDefects([defect])
    expect(refused(await call({}))).toEqual([status, 'token_missing'])
    expect((await sound('/v3/accounts')).body.accounts).toHaveLength(2)
  })

  test('of a page, an entry or the count is wrong', async () => {
    const cut = await spoiled('listTransactions:cut-page', `${account}/transactions?pageSize=10`)
    expect(cut.body.transactions).toHaveLength(9)
    const counted = await spoiled('listTransactions:false-count', `${account}/transactions`)
    expect(counted.body.totalElements).toBe(126)
  })

  test('foreign-account-served', async () => {
    expect((await sound(`${foreignAccount}/balances`)).status).toBe(404)
    expect((await spoiled('foreign-account-served', `${foreignAccount}/balances`)).status).toBe(200)
  })
})
