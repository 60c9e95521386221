import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { X509Certificate } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { serveTls, type FakeServer } from '../../tests/support/fake-bank.js'
import { packageRoot } from '../base/root.js'
import { isProblemError } from '../base/problem.js'
import { loadContract } from '../contract/index.js'
import { createAuthority, type Authority } from '../crypto/certificates.js'
import type { ContractInForce } from '../model/contract.js'
import type { Identity } from '../model/target.js'
import { gatherTrust, writeTrust, type PlatformFacts } from './index.js'

const publicKey = { kty: 'EC', crv: 'P-256', x: 'AA', y: 'BB', kid: 'key-1', alg: 'ES256', use: 'sig' }

let folder: string
let authority: Authority
let server: Identity
let platform: Identity
let contract: ContractInForce
const open: FakeServer[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'synaq-trust-'))
  authority = await createAuthority('Authority')
  server = await authority.issueServer({ commonName: 'platform' })
  platform = await authority.issueClient({ commonName: 'platform' })
  contract = await loadContract(join(packageRoot(), 'mocks', 'npck-accounts', 'openapi.yaml'))
})

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A platform that publishes these keys; whoever is careless keeps private keys beside certificates. */
async function platformWith(keys: readonly object[], keysPath = '/v1/oauth/jwks'): Promise<PlatformFacts> {
  const publish = await serveTls(
    server,
    authority.certificate,
    (request, response) => {
      const found = request.url === keysPath
      response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }))
    },
    { requestCert: false },
  )
  open.push(publish)
  return {
    api: 'https://api.example',
    issuer: publish.url,
    ca: `${authority.certificate}\n${server.key}`,
    certificate: `${platform.certificate}\n${platform.key}`,
  }
}

async function exported(keys: readonly object[] = [{ ...publicKey, note: 'internal' }]): Promise<Map<string, string>> {
  writeTrust(await gatherTrust(await platformWith(keys), 'TULP01', contract), folder)
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}

describe('the folder for a bank', () => {
  test('holds everything that a bank needs, each in a file of its own', async () => {
    const files = await exported()
    expect([...files.keys()].sort()).toEqual([
      'README.en.md',
      'README.html',
      'README.ru.md',
      'ca.pem',
      'consents-url.txt',
      'headers.md',
      'issuer.txt',
      'jwks-url.txt',
      'jwks.json',
      'platform-certificate.pem',
      'platform-certificate.sha256.txt',
    ])
    const issuer = files.get('issuer.txt')?.trim() ?? ''
    expect(files.get('jwks-url.txt')).toBe(`${issuer}/v1/oauth/jwks\n`)
    expect(files.get('consents-url.txt')).toBe('https://api.example/v1/consents/{consentId}\n')
    expect(JSON.parse(files.get('jwks.json') ?? '')).toEqual({ keys: [publicKey] })
    const { fingerprint256, raw } = new X509Certificate(platform.certificate)
    expect(new X509Certificate(files.get('platform-certificate.pem') ?? '').raw).toEqual(raw)
    expect(files.get('platform-certificate.sha256.txt')).toContain(fingerprint256)
  })

  test('has the keys from the usual place, where the contract has tokens and no operation for keys', async () => {
    const operations = new Map([...contract.operations].filter(([id]) => id !== 'jwks'))
    const facts = await platformWith([publicKey], '/.well-known/jwks.json')
    const { keys } = await gatherTrust(facts, 'TULP01', { ...contract, operations })
    expect(keys).toEqual({ url: `${facts.issuer}/.well-known/jwks.json`, jwks: { keys: [publicKey] } })
  })

  test('has nothing secret, even where certificates and keys were kept in one file', async () => {
    for (const [name, text] of await exported()) {
      expect([name, text]).not.toEqual([name, expect.stringMatching(/PRIVATE KEY|"d"\s*:/)])
    }
  })

  test('tells in both languages what the token holds and what has to be refused', async () => {
    const files = await exported()
    const issuer = files.get('issuer.txt')?.trim() ?? ''
    for (const name of ['README.ru.md', 'README.en.md', 'README.html']) {
      const text = files.get(name) ?? ''
      for (const part of [issuer, 'TULP01', 'x5t#S256', 'account_balance', 'HTTP 401', 'HTTP 403', 'HTTP 404'])
        expect([name, text]).toEqual([name, expect.stringContaining(part)])
    }
    expect(files.get('README.ru.md')).toContain('Что обязательно отвергнуть')
    expect(files.get('README.en.md')).toContain('What has to be refused')
    expect(files.get('headers.md')).toContain('| `x-request-id` | UUID запроса')
  })

  test('warns while the addresses are those of this machine', async () => {
    expect((await exported()).get('README.en.md')).toContain('--public-url')
  })

  test('README.html needs nothing from elsewhere and runs nothing', async () => {
    const page = (await exported()).get('README.html') ?? ''
    expect(page).not.toMatch(/<script|<link|<img|src=|@import|url\(/)
    expect(page).toContain('lang="ru"')
    expect(page).toContain('id="en"')
  })
})

describe('nothing is exported', () => {
  test.each([
    ['jwks-private', [{ ...publicKey, d: 'secret' }]],
    ['jwks-missing', []],
  ])('%s', async (code, keys) => {
    await expect(exported(keys)).rejects.toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ code })] }),
    )
  })

  test('when the platform does not answer', async () => {
    const facts = await platformWith([publicKey])
    await open.pop()?.close()
    const error: unknown = await gatherTrust(facts, 'TULP01', contract).catch((failure: unknown) => failure)
    expect(isProblemError(error) && error.problems[0].code).toBe('jwks-missing')
  })
})
