import { join } from 'node:path'
import { createServer } from 'node:https'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { systemClock, type Clock } from '../src/base/clock.js'
import { packageRoot } from '../src/base/root.js'
import { loadContract } from '../src/contract/index.js'
import { createAuthority, type Authority } from '../src/crypto/certificates.js'
import { diagnose, fastPart, type Diagnosis } from '../src/doctor/index.js'
import type { PlatformAct } from '../src/model/act.js'
import type { ContractInForce } from '../src/model/contract.js'
import type { PlatformActs } from '../src/model/ports.js'
import type { Identity, Target } from '../src/model/target.js'
import { createWire } from '../src/wire/index.js'
import {
  fakeBank,
  servePlain,
  serveProxy,
  serve,
  serveTls,
  type FakeBank,
  type FakeServer,
} from './support/fake-bank.js'
import { memoryTarget } from './support/memory-target.js'
import { enterSandbox, type TestSandbox } from './support/sandbox.js'

const bankId = 'DOCT01'
const wishes = [
  { scenario: 'lists', has: ['accounts'] },
  { scenario: 'currencies', has: ['two-currencies'] },
  { scenario: 'empty', has: ['no-accounts'] },
]

let sandbox: TestSandbox
let contract: ContractInForce
let server: Identity
let foreign: Authority
let accounts: FakeBank['accounts']
let acts: PlatformAct[]
const open: FakeServer[] = []

beforeAll(async () => {
  sandbox = await enterSandbox()
  contract = await loadContract(join(packageRoot(), 'mocks', 'npck-accounts', 'openapi.yaml'))
  foreign = await createAuthority('Foreign authority')
  const issued = await sandbox.registerProvider(bankId, { name: 'Bank', url: 'https://127.0.0.1', issue: true })
  server = issued.server ?? { certificate: '', key: '' }
  const iin = (name: string) => sandbox.facts.clients.find((client) => client.name === name)?.iin ?? ''
  accounts = {
    [iin('madina')]: [{ accountId: 'a1', currency: 'KZT' }],
    [iin('aigerim')]: [
      { accountId: 'a2', currency: 'KZT' },
      { accountId: 'a3', currency: 'USD' },
    ],
  }
})

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

afterAll(async () => {
  await sandbox.leave()
})

/** A sound bank but for the changes. */
async function bank(changes: Partial<FakeBank> = {}, identity = server, tls = {}): Promise<string> {
  return opened(await serveTls(identity, sandbox.facts.ca, fakeBank({ accounts, ...changes }), tls))
}

function opened(one: FakeServer): string {
  open.push(one)
  return one.url
}

function targetOf(url: string, changes: Partial<Target> = {}): Target {
  const { api, pages, issuer, ca, identities, applications, clients } = sandbox.facts
  const platform = { api, pages, issuer, ca }
  const participant = { id: bankId, name: 'Bank', invented: true }
  const own = {
    modes: ['direct' as const],
    direct: { url, ca },
    platform,
    identities,
    applications,
    clients,
    participant,
  }
  return memoryTarget({ ...own, ...changes })
}

/** Every line that is not green. */
async function troubles(target: Target, clock: Clock = systemClock): Promise<Diagnosis[]> {
  return (await all(target, clock)).filter(({ state }) => state !== 'green')
}

async function all(target: Target, clock: Clock = systemClock): Promise<Diagnosis[]> {
  const { limits, proxy } = target
  const wire = createWire({ ...limits, ...(proxy === undefined ? {} : { proxy }) })
  acts = []
  const platform: PlatformActs = {
    perform: (act) => {
      acts.push(act)
      return sandbox.act(act)
    },
  }
  const lines: Diagnosis[] = []
  try {
    for await (const line of diagnose(target, { contract, wishes, wire, acts: platform, clock })) lines.push(line)
    return lines
  } finally {
    await wire.close()
  }
}

const named = (lines: readonly Diagnosis[]): string[] => lines.map(({ state, id }) => `${state} ${id}`)

test('a sound bank is green from top to bottom, and every consent is taken back', async () => {
  const lines = await all(targetOf(await bank()))
  expect(lines.filter(({ state }) => state !== 'green')).toEqual([])
  expect(lines.map(({ id }) => id)).toEqual(
    expect.arrayContaining([
      'certificate.platform',
      'bank.reachable',
      'bank.certificate',
      'bank.tls-versions',
      'bank.admission',
      'jwks',
      'clock',
      'traits',
      'token',
      'scope.account_balance',
      'scope.account_transactions',
      'customer.aigerim',
      'customer.dinara',
    ]),
  )
  const count = (kind: PlatformAct['act']) => acts.filter(({ act }) => act === kind).length
  expect(count('grant-consent')).toBeGreaterThan(3)
  expect(count('revoke-consent')).toBe(count('grant-consent'))
})

