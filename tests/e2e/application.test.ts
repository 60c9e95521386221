import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { exportJWK, generateKeyPair } from 'jose'
import { isObject, parseJson } from '../../src/base/json.js'
import { createAuthority } from '../../src/crypto/certificates.js'
import { temporaryFolder } from '../support/folder.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { synaq } from '../support/synaq.js'

const folder = temporaryFolder()
let sandbox: TestSandbox

beforeAll(async () => {
  sandbox = await enterSandbox()
  writeFileSync(join(folder.path, 'control.token'), sandbox.access.token)
})
afterAll(async () => {
  await sandbox.leave()
  folder.remove()
})

const redirectUri = 'https://127.0.0.1:9444/callback'

/** `synaq application`, into a folder of its own. */
function joining(out: string, ...rest: string[]) {
  const { controlUrl } = sandbox.access
  const access = ['--control', controlUrl, '--token-file', join(folder.path, 'control.token')]
  return synaq(['application', ...rest, ...access, '--out', join(folder.path, out)])
}

const settingsIn = (out: string): Record<string, unknown> => {
  const settings = parseJson(readFileSync(join(folder.path, out, 'app.json'), 'utf8'))
  return isObject(settings) ? settings : {}
}

describe('synaq application', () => {
  test('has certificates and keys issued; app.json holds what the application has to know', async () => {
    const { code, stdout, stderr } = await joining(
      'app',
      ...['MYAP01', '--name', 'ТОО «Моё приложение»', '--bin', '160240012349', '--redirect-uri', redirectUri],
      ...['--redirect-uri', 'kz.my.app:/callback', '--host', 'app.example'],
    )
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain(`${sandbox.facts.pages}/test/MYAP01 once a run is on`)
    const settings = settingsIn('app')
    const { api, issuer, providers } = sandbox.facts
    expect(settings).toMatchObject({
      ...{ participant: 'MYAP01', clientId: 'myap01-application', api, issuer },
      redirectUris: [redirectUri, 'kz.my.app:/callback'],
    })
    expect(settings.providers).toEqual(
      providers.filter((it) => it.invented && it.state === 'registered').map(({ id, name }) => ({ id, name })),
    )
    for (const [file, start] of [
      ['ca', '-----BEGIN CERTIFICATE'],
      ['certificate', '-----BEGIN CERTIFICATE'],
      ['key', '-----BEGIN PRIVATE KEY'],
      ['keyJwk', '{"'],
      ['serverCertificate', '-----BEGIN CERTIFICATE'],
      ['serverKey', '-----BEGIN PRIVATE KEY'],
    ] as const) {
      const path = String(settings[file])
      expect(readFileSync(path, 'utf8').startsWith(start)).toBe(true)
      expect(statSync(path).mode & 0o077).toBe(0)
    }
    const server = new X509Certificate(readFileSync(String(settings.serverCertificate)))
    expect(server.checkHost('app.example')).toBe('app.example')
    expect((await sandbox.workspace()).joined).toMatchObject([
      {
        participant: 'MYAP01',
        name: 'ТОО «Моё приложение»',
        certificate: expect.stringContaining('BEGIN CERTIFICATE'),
      },
    ])
  })

  test('takes a certificate and a key that the application brings', async () => {
    const own = await (await createAuthority('Its own')).issueClient({ commonName: 'app' })
    writeFileSync(join(folder.path, 'own.pem'), own.certificate)
    const { publicKey } = await generateKeyPair('ES256')
    writeFileSync(join(folder.path, 'own.jwk'), JSON.stringify(await exportJWK(publicKey)))
    const files = ['--certificate', join(folder.path, 'own.pem'), '--jwk', join(folder.path, 'own.jwk')]
    expect(await joining('own', 'MYAP02', '--name', 'x', '--redirect-uri', redirectUri, ...files)).toMatchObject({
      code: 0,
    })
    expect(readdirSync(join(folder.path, 'own')).sort()).toEqual(['app.json', 'ca.pem'])
    expect(Object.keys(settingsIn('own'))).not.toEqual(expect.arrayContaining(['certificate', 'keyJwk']))
  })

  test.each<[string, string[], RegExp]>([
    ['no address to come back to', ['MYAP03', '--name', 'x'], /come back to no address\.\n.*--redirect-uri/],
    ['an id that is none', ['my', '--name', 'x', '--redirect-uri', redirectUri], /four .*letters/],
    ['an address that is none', ['MYAP03', '--name', 'x', '--redirect-uri', 'back'], /redirectUris/],
    [
      "another participant's id",
      ['KZGL01', '--name', 'x', '--redirect-uri', redirectUri],
      /already another participant.*\n.*Choose an id|KZGL01/,
    ],
    [
      'a certificate that is not there',
      ['MYAP03', '--name', 'x', '--redirect-uri', redirectUri, '--certificate', '/nowhere.pem'],
      /\/nowhere\.pem\s+--certificate names a file that cannot be read/,
    ],
    ['a key that is none', ['MYAP03', '--name', 'x', '--redirect-uri', redirectUri, '--jwk', 'package.json'], /P-256/],
  ])('%s: code 2, and how to mend it', async (_, options, message) => {
    const { code, stderr } = await joining('wrong', ...options)
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
    expect(readdirSync(folder.path)).not.toContain('wrong')
  })
})

test('trust export is for a bank, and says what an application takes instead', async () => {
  const file = join(folder.path, 'app-target.yaml')
  writeFileSync(
    file,
    `name: x
system: npck-accounts
role: user
participant: { id: MYAP01, name: x, invented: true }
app: { drive: by-hand }
sandbox: { control: '${sandbox.access.controlUrl}', token: { file: control.token } }
`,
  )
  const { code, stderr } = await synaq(['trust', 'export', file, '--out', join(folder.path, 'trust')])
  expect(code).toBe(2)
  expect(stderr).toContain('app.json')
})
