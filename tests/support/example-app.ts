import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { exportJWK, generateKeyPair } from 'jose'
import { packageRoot } from '../../src/base/root.js'
import { certificateThumbprint, createAuthority } from '../../src/crypto/certificates.js'
import type { TargetClient } from '../../src/model/target.js'
import type { TestSandbox } from './sandbox.js'

const program = join(packageRoot(), 'examples', 'app', 'server.js')

/** Who may drive the applications of tests. */
export const driveToken = 'drive-token-of-the-tests'

/** What an application under test is asked for. */
export interface Errand {
  readonly act: 'connect' | 'show' | 'look'
  readonly client: { readonly name: string; readonly iin: string }
  readonly providers: readonly { readonly id: string; readonly name: string }[]
  readonly scopes?: readonly string[]
}

/** An application under way in a process of its own. */
export interface RunningApp {
  readonly url: string
  drive(errand: Errand | { readonly ask: string; readonly topic?: string }): Promise<Record<string, string | null>>
  stop(): Promise<void>
}

/** The files and settings with which an application works in a workspace. */
export interface JoinedApp {
  /** Path of app.json. */
  readonly config: string
  readonly clientId: string
  readonly participant: string
  /** PEM of all authorities that a browser needs on the way from the application through the platform and back. */
  readonly ca: string
  start(defects?: readonly string[], env?: Readonly<Record<string, string>>): Promise<RunningApp>
}

/** Lets examples/app join a workspace as a participant of its own; answers how to start it, as often as wanted. */
export async function joinExampleApp(sandbox: TestSandbox, folder: string): Promise<JoinedApp> {
  const out = join(folder, 'app')
  mkdirSync(out, { recursive: true, mode: 0o700 })
  const write = (name: string, text: string): string => {
    writeFileSync(join(out, name), text, { mode: 0o600 })
    return name
  }
  const redirectUri = `https://127.0.0.1:${await freePort()}/callback`
  const clientId = 'example-app'
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const kid = 'example-app-1'
  // The certificate of an application that is registered already: only the workspace's authority can issue others.
  const identity = sandbox.facts.identities['second-application']
  if (!identity) throw new Error('the workspace has no certificate for a second application')
  const { participant } = await sandbox.act({
    act: 'register-participant',
    name: 'ТОО «Барлық шоттар»',
    bin: '160240012349',
    roles: ['user'],
    application: {
      clientId,
      name: 'Все счета',
      redirectUri,
      jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' },
      thumbprint: certificateThumbprint(identity.certificate),
    },
  })
  for (const { id } of sandbox.facts.providers)
    await sandbox.act({ act: 'connection', clientId, provider: id, on: true })
  const authority = await createAuthority('Authority of the application')
  const server = await authority.issueServer({ commonName: 'example-app' })
  const settings = {
    participant,
    clientId,
    issuer: sandbox.facts.issuer,
    api: sandbox.facts.api,
    redirectUris: [redirectUri],
    providers: sandbox.facts.providers.map(({ id, name }) => ({ id, name })),
    ca: write('ca.pem', sandbox.facts.ca),
    certificate: write('client.pem', identity.certificate),
    key: write('client.key', identity.key),
    keyJwk: write('assertion.jwk', JSON.stringify({ ...(await exportJWK(privateKey)), kid, alg: 'ES256' })),
    serverCertificate: write('server.pem', server.certificate),
    serverKey: write('server.key', server.key),
    driveToken,
  }
  const config = join(out, write('app.json', JSON.stringify(settings)))
  return {
    config,
    clientId,
    participant,
    ca: `${sandbox.facts.ca}\n${authority.certificate}`,
    start: (defects = [], env = {}) =>
      startApp(
        program,
        ['--config', config, ...defects.flatMap((name) => ['--defect', name])],
        env,
        authority.certificate,
      ),
  }
}

/** Starts the program of an application and waits for its line; it ends with this process: when its stdin closes. */
export async function startApp(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  ca: string,
): Promise<RunningApp> {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['pipe', 'pipe', process.env.APP_TEST_LOG === undefined ? 'ignore' : 'inherit'],
    env: { ...process.env, ...env },
  })
  const ended = once(child, 'exit')
  const failed = ended.then(([code]) => {
    throw new Error(`the application ended with code ${String(code)} before it was ready`)
  })
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), failed])) as [string]
  const { url, drive } = JSON.parse(line) as { url: string; drive: string }
  const { Agent, request } = await import('undici')
  const agent = new Agent({ connect: { ca } })
  return {
    url,
    drive: async (errand) => {
      const { statusCode, body } = await request(drive, {
        method: 'POST',
        dispatcher: agent,
        headers: { authorization: `Bearer ${driveToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ language: 'en', ...errand }),
      })
      const text = await body.text()
      if (statusCode !== 200) throw new Error(`the errand was answered with ${statusCode}: ${text}`)
      return JSON.parse(text) as Record<string, string | null>
    },
    stop: async () => {
      await agent.destroy()
      child.kill()
      await ended
    },
  }
}

/** The client of a workspace as an errand names her. */
export const clientOf = ({ fullName, name, iin }: TargetClient): Errand['client'] => ({ name: fullName ?? name, iin })

/** A port that nobody listens on now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
