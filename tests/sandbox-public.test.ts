import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { decodeToken } from '../src/crypto/tokens.js'
import { temporaryFolder } from './support/folder.js'
import { startSynaq, type Running } from './support/synaq.js'

const name = 'synaq.bank.example'
const folder = temporaryFolder()
let sandbox: Running
let ready: { api: string; pages: string; controlUrl: string }

beforeAll(async () => {
  sandbox = startSynaq(
    ['sandbox', '--json', '--port', '0', '--state', folder.path, '--public-url', `https://${name}`],
    {},
  )
  await sandbox.says('"ready":true')
  const [line] = sandbox.stdout().split('\n')
  ready = JSON.parse(line ?? '') as typeof ready
})

afterAll(async () => {
  sandbox.child.kill()
  await sandbox.ended
  folder.remove()
})

/** As from a machine that knows the name: the connection goes to loopback, everything else is under the name. */
async function get(url: string): Promise<Record<string, unknown>> {
  const { port, pathname } = new URL(url)
  const call = request({
    host: '127.0.0.1',
    port,
    path: pathname,
    servername: name,
    headers: { host: `${name}:${port}` },
    ca: readFileSync(join(folder.path, 'ca.pem')),
    agent: false,
  }).end()
  const [response] = (await once(call, 'response')) as [IncomingMessage]
  let text = ''
  for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) text += chunk
  return JSON.parse(text) as Record<string, unknown>
}

test('issuer, keys and API are announced under the public name, with a certificate for it', async () => {
  expect(new URL(ready.pages).hostname).toBe(name)
  expect(new URL(ready.api).hostname).toBe(name)
  const discovery = await get(`${ready.pages}/.well-known/openid-configuration`)
  expect(discovery.issuer).toBe(ready.pages)
  expect(new URL(String(discovery.jwks_uri)).hostname).toBe(name)
  expect(await get(`${ready.pages}/v1/oauth/jwks`)).toEqual({ keys: [expect.objectContaining({ kty: 'EC' })] })
})

test("the platform's tokens bear the public issuer", () => {
  const token = decodeToken(readFileSync(join(folder.path, 'example.token'), 'utf8').trim())
  expect(token?.claims.iss).toBe(ready.pages)
})

test('the control API stays on loopback', () => {
  expect(new URL(ready.controlUrl).hostname).toBe('127.0.0.1')
})
