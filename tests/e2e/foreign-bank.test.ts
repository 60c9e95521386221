import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/base/root.js'
import { createAuthority } from '../../src/crypto/certificates.js'
import { bankId, joinExampleBank, type RunningBank } from '../support/example-bank.js'
import { temporaryFolder } from '../support/folder.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { synaq } from '../support/synaq.js'
import { endedAs, endedOtherwise, runTarget } from '../support/target.js'

/**
 * The walk of docs/testers-guide.md with a bank that has nothing of ours: another address, a certificate of its own
 * authority, its own customers, an HTTP proxy before it.
 */
const folder = temporaryFolder([{ path: /^customers\.json$/, why: 'what the bank under test holds' }])
const at = (name: string): string => join(folder.path, name)
/** The invented customers of examples/bank under other numbers, as another bank would have others. */
const others: Readonly<Record<string, string>> = {
  '930218450130': '900110310003',
  '910315450124': '910211410000',
  '781122300344': '920312310005',
  '880919400560': '930413410002',
  '740606400916': '940514310007',
  '020704650214': '950615410004',
  '190840012346': '210540010008',
}
const traits = [
  'accounts',
  'accounts two-currencies',
  'accounts many-transactions',
  'accounts closed-account',
  'accounts two-banks',
  'no-accounts',
  // A company's, with the IIN and telephone of who acts for it.
  'accounts legal-entity 850101300005 +77010000099',
]

let sandbox: TestSandbox
let bank: RunningBank
let target: string

beforeAll(async () => {
  sandbox = await enterSandbox()
  const authority = await createAuthority("The bank's own authority")
  const { certificate, key } = await authority.issueServer({ commonName: 'bank' }, ['127.0.0.2'])
  const text = readFileSync(join(packageRoot(), 'examples', 'bank', 'customers.json'), 'utf8')
  const files = {
    'own-ca.pem': authority.certificate,
    'own.pem': certificate,
    'own.key': key,
    'customers.json': text.replaceAll(/\d{12}/g, (number) => others[number] ?? number),
    'control.token': sandbox.access.token,
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(at(name), content, { mode: 0o600 })
  const joined = await joinExampleBank(sandbox, folder.path)
  bank = await joined.start([], {
    BANK_HOST: '127.0.0.2',
    BANK_CERTIFICATE: at('own.pem'),
    BANK_KEY: at('own.key'),
    BANK_CUSTOMERS: at('customers.json'),
  })
  target = at('target.yaml')
  const customers = Object.values(others).flatMap((iin, i) => {
    const has = traits[i]
    return has === undefined ? [] : ['--customer', `${iin} +7701000000${i} ${has}`]
  })
  const { code, stderr } = await synaq([
    ...['target', 'new', target, '--yes', '--control', sandbox.access.controlUrl, '--token-file', at('control.token')],
    ...['--participant', bankId, '--url', bank.url, '--ca', at('own-ca.pem'), ...customers],
  ])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

afterAll(async () => {
  await bank.stop()
  await sandbox.leave()
  folder.remove()
})

test('what `target new` wrote is accepted at once: by the doctor, every line green, and by a plan that leaves out only a load', async () => {
  const examined = await synaq(['doctor', target])
  expect([examined.code, examined.stdout]).toEqual([0, expect.not.stringMatching(/^[✗!]/m)])
  const { code, stdout } = await synaq(['plan', target, '--json'])
  const { items } = JSON.parse(stdout) as { items: { scenario: { id: string }; planned: boolean }[] }
  const leftOut = items.filter(({ planned }) => !planned).map(({ scenario }) => scenario.id)
  expect([code, leftOut]).toEqual([0, ['npck-accounts/provider/load', 'npck-accounts/provider/rate-limit']])
})

test('every script passes, direct and through the gateway, as with a bank of our own', async () => {
  const { code, summary } = await runTarget(target, at('reports'))
  expect(summary.scenarios.length).toBeGreaterThan(25)
  expect(endedOtherwise(summary, 'pass')).toEqual([])
  expect([code, summary.outcome]).toEqual([0, 'pass'])
})

test('through a proxy, with the platform checking consents: what concerns them is not applicable, the rest passes', async () => {
  const proxy = await startProxy()
  const text = readFileSync(target, 'utf8')
  writeFileSync(
    target,
    text.replace('consentCheck: bank', 'consentCheck: platform').replace(/^# proxy: .*$/m, `proxy: ${proxy.url}`),
  )
  try {
    const { summary } = await runTarget(target, at('reports'))
    expect(summary.outcome).toBe('pass')
    expect(endedAs('not-applicable', summary)).toEqual([
      'npck-accounts/provider/load (direct)',
      'npck-accounts/provider/consent-after-revocation (direct)',
      'npck-accounts/provider/expired-consent (direct)',
      'npck-accounts/provider/narrowed-consent (direct)',
      'npck-accounts/provider/no-consent (direct)',
      'npck-accounts/provider/rate-limit (direct)',
      'npck-accounts/provider/revoked-consent (direct)',
    ])
    expect(proxy.asked()).toContain(new URL(bank.url).host)
  } finally {
    proxy.close()
  }
})

/** An HTTP proxy that connects whatever it is asked to (RFC 9110, section 9.3.6). */
async function startProxy(): Promise<{ url: string; asked: () => readonly string[]; close: () => void }> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer()
  server.on('connect', ({ url = '' }, socket: Socket) => {
    asked.push(url)
    const { hostname, port } = new URL(`http://${url}`)
    const onward = connect(Number(port), hostname, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
    socket.pipe(onward).pipe(socket)
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
