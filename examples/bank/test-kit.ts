import { spawn, type ChildProcessWithoutNullStreams as Child } from 'node:child_process'
import { randomUUID, type webcrypto } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { connect, type SecureVersion } from 'node:tls'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { Agent, request } from 'undici'
import { createAuthority } from '../../src/crypto/certificates.js'
import { certificateThumbprint } from '../../src/crypto/thumbprint.js'

export const bankId = 'TULP01'
export const userId = 'AKSH01'
/** Of customers.json: the customer with thousands of transactions. */
export const client = { iin: '781122300344', accountId: '36f675cc-81e7-4ef5-a8e2-5d940ed90475' }
/** An account of another customer. */
export const strangersAccount = '90c192cf-d3ac-44af-8f21-ddb66cad4a26'
/** A customer without accounts. */
export const withoutAccounts = '020704650214'

/** Defects that show in open data alone. */
export const ofOpenData = [
  'accepts-any-version',
  'accepts-unknown-parameters',
  'english-by-default',
  'refuses-unknown-language',
  'ignores-city',
  'offer-of-the-past',
  'never-not-modified',
  'not-modified-for-any-tag',
]

type Identity = { certificate: string; key: string }
type Keys = { kid: string; privateKey: webcrypto.CryptoKey; publicJwk: object }
type Answer = { status: number; headers: Record<string, string>; text: string; body: Record<string, unknown> }

export interface Call {
  token?: string | null
  identity?: Identity | null
  method?: string
  headers?: Record<string, string>
}

/** A bank that can be called. */
export interface Served {
  readonly url: string
}

/** One in a process of its own. */
export interface Bank extends Served {
  readonly child: Child
  /** Exit code, once it has ended. */
  readonly ended: Promise<number | null>
}

/** Nothing where it is no JSON. */
function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}

/** The example's own modules: plain JavaScript without types. One after another: jest links no two at once. */
async function program(): Promise<Program> {
  const found = {}
  for (const name of ['./bank.js', './config.js', './customers.js']) Object.assign(found, await import(name))
  return found as Program
}
interface Program {
  readonly createBank: (settled: Settled, customers: unknown) => Server
  readonly loadConfig: (args: readonly string[], env: Record<string, string>) => Settled
  readonly loadCustomers: (path: string) => unknown
}
interface Settled {
  readonly customers: string
}

async function newKeys(kid: string): Promise<Keys> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } }
}

