import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createAuthority } from '../../src/crypto/certificates.js'
import { serveTls } from '../support/fake-bank.js'
import * as faults from '../support/faults.js'
import { openFaultyBank, resultOf, type FaultyBank } from '../support/faulty-bank.js'
import { synaq } from '../support/synaq.js'
import { runTarget, type Summary } from '../support/target.js'

/** What keeps us and the bank from talking at all, from name to certificate, and what a gateway between makes of it. */
let bank: FaultyBank
beforeAll(async () => {
  bank = await openFaultyBank()
})
afterAll(() => bank.leave())

const list = 'npck-accounts/provider/account-list'
const hostile = 'npck-accounts/provider/hostile-identifiers'

function stopped(summary: Summary) {
  const { outcome, cause, findings } = resultOf(summary, list)
  expect(findings.filter(({ weight }) => weight === 'failure')).toEqual([])
  return [outcome, cause, findings.at(-1)?.next?.ru, findings.at(-1)?.next?.en]
}

test('a name that nobody knows', async () => {
  const { code, summary } = await bank.run([list], { url: 'https://no-such-bank.invalid' })
  expect([code, ...stopped(summary)]).toEqual([
    ...[3, 'inconclusive', 'environment'],
    expect.stringMatching(/^Адрес https:\/\/no-such-bank\.invalid: имя узла не найдено\. .*«direct\.url»/),
    expect.stringMatching(/^At https:\/\/no-such-bank\.invalid: host name not found\. .*«direct\.url»/),
  ])
})

describe('the certificate', () => {
  test.each([
    [
      'is of another authority',
      {},
      'configuration',
      /нельзя доверять.*«direct\.ca»/,
      /cannot be trusted.*«direct\.ca»/,
    ],
    [
      'of the server is for another name',
      { host: '127.0.0.2' },
      'configuration',
      /другое имя/,
      /another name.*«direct\.url»/,
    ],
    ['of the server has expired', { expired: true }, 'environment', /срок.*истёк.*часы/, /has expired.*clock/],
  ])('%s', async (_, { host = '127.0.0.1', expired = false }: { host?: string; expired?: boolean }, cause, ru, en) => {
    const authority = await createAuthority('Another authority')
    const identity = await authority.issueServer({ commonName: 'bank' }, [], { expired })
    const server = await serveTls(identity, authority.certificate, (_, response) => response.end(), {}, host)
    const known = host !== '127.0.0.1' || expired
    const ca = join(bank.folder, 'another-ca.pem')
    writeFileSync(ca, authority.certificate)
    try {
      const { code, summary } = await bank.run([list], { url: server.url, ...(known ? { ca } : {}) })
      expect([code, ...stopped(summary)]).toEqual([
        ...[3, 'inconclusive', cause, expect.stringMatching(ru), expect.stringMatching(en)],
      ])
    } finally {
      await server.close()
    }
  })

  test('of ours is not taken: a server that breaks off at once may mean that', async () => {
    const authority = await createAuthority('An authority that knows us not')
    const identity = await authority.issueServer({ commonName: 'bank' })
    const server = await serveTls(identity, authority.certificate, (_, response) => response.end())
    const ca = join(bank.folder, 'strict-ca.pem')
    writeFileSync(ca, authority.certificate)
    try {
      const { code, summary } = await bank.run([list], { url: server.url, ca })
      expect([code, ...stopped(summary)]).toEqual([
        ...[3, 'inconclusive', 'environment'],
        expect.stringMatching(/доверьте ему ca\.pem из «synaq trust export»/),
        expect.stringMatching(/let it trust ca\.pem of «synaq trust export»/),
      ])
    } finally {
      await server.close()
    }
  })
})