describe('the way to the bank', () => {
  const notTried = 'yellow token'

  test('a name that nobody knows', async () => {
    const [first, ...rest] = await troubles(targetOf('https://nosuch.invalid:9443'))
    expect(first?.id).toBe('bank.resolves')
    expect(first?.what.en).toBe("The bank's server nosuch.invalid:9443: the name is not found in DNS")
    expect(named(rest)).toEqual([notTried])
  })

  test('a port where nothing listens', async () => {
    const closed = await serve(createServer())
    await closed.close()
    const [first] = await troubles(targetOf(closed.url))
    expect([first?.id, first?.state]).toEqual(['bank.reachable', 'red'])
    expect(first?.what.ru).toMatch(/порт никто не слушает$/)
    expect(first?.remedy?.ru).toContain('«direct.url»')
  })

  test('a proxy that is not there, and one that refuses', async () => {
    const url = await bank()
    const closed = await serve(createServer())
    await closed.close()
    const proxied = async (proxy: string) => (await troubles(targetOf(url, { proxy })))[0]
    expect((await proxied(closed.url.replace('https', 'http')))?.what.en).toContain('cannot be reached')
    expect((await proxied(opened(await serveProxy(undefined))))?.what.en).toContain(
      'does not let the connection through',
    )
  })

  test('plain HTTP where TLS is expected', async () => {
    const [first] = await troubles(targetOf(opened(await servePlain())))
    expect([first?.id, first?.what.en]).toEqual(['bank.tls', expect.stringContaining('what answers there is not TLS')])
  })

  test('TLS 1.1 and nothing newer, and TLS 1.1 beside the newer', async () => {
    const ciphers = 'DEFAULT:@SECLEVEL=0'
    const only = await bank({}, server, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers })
    expect(named(await troubles(targetOf(only)))).toEqual(['red bank.tls-versions', notTried])
    const beside = await bank({}, server, { minVersion: 'TLSv1', maxVersion: 'TLSv1.3', ciphers })
    expect(named(await troubles(targetOf(beside)))).toEqual(['red bank.tls-versions'])
  })

  test('a certificate of an authority that we are not told of', async () => {
    const [first] = await troubles(targetOf(await bank({}, await foreign.issueServer({ commonName: 'bank' }))))
    expect(first?.id).toBe('bank.certificate.chain')
    expect(first?.what.en).toContain('it is by «Foreign authority»')
  })

  test('a certificate for other names', async () => {
    const proxy = opened(await serveProxy(await bank()))
    const [first] = await troubles(targetOf('https://bank.example', { proxy }))
    expect(first?.id).toBe('bank.certificate.names')
    expect(first?.what.en).toContain('the certificate is for other names: IP Address:127.0.0.1, DNS:localhost')
  })

  test('certificates past their dates', async () => {
    const later: Clock = { ...systemClock, now: () => new Date(Date.now() + 400 * 86_400_000).toISOString() }
    expect(named(await troubles(targetOf(await bank()), later))).toEqual(
      expect.arrayContaining(['red certificate.platform.dates', 'red bank.certificate.dates']),
    )
  })

  test('a bank that does not trust our authority', async () => {
    const url = opened(await serveTls(server, foreign.certificate, fakeBank({ accounts })))
    const [first] = await troubles(targetOf(url))
    expect([first?.id, first?.state]).toEqual(['bank.admission', 'red'])
    expect(first?.what.en).toMatch(/does not let us in \(the server broke the connection off\)$/)
    expect(first?.remedy?.en).toContain('synaq trust export')
  })

  test('a bank that asks for no certificate is worth a look', async () => {
    const url = await bank({}, server, { requestCert: false })
    expect(named(await troubles(targetOf(url)))).toEqual(['yellow bank.admission'])
  })
})

