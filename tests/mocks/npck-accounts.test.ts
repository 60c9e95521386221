import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/base/root.js'
import { readYamlFile } from '../../src/base/yaml-file.js'
import { loadWorld } from '../../src/sandbox/fixtures.js'
import { platformDefects } from '../../src/sandbox/platform-defects.js'
import { isIban } from '../../src/system/index.js'
import type { Call, Fixtures, JsonObject } from '../../src/system/index.js'
import { mock } from '../../mocks/npck-accounts/handlers.js'
import type { State } from '../../mocks/npck-accounts/state.js'

const world = loadWorld(join(packageRoot(), 'fixtures', 'npck-accounts'))
const state = mock.initial(world.forMock)
const iin = (name: string) => world.clients.find((client) => client.name === name)?.iin ?? ''

/** Of the customers that a bank under test brings. */
const guest = '900110310003'

async function ask(
  operation: string,
  client: string,
  accountId = '',
  query: Record<string, string> = {},
  provider = 'KZGL01',
) {
  const call: Call<State> = {
    state,
    operation,
    provider,
    client: client === 'guest' ? guest : iin(client),
    user: 'AKSH01',
    scopes: [],
    requestId: '00000000-0000-4000-8000-000000000000',
    path: { accountId },
    query,
    headers: {},
    body: undefined,
    now: '2026-11-22T00:00:00.000Z',
  }
  const reply = await mock.operations[operation]?.(call)
  return { status: reply?.status, body: reply?.body as Record<string, unknown> }
}

const accounts = async (client: string, provider?: string) =>
  (await ask('listAccounts', client, '', {}, provider)).body.accounts as {
    accountId: string
    iban: string
    currency: string
    status: string
  }[]

describe('clients have what their traits say', () => {
  test.each(world.clients.map((client) => [client.name, client.has] as const))('%s', async (name, has) => {
    const first = await accounts(name)
    const second = await accounts(name, 'ARKA02')
    const transactions = await ask('listTransactions', name, first[0]?.accountId)
    expect(first.length > 0).toBe(has.includes('accounts'))
    expect(first.length + second.length === 0).toBe(has.includes('no-accounts'))
    // Whoever an app is tested with has to have both; the second bank has accounts of others too, so that it is one to be tested.
    if (has.includes('two-banks')) expect(Math.min(first.length, second.length)).toBeGreaterThan(0)
    expect(new Set(first.map(({ currency }) => currency)).size > 1).toBe(has.includes('two-currencies'))
    expect(first.some((account) => account.status === 'closed')).toBe(has.includes('closed-account'))
    expect(Number(transactions.body.totalElements ?? 0) > 1000).toBe(has.includes('many-transactions'))
    expect(world.clients.find((client) => client.name === name)?.representative !== undefined).toBe(
      has.includes('legal-entity'),
    )
  })
})

test('a client who is not of the fixtures has one account, always the same one, another at each bank', async () => {
  const [[here], [again], [there]] = [
    await accounts('guest'),
    await accounts('guest'),
    await accounts('guest', 'ARKA02'),
  ]
  expect(here).toEqual(again)
  expect(here?.accountId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(isIban(here?.iban ?? '')).toBe(true)
  expect(there?.accountId).not.toBe(here?.accountId)
  const balance = await ask('getBalances', 'guest', here?.accountId)
  expect(balance.status).toBe(200)
})

describe('transactions', () => {
  const marat = '1f66c71f-3c79-49a8-bec8-5cd9b3bc154d'
  const page = async (query: Record<string, string>) => {
    const { body } = await ask('listTransactions', 'marat', marat, query)
    return {
      ...body,
      transactions: body.transactions as { transactionId: string; bookingDateTime: string; amount: string }[],
    }
  }

  test('all pages together hold every one once, newest first', async () => {
    const pages = await Promise.all(
      Array.from({ length: 26 }, (_, i) => page({ pageSize: '100', pageNumber: String(i + 1) })),
    )
    const all = pages.flatMap(({ transactions }) => transactions)
    expect(all).toHaveLength(2537)
    expect(new Set(all.map(({ transactionId }) => transactionId)).size).toBe(2537)
    const times = all.map(({ bookingDateTime }) => bookingDateTime)
    expect(times).toEqual([...times].sort().reverse())
    expect(all.every(({ amount }) => /^[1-9]\d*\.\d{2}$/.test(amount))).toBe(true)
  })

  test('a page beyond the last is empty', async () => {
    expect(await page({ pageSize: '100', pageNumber: '27' })).toMatchObject({ transactions: [], totalPages: 26 })
  })

  test('days are those of Kazakhstan, both ends included', async () => {
    const { transactions } = await page({ fromDate: '2026-10-30', toDate: '2026-10-30', pageSize: '100' })
    const days = transactions.map(({ bookingDateTime }) =>
      new Date(Date.parse(bookingDateTime) + 5 * 3600_000).toISOString().slice(0, 10),
    )
    expect(days.length).toBeGreaterThan(0)
    expect(new Set(days)).toEqual(new Set(['2026-10-30']))
  })

  test('are the same in every workspace', () => {
    expect(mock.initial(world.forMock)).toEqual(state)
  })
})

describe('wrong fixtures are refused', () => {
  const withAccounts = (change: (accounts: JsonObject) => JsonObject): Fixtures => {
    const file = world.forMock.data.accounts as { accounts: JsonObject; lastDay: string }
    return { ...world.forMock, data: { accounts: { ...file, accounts: change(file.accounts) } } }
  }

  test('a bank that takes no part', () => {
    expect(() => mock.initial(withAccounts((accounts) => ({ ABCD99: accounts.KZGL01 ?? {} })))).toThrow(
      '«ABCD99» is no provider',
    )
  })

  test('an unknown client', () => {
    expect(() => mock.initial(withAccounts(() => ({ KZGL01: { nobody: [account] } })))).toThrow('«nobody» is no client')
  })

  test('an IBAN with wrong check digits', () => {
    const wrong = { ...account, iban: 'KZ95980KZG0000000101' }
    expect(() => mock.initial(withAccounts(() => ({ KZGL01: { madina: [wrong] } })))).toThrow('not a Kazakh IBAN')
  })

  const account = {
    accountId: 'c6d5b95d-9848-4064-952c-ba9705530413',
    iban: 'KZ96980KZG0000000101',
    currency: 'KZT',
    type: 'current',
    openingDate: '2021-04-12',
    balance: '1.00',
    transactions: 1,
  }
})

test('every defect breaks a requirement that exists, and has a name of its own', () => {
  const requirements = readYamlFile(join(packageRoot(), 'scenarios', 'npck-accounts', 'requirements.yaml')).value as {
    id: string
  }[]
  const known = requirements.map(({ id }) => id)
  const defects = [...mock.defects.map(({ id, breaks }) => [id, breaks]), ...Object.entries(platformDefects)]
  expect(defects.filter(([, breaks]) => !known.includes(breaks ?? ''))).toEqual([])
  expect(new Set(defects.map(([id]) => id)).size).toBe(defects.length)
})