test('our own certificate has expired: said before anything is sent, by the doctor, by the run and by its result', async () => {
  const { facts } = bank.sandbox
  const at = (name: string, text = ''): string => {
    writeFileSync(join(bank.folder, name), text, { mode: 0o600 })
    return name
  }
  const target = join(bank.folder, at('expired.yaml'))
  const application = facts.applications.default
  const client = facts.clients.find(({ has }) => has.includes('accounts'))
  writeFileSync(
    target,
    [
      'name: a platform that we call with an expired certificate',
      'system: npck-accounts',
      'role: provider',
      `participant: { id: TULP01, name: 'АО «Тюльпан Банк»', invented: true }`,
      'modes: [through]',
      'platform:',
      `  api: ${facts.api}`,
      `  pages: ${facts.pages}`,
      `  issuer: ${facts.issuer}`,
      `  ca: ${at('platform-ca.pem', facts.ca)}`,
      `  certificate: { certificate: ${at('old.pem', facts.identities.expired?.certificate)}, key: { file: ${at('old.key', facts.identities.expired?.key)} } }`,
      `  application: { clientId: '${application?.clientId ?? ''}', participant: ${application?.participant ?? ''}, redirectUri: '${application?.redirectUri ?? ''}', key: { file: ${at('app.jwk', application?.keyJwk)} } }`,
      `customers: [{ name: first, iin: '${client?.iin ?? ''}', phone: '${client?.phone ?? ''}', has: [accounts] }]`,
      'acts: none',
      '',
    ].join('\n'),
  )
  bank.proxy.follow(() => undefined)
  const { code, summary } = await runTarget(target, join(bank.folder, 'reports'), ['--no-documents', '--only', list])
  const { outcome, cause, findings } = resultOf(summary, list)
  expect([code, outcome, cause]).toEqual([3, 'inconclusive', 'configuration'])
  expect(findings[0]?.actual.ru).toMatch(/срок нашего сертификата «application» истёк .*запрос не отправлен/)
  expect(findings[0]?.actual.en).toMatch(/our own certificate «application» expired at .*nothing was sent/)
  expect(bank.proxy.asked()).toEqual([])
  const said = /[✗!] Our certificate «application».*expired/
  const args = ['--only', list, '--no-documents', '--reports', join(bank.folder, 'reports')]
  expect((await synaq(['run', target, ...args])).stdout).toMatch(said)
  expect((await synaq(['doctor', target])).stdout).toMatch(said)
})

describe('through the gateway', () => {
  test.each([
    ['the bank resets: the gateway answers', faults.reset, 'inconclusive environment'],
    ['the bank’s own 503 is relayed: its own', faults.answer(503), 'fail'],
    ['no JSON is relayed: its own', faults.malformedJson, 'fail'],
    ['429 is relayed', faults.answer(429), 'inconclusive throttled'],
  ])('%s', async (_, fault, is) => {
    bank.proxy.follow(() => fault)
    const { summary } = await bank.run([list], { modes: ['through'] })
    const { outcome, cause } = resultOf(summary, list)
    expect([outcome, ...(cause === undefined ? [] : [cause])].join(' ')).toBe(is)
  })
})

describe('a hostile value', () => {
  const quote = ({ url = '' }): boolean => url.includes('%20OR%20')

  test('that brings the connection down three times of three, with good requests between, is charged', async () => {
    bank.proxy.follow((request) => (quote(request) ? faults.reset : undefined))
    const { code, summary } = await bank.run([hostile])
    const { outcome, findings } = resultOf(summary, hostile)
    expect([code, outcome]).toEqual([1, 'fail'])
    expect(findings.map(({ requirement, actual }) => [requirement, actual.ru])).toEqual([
      ['G29', 'соединение сброшено – 3 раза из 3, а обычные запросы между ними прошли'],
    ])
  })

  test('that does so once is the network', async () => {
    let times = 0
    // The wire sends a request once more by itself where a connection that was idle is closed.
    bank.proxy.follow((request) => (quote(request) && ++times <= 2 ? faults.reset : undefined))
    const { code, summary } = await bank.run([hostile])
    const { outcome, cause } = resultOf(summary, hostile)
    expect([code, outcome, cause]).toEqual([3, 'inconclusive', 'environment'])
  })
})

test('a refusal of TLS counts only between good controls', async () => {
  const script = 'npck-accounts/provider/no-platform-certificate'
  let asked = 0
  bank.proxy.follow(() => (++asked === 1 ? undefined : faults.reset))
  const { code, summary } = await bank.run([script])
  const { outcome, cause } = resultOf(summary, script)
  expect([code, outcome, cause]).toEqual([3, 'inconclusive', 'environment'])
})