describe('clock, keys and tokens', () => {
  test('a bank an hour ahead: two clocks on one machine blame nobody', async () => {
    const [first, ...rest] = await troubles(targetOf(await bank({ clockAheadMs: 3_600_000 })))
    expect([first?.state, first?.what.en]).toEqual([
      'yellow',
      expect.stringMatching(/^The bank's clock is 60 min ahead of ours\. .*\(the platform is on this machine\)/),
    ])
    expect(rest).toEqual([])
  })

  test('a private key among the public ones, no key, and a key of another kind', async () => {
    const { ca } = sandbox.facts
    const ec = { kty: 'EC', crv: 'P-256', kid: '1', x: 'AA', y: 'AA' }
    const withKeys = async (keys: object[]) => {
      const handler = (_: unknown, response: { end(text: string): void; setHeader(n: string, v: string): void }) => {
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ keys }))
      }
      const issuer = opened(await serveTls(server, ca, handler, { requestCert: false }))
      const target = targetOf(await bank())
      return named(await troubles({ ...target, platform: { ...target.platform, issuer } }))
    }
    expect(await withKeys([{ ...ec, d: 'secret' }])).toEqual(['red jwks.private'])
    expect(await withKeys([])).toEqual(['red jwks'])
    expect(await withKeys([{ kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: '1' }])).toEqual(['red jwks.key'])
    expect(await withKeys([ec])).toEqual(['red jwks.key'])
  })

  test.each([
    [401, 'aud = DOCT01'],
    [403, 'consent_id'],
    [404, '«direct.url»'],
    [503, '--public-url'],
    [500, 'x-request-id'],
  ])('a token answered with %i: the likely cause, and nothing of the answer but its code', async (status, cause) => {
    const lines = await troubles(targetOf(await bank({ status })))
    expect(named(lines)).toEqual(['red token'])
    expect(lines[0]?.what.en).toContain(`HTTP ${status} fake_fault`)
    expect(lines[0]?.remedy?.en).toContain(cause)
    expect(JSON.stringify(lines)).not.toContain('nobody’s business')
  })

  test('a scope that the bank knows by another name', async () => {
    const lines = await troubles(targetOf(await bank({ refuses: ['account_balance'] })))
    expect(named(lines)).toEqual(['red scope.account_balance'])
    expect(lines[0]?.remedy?.en).toContain('«account_balance»')
  })

  test('where consents are not allowed nothing is granted', async () => {
    const target = targetOf(await bank())
    expect(named(await troubles({ ...target, limits: { ...target.limits, effects: ['none'] } }))).toEqual([
      'yellow token',
    ])
    expect(acts).toEqual([])
  })
})

describe('customers', () => {
  const without = (name: string) => sandbox.facts.clients.filter((client) => client.name !== name)

  test('a trait that nobody has names the scripts that cannot run', async () => {
    const lines = await troubles(targetOf(await bank(), { clients: without('dinara') }))
    expect(named(lines)).toEqual(['red trait.no-accounts'])
    expect(lines[0]?.what.en).toContain('empty')
  })

  test('a customer whom the platform does not know', async () => {
    const stranger = { name: 'stranger', has: ['no-accounts'], iin: '960440000151', phone: '+77000000199' }
    const lines = await troubles(targetOf(await bank(), { clients: [...without('dinara'), stranger] }))
    expect(named(lines)).toEqual(['red customer.stranger'])
    expect(lines[0]?.what.en).toContain('the platform does not know')
    expect(JSON.stringify(lines)).not.toContain(stranger.iin)
  })

  test('a customer of whom the bank shows less than promised', async () => {
    const [, second] = Object.entries(accounts)
    const lines = await troubles(
      targetOf(await bank({ accounts: { ...accounts, [second?.[0] ?? '']: [{ accountId: 'a2', currency: 'KZT' }] } })),
    )
    expect(named(lines)).toEqual(['red customer.aigerim'])
    expect(lines[0]?.what.en).toContain(
      'promised: accounts in at least two currencies; the bank shows accounts: 1, currencies: 1',
    )
  })
})

test('the fast part looks at files, dates, names and ports, and sends no request', async () => {
  let requests = 0
  const url = opened(await serveTls(server, sandbox.facts.ca, () => requests++))
  const lines: Diagnosis[] = []
  for await (const line of fastPart(targetOf(url), systemClock)) lines.push(line)
  expect(named(lines)).toEqual(
    expect.arrayContaining(['green certificate.platform', 'green bank.reachable', 'green bank.certificate']),
  )
  expect(lines.every(({ state }) => state === 'green')).toBe(true)
  expect(requests).toBe(0)
})

test('no remedy is empty and nothing red is without one', async () => {
  const lines = await troubles(targetOf('https://nosuch.invalid'))
  expect(lines.every(({ remedy }) => (remedy?.ru.length ?? 0) > 20 && (remedy?.en.length ?? 0) > 20)).toBe(true)
})
