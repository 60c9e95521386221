import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Agent, request } from 'undici'
import { packageRoot } from '../../src/base/root.js'
import type { TargetClient } from '../../src/model/target.js'
import type { TestSandbox } from './sandbox.js'

const exampleApp = join(packageRoot(), 'examples', 'app', 'server.js')
const participant = 'MYAP01'

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

/** An application that is known in a workspace. */
export interface JoinedApp {
  readonly participant: string
  start(defects?: readonly string[], env?: Readonly<Record<string, string>>): Promise<RunningApp>
}

/** Lets an application join a workspace as a participant of its own; `program` runs it, examples/app where absent. */
export async function joinApp(sandbox: TestSandbox, folder: string, program = exampleApp): Promise<JoinedApp> {
  const out = join(folder, 'app')
  mkdirSync(out, { recursive: true, mode: 0o700 })
  const write = (name: string, text: string): string => {
    writeFileSync(join(out, name), text, { mode: 0o600 })
    return name
  }
  const redirectUri = `https://127.0.0.1:${await freePort()}/callback`
  const { ca, issuer, api, providers } = sandbox.facts
  const { clientId, client, keyJwk, server } = await sandbox.joinApplication(participant, {
    name: 'Все счета',
    redirectUris: [redirectUri],
    hosts: ['127.0.0.1'],
  })
  if (!client || !server || keyJwk === undefined) throw new Error('the sandbox issued nothing to the application')
  const settings = {
    participant,
    clientId,
    issuer,
    api,
    redirectUris: [redirectUri],
    providers: providers.map(({ id, name }) => ({ id, name })),
    ca: write('ca.pem', ca),
    certificate: write('client.pem', client.certificate),
    key: write('client.key', client.key),
    keyJwk: write('assertion.jwk', keyJwk),
    serverCertificate: write('server.pem', server.certificate),
    serverKey: write('server.key', server.key),
    driveToken,
  }
  const config = join(out, write('app.json', JSON.stringify(settings)))
  return {
    participant,
    start: (defects = [], env = {}) =>
      startApp(program, ['--config', config, ...defects.flatMap((name) => ['--defect', name])], env, ca),
  }
}

/** Starts the program of an application and waits for its line; it ends with this process: when its stdin closes. */
async function startApp(
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
