import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { WorkspaceFacts } from '../../src/control/api.js'
import { controlClient } from '../../src/control/client.js'
import { startSynaq } from './synaq.js'

/** What an invented provider answered over TLS. */
export interface Got {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}

/** `synaq sandbox` of a system of one's own, in a process of its own. */
export interface OwnSandbox {
  readonly facts: WorkspaceFacts
  /** Asks the first provider as the platform does. */
  ask(path: string, options?: { method?: string; headers?: Record<string, string>; body?: string }): Promise<Got>
  /** Writes a target file for that provider into a folder of its own, with these further lines; answers its path. */
  target(name: string, lines: readonly string[]): string
  close(): Promise<void>
}

/** Starts it; `folder` is for its keys. */
export async function openOwnSandbox(folder: string, args: readonly string[]): Promise<OwnSandbox> {
  const state = join(folder, 'state')
  const running = startSynaq(['sandbox', '--json', '--port', '0', '--state', state, ...args])
  await running.says('"ready":true')
  const { controlUrl, token } = JSON.parse(running.stdout().split('\n')[0] ?? '') as Record<
    'controlUrl' | 'token',
    string
  >
  const facts = await controlClient(controlUrl, token).workspace()
  const [provider] = facts.providers
  if (!provider) throw new Error('the sandbox has no provider')
  const { certificate: cert, key } = facts.identities.platform ?? { certificate: '', key: '' }
  return {
    facts,
    ask: async (path, { method = 'GET', headers = {}, body } = {}) => {
      const sent = request(provider.url + path, { method, headers, ca: facts.ca, cert, key, agent: false }).end(body)
      const [response] = (await once(sent, 'response')) as [IncomingMessage]
      let text = ''
      for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) text += chunk
      const parsed: unknown = text === '' ? null : JSON.parse(text)
      return { status: response.statusCode ?? 0, headers: response.headers, body: parsed }
    },
    target: (name, lines) => {
      const own = join(folder, name)
      mkdirSync(own, { recursive: true })
      writeFileSync(join(own, 'control.token'), token, { mode: 0o600 })
      const file = join(own, 'target.yaml')
      const known = [
        `name: ${name}`,
        'role: provider',
        `participant: ${JSON.stringify({ id: provider.id, name: provider.name, invented: true })}`,
        'modes: [direct]',
        `direct: { url: '${provider.url}' }`,
        `sandbox: { control: '${controlUrl}', token: { file: control.token } }`,
      ]
      writeFileSync(file, [...known, ...lines, ''].join('\n'))
      return file
    },
    close: async () => {
      running.child.kill()
      await running.ended
    },
  }
}

/** The text of a file of JSON. */
export const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))
