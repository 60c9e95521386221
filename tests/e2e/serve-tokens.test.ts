import { execFileSync } from 'node:child_process'
import { request } from 'node:https'
import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { temporaryFolder } from '../support/folder.js'
import { startSynaq, synaq, type Running } from '../support/synaq.js'

const folder = temporaryFolder()
// Where root runs the tests, the database's own user goes through it.
chmodSync(folder.path, 0o711)
const [data, certificate, key] = ['operator', 'page.pem', 'page.key'].map((name) => join(folder.path, name)) as [
  string,
  string,
  string,
]
let command: Running
let url: string

beforeAll(async () => {
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate],
    ],
    { stdio: 'ignore' },
  )
  const options = ['--data', data, '--port', '0', '--certificate', certificate, '--key', key]
  command = startSynaq(['serve', ...options], { limitMs: 300_000 })
  await command.says('Ctrl-C')
  url = /https:\S+/.exec(command.stdout())?.[0] ?? ''
}, 90_000)

afterAll(async () => {
  command.child.kill()
  await command.ended
  folder.remove()
})

function status(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url + path, { method, headers, ca: readFileSync(certificate) }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', reject).end()
  })
}

const issue = async (...options: string[]): Promise<Record<string, string>> => {
  const name = options[1] ?? 'operator'
  const { stdout } = await synaq(['token', 'new', name, '--data', data, '--json', ...options])
  const { token } = JSON.parse(stdout) as { token: string }
  return { authorization: `Bearer ${token}` }
}

test('any other address than loopback is refused without a certificate', async () => {
  const { code, stderr } = await synaq(['serve', '--host', '0.0.0.0', '--data', data, '--port', '0'])
  expect([code, stderr]).toEqual([2, expect.stringContaining('--certificate FILE --key FILE')])
})

test('without a token nothing is shown', async () => {
  expect(await status('/')).toBe(401)
  expect(await status('/live')).toBe(401)
  expect(await status('/', { accept: 'text/html' })).toBe(303)
  expect(await status('/apis/kzgl01-npck-accounts/run', {}, 'POST')).toBe(401)
  expect(await status('/', { authorization: 'Bearer synaq_made-up' })).toBe(401)
})

test('a participant sees its own and changes nothing; an auditor sees all; a revoked token opens nothing', async () => {
  const participant = await issue('--role', 'participant', '--participant', 'ARKA02')
  expect(await status('/apis/arka02-npck-accounts', participant)).toBe(200)
  expect(await status('/apis/kzgl01-npck-accounts', participant)).toBe(404)
  expect(await status('/apis/arka02-npck-accounts/run', participant, 'POST')).toBe(403)
  const auditor = await issue('--role', 'auditor')
  expect(await status('/apis/kzgl01-npck-accounts', auditor)).toBe(200)
  expect(await status('/apis/kzgl01-npck-accounts/plant', auditor, 'POST')).toBe(403)
  const listed = await synaq(['token', 'list', '--data', data, '--json'])
  expect(listed.stdout).not.toContain('synaq_')
  const { id } = (JSON.parse(listed.stdout) as { id: string; role: string }[]).find(
    ({ role }) => role === 'auditor',
  ) ?? {
    id: '',
  }
  expect((await synaq(['token', 'revoke', id, '--data', data])).code).toBe(0)
  expect(await status('/apis/kzgl01-npck-accounts', auditor)).toBe(401)
})

test('a page of somebody else cannot press a button', async () => {
  const operator = await issue()
  const foreign = { ...operator, origin: 'https://elsewhere.example' }
  expect(await status('/apis/arka02-npck-accounts/run', foreign, 'POST')).toBe(403)
})
