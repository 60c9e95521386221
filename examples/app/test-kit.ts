import { spawn, type ChildProcessWithoutNullStreams as Child } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { exportJWK, generateKeyPair } from 'jose'
import { Agent, request } from 'undici'
import { startPlatform } from './test-platform.js'

export const bank = { id: 'KZGL01', name: 'АО «Қызғалдақ Банк»' }
export const otherBank = { id: 'ARKA02', name: 'АО «Арқа Самал Банк»' }
export const allScopes = ['accounts', 'account_balance', 'account_transactions']

export interface Client {
  readonly name: string
  readonly iin: string
}

/** An application that can be reached. */
export interface Reached {
  readonly url: string
}

/** One in a process of its own. */
export interface App extends Reached {
  readonly child: Child
  /** Exit code, once it has ended. */
  readonly ended: Promise<number | null>
}

/** The example's own modules: plain JavaScript without types. One after another: jest links no two at once. */
async function program(): Promise<Program> {
  const found = {}
  for (const name of ['./app.js', './config.js']) Object.assign(found, await import(name))
  return found as Program
}
interface Program {
  readonly createApp: (settled: Settled) => { readonly server: Server; readonly scheme: string }
  readonly loadConfig: (args: readonly string[], env: Record<string, string>) => Promise<Settled>
}
interface Settled {
  readonly host: string
  readonly port: number
}

type Shown = { readonly url?: string; readonly shows: string }

/** A platform in this process, and the applications started against it. */
export async function startWorld() {
  const folder = mkdtempSync(join(tmpdir(), 'app-test-'))
  const platform = await startPlatform()
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
    return name
  }
  const config = {
    participant: 'AKSH01',
    clientId: 'the-application',
    issuer: platform.issuer,
    api: platform.issuer,
    providers: [bank, otherBank],
    ca: write('ca.pem', platform.ca),
    certificate: write('client.pem', platform.application.certificate),
    key: write('client.key', platform.application.key),
    keyJwk: write('assertion.jwk', JSON.stringify({ ...(await exportJWK(privateKey)), kid: 'own', alg: 'ES256' })),
    driveToken: 'drive-token-of-the-tests',
    pace: '1000/1',
    retryMs: 60,
    timeoutMs: 1000,
    patienceMs: 2000,
  }

  const children = new Set<Child>()
  /** Runs the program; `env` and the arguments are all it knows. */
  const run = (args: readonly string[], env: Record<string, string> = {}): Child => {
    const program = join(import.meta.dirname, 'server.js')
    const child = spawn(process.execPath, [program, ...args], { env, stdio: ['pipe', 'pipe', 'pipe', 'ipc'] }) as Child
    child.stderr.resume()
    children.add(child)
    child.once('exit', () => children.delete(child))
    return child
  }

  /** For an application with these defects; `settings` take the place of the usual ones. */
  const argumentsFor = async (defects: readonly string[], settings: object): Promise<string[]> => {
    const redirectUris = [`http://127.0.0.1:${await freePort()}/callback`]
    const file = write(
      `app-${redirectUris[0]?.replace(/\D/g, '')}.json`,
      JSON.stringify({ ...config, redirectUris, ...settings }),
    )
    return ['--config', join(folder, file), ...defects.flatMap((name) => ['--defect', name])]
  }

  /** Starts an application. */
  const startApp = async (defects: readonly string[] = [], settings: object = {}): Promise<App> => {
    const child = run(await argumentsFor(defects, settings))
    const ended = once(child, 'exit').then(([code]) => code as number | null)
    const failed = ended.then((code) => {
      throw new Error(`the application ended with code ${code} before it was ready`)
    })
    const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), failed])) as [string]
    return { url: (JSON.parse(line) as { url: string }).url, child, ended }
  }

  const end = async (app: App): Promise<void> => {
    app.child.kill()
    await app.ended
  }

  /** An application in this process, while `use` lasts: quick, for what does not depend on how it is started. */
  const withApp = async (defects: readonly string[], settings: object, use: (app: Reached) => Promise<void>) => {
    const { createApp, loadConfig } = await program()
    const settled = await loadConfig(await argumentsFor(defects, settings), {})
    const { server, scheme } = createApp(settled)
    server.listen(settled.port, settled.host)
    await once(server, 'listening')
    try {
      await use({ url: `${scheme}://${settled.host}:${(server.address() as AddressInfo).port}` })
    } finally {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    }
  }

  const agent = new Agent({ connect: { ca: platform.ca } })

  const drive = async (app: Reached, errand: object): Promise<Shown> => {
    const { body } = await request(`${app.url}/drive`, {
      method: 'POST',
      headers: { authorization: `Bearer ${config.driveToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(errand),
    })
    return (await body.json()) as Shown
  }

  /** A browser with cookies of its own: goes to an address and wherever it is sent from there; answers the last page. */
  const browser = () => {
    let cookie = ''
    return async (method: 'GET' | 'POST', start: string, form: Record<string, string> = {}) => {
      let step = { method, url: start, body: method === 'POST' ? new URLSearchParams(form).toString() : null }
      for (let hops = 0; hops < 10; hops++) {
        const { statusCode, headers, body } = await request(step.url, {
          method: step.method,
          dispatcher: agent,
          headers: { cookie },
          body: step.body,
        })
        const page = await body.text()
        cookie = [headers['set-cookie'] ?? cookie]
          .flat()
          .map((value) => value.split(';')[0])
          .join('; ')
        if (typeof headers.location !== 'string') return { url: step.url, status: statusCode, text: page }
        step = { method: 'GET', url: new URL(headers.location, step.url).href, body: null }
      }
      throw new Error('the pages redirect without end')
    }
  }

  /** A client goes from the application to the platform and back; answers the text of the page before and of the last one. */
  const connect = async (app: Reached, client: Client, scopes = allScopes, providers = [bank]) => {
    const { url = '', shows } = await drive(app, { act: 'connect', client, providers, scopes })
    const visit = browser()
    await visit('GET', url)
    const { text, status, url: last } = await visit('POST', new URL('/connect', url).href)
    return { before: shows, after: text, status, last }
  }

  const show = async (app: Reached, client: Client, providers = [bank]): Promise<string> =>
    (await drive(app, { act: 'show', client, providers })).shows

  const look = async (app: Reached, client: Client): Promise<string> =>
    (await drive(app, { act: 'look', client })).shows

  const stop = async (): Promise<void> => {
    await agent.destroy()
    await Promise.all([...children].map((child) => (child.kill('SIGKILL'), once(child, 'exit'))))
    await platform.stop()
    rmSync(folder, { recursive: true })
  }

  return { config, folder, write, platform, run, startApp, end, withApp, drive, browser, connect, show, look, stop }
}

export type World = Awaited<ReturnType<typeof startWorld>>

/** A port that nobody listens on now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