/** A platform in this process: keys, consents, and the banks started against it. */
export async function startWorld() {
  const folder = mkdtempSync(join(tmpdir(), 'bank-test-'))
  const authority = await createAuthority('Test authority')
  const foreignAuthority = await createAuthority('Foreign authority')
  const identities = {
    platform: await authority.issueClient({ commonName: 'platform' }),
    neighbour: await authority.issueClient({ commonName: 'neighbour' }),
    foreign: await foreignAuthority.issueClient({ commonName: 'platform' }),
    expired: await authority.issueClient({ commonName: 'platform' }, { expired: true }),
    bankServer: await authority.issueServer({ commonName: 'bank' }),
    bankClient: await authority.issueClient({ commonName: 'bank' }),
  }
  const platformServer = await authority.issueServer({ commonName: 'platform' })
  const firstKeys = await newKeys('first')
  const consents = new Map<string, Record<string, unknown>>()
  const platform = {
    keys: [firstKeys],
    unknownKeys: await newKeys('unknown'),
    consents,
    down: false,
    consentsAsked: 0,
    keysAsked: 0,
  }

  const answerOf = (url: string): [number, object] => {
    if (url === '/jwks') {
      platform.keysAsked++
      return [200, { keys: platform.keys.map(({ publicJwk }) => publicJwk) }]
    }
    platform.consentsAsked++
    const consent = consents.get(url.split('/').at(-1) ?? '')
    return consent ? [200, consent] : [404, {}]
  }
  const server = createServer(
    {
      cert: platformServer.certificate,
      key: platformServer.key,
      ca: authority.certificate,
      requestCert: true,
      rejectUnauthorized: false,
    },
    (incoming, response) => {
      const [status, body] = platform.down ? [500, {}] : answerOf(incoming.url ?? '')
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    },
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `https://127.0.0.1:${(server.address() as AddressInfo).port}`

  const write = (name: string, text: string) => {
    const file = join(folder, name)
    writeFileSync(file, text, { mode: 0o600 })
    return file
  }
  const config = {
    participant: bankId,
    port: 0,
    certificate: write('server.pem', identities.bankServer.certificate),
    key: write('server.key', identities.bankServer.key),
    ca: write('ca.pem', authority.certificate),
    platformCertificate: certificateThumbprint(identities.platform.certificate),
    issuer,
    jwks: `${issuer}/jwks`,
    jwksCooldownSeconds: 0,
    consents: `${issuer}/v1/consents/{consentId}`,
    clientCertificate: write('client.pem', identities.bankClient.certificate),
    clientKey: write('client.key', identities.bankClient.key),
  }

  /** Adds a consent of the client as the platform would show it. */
  const consent = (changes: Record<string, unknown> = {}): string => {
    const consentId = randomUUID()
    consents.set(consentId, {
      consentId,
      state: 'Authorised',
      scopes: ['accounts', 'account_balance', 'account_transactions'],
      providers: [bankId],
      user: userId,
      purpose: 'test',
      issuedAt: '2026-01-01T00:00:00.000Z',
      expiresAt: '2999-01-01T00:00:00.000Z',
      accessRevoked: false,
      ...changes,
    })
    return consentId
  }

  /** A token as the platform's gateway sends it, with changes to its claims, header or key. */
  const token = (
    claims: Record<string, unknown> = {},
    header: Record<string, unknown> = {},
    by = firstKeys,
  ): Promise<string> => {
    const now = Math.floor(Date.now() / 1000)
    return new SignJWT({
      iss: issuer,
      aud: bankId,
      sub: client.iin,
      act: { sub: userId },
      consent_id: consent(),
      scope: 'accounts account_balance account_transactions',
      cnf: { 'x5t#S256': config.platformCertificate },
      iat: now,
      exp: now + 60,
      jti: randomUUID(),
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: by.kid, ...header })
      .sign(by.privateKey)
  }

  const agents = new Map<Identity | null, Agent>()
  const agentFor = (identity: Identity | null): Agent => {
    const found = agents.get(identity)
    if (found) return found
    const proof = identity ? { cert: identity.certificate, key: identity.key } : {}
    const agent = new Agent({ connect: { ca: authority.certificate, ...proof } })
    agents.set(identity, agent)
    return agent
  }

  /** Calls a bank as the platform does; null leaves out the token or the certificate. */
  const call = async (
    bank: Served,
    path: string,
    { token: bearer, identity = identities.platform, method = 'GET', headers = {} }: Call = {},
  ): Promise<Answer> => {
    const proof = bearer === null ? undefined : (bearer ?? (await token()))
    const {
      statusCode,
      headers: received,
      body,
    } = await request(`${bank.url}${path}`, {
      dispatcher: agentFor(identity),
      method,
      headers: { ...(proof !== undefined && { authorization: `Bearer ${proof}` }), ...headers },
    })
    const text = await body.text()
    return {
      status: statusCode,
      headers: received as Record<string, string>,
      text,
      body: String(received['content-type']).startsWith('application/json') ? parsed(text) : {},
    }
  }

  /** The protocol that a handshake in this version came to, or how it failed. */
  const handshake = (bank: Served, version: SecureVersion): Promise<string> => {
    const { hostname: host, port } = new URL(bank.url)
    const { certificate: cert, key } = identities.platform
    const only = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT:@SECLEVEL=0' }
    return new Promise((resolve) => {
      const socket = connect({ host, port: Number(port), ca: authority.certificate, cert, key, ...only })
      socket.once('secureConnect', () => {
        resolve(socket.getProtocol() ?? 'unknown')
        socket.destroy()
      })
      socket.once('error', () => resolve('refused'))
    })
  }

  const children = new Set<Child>()
  /** Runs the program; `env` and the arguments are all it knows. */
  const run = (args: readonly string[], env: Record<string, string> = {}): Child => {
    const program = join(import.meta.dirname, 'server.js')
    const child = spawn(process.execPath, [program, ...args], { env, stdio: ['pipe', 'pipe', 'pipe', 'ipc'] }) as Child
    children.add(child)
    child.once('exit', () => children.delete(child))
    return child
  }

  /** The bank that a process becomes when it says that it is ready. */
  const ready = async (child: Child): Promise<Bank> => {
    const ended = once(child, 'exit').then(([code]) => code as number | null)
    const failed = ended.then((code) => {
      throw new Error(`the bank ended with code ${code} before it was ready`)
    })
    const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), failed])) as [string]
    return { url: (JSON.parse(line) as { url: string }).url, child, ended }
  }

  const startBank = (defects: readonly string[] = [], settings: object = {}): Promise<Bank> => {
    const file = write(`bank-${randomUUID()}.json`, JSON.stringify({ ...config, ...settings }))
    return ready(run(['--config', file, ...defects.flatMap((name) => ['--defect', name])]))
  }

  const end = async (bank: Bank): Promise<void> => {
    bank.child.kill()
    await bank.ended
  }

  /** A bank in this process, while `use` lasts: quick, for what does not depend on how it is started. */
  const withBank = async (defects: readonly string[], settings: object, use: (bank: Served) => Promise<void>) => {
    const { createBank, loadConfig, loadCustomers } = await program()
    const file = write(`bank-${randomUUID()}.json`, JSON.stringify({ ...config, ...settings }))
    const settled = loadConfig(['--config', file, ...defects.flatMap((name) => ['--defect', name])], {})
    const bank = createBank(settled, loadCustomers(settled.customers))
    bank.listen(0, '127.0.0.1')
    await once(bank, 'listening')
    try {
      await use({ url: `https://127.0.0.1:${(bank.address() as AddressInfo).port}` })
    } finally {
      const closed = once(bank, 'close')
      bank.close()
      bank.closeAllConnections()
      await closed
    }
  }

  const stop = async (): Promise<void> => {
    await Promise.all([...agents.values()].map((agent) => agent.destroy()))
    await Promise.all([...children].map((child) => (child.kill('SIGKILL'), once(child, 'exit'))))
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true })
  }

  return {
    ...{ config, write, platform, identities, consent, token, newKeys, call, handshake },
    ...{ run, ready, startBank, end, withBank, stop },
  }
}

export type World = Awaited<ReturnType<typeof startWorld>>
