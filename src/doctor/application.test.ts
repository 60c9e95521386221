import { describe, expect, test } from '@jest/globals'
import { memoryTarget } from '../../tests/support/memory-target.js'
import { createAuthority } from '../crypto/certificates.js'
import type { AppDriver } from '../model/application.js'
import type { Target, TargetApp } from '../model/target.js'
import { driver, knownApplication } from './application.js'
import type { Diagnosis } from './diagnosis.js'

const now = new Date().toISOString()

async function target(changes: Partial<TargetApp> = {}): Promise<Target> {
  const { certificate } = await (await createAuthority('Authority')).issueClient({ commonName: 'app' })
  const app: TargetApp = {
    ...{ clientId: 'myap01-application', certificate, awaitMs: 1000 },
    redirectUris: ['https://127.0.0.1:9444/callback'],
    drive: { kind: 'command', command: ['drive'] },
    ...changes,
  }
  return memoryTarget({ role: 'user', modes: ['through'], app })
}

const named = (lines: Iterable<Diagnosis>) => [...lines].map(({ state, id }) => `${state} ${id}`)

describe('what is known of an application', () => {
  test('nothing, where a bank is under test', () => {
    expect(named(knownApplication(memoryTarget(), now))).toEqual([])
  })

  test('that it has joined, how long its certificate is good, its ways back', async () => {
    const lines = [...knownApplication(await target(), now)]
    expect(named(lines)).toEqual([
      'green application.joined',
      'green application.certificate',
      'green application.redirect-uri',
    ])
    expect(lines[1]?.what.en).toMatch(/^The application's certificate: valid until \d{4}-/)
  })

  test('a certificate that has expired', async () => {
    const authority = await createAuthority('Authority')
    const { certificate } = await authority.issueClient({ commonName: 'app' }, { expired: true })
    const [, line] = [...knownApplication(await target({ certificate }), now)]
    expect(line).toMatchObject({ state: 'red', remedy: { en: expect.stringContaining('synaq application') } })
  })

  test.each([
    ['http://localhost:9444/callback', 'by-hand', 'green'],
    ['http://app.example/callback', 'by-hand', 'yellow'],
    ['kz.my.app:/callback', 'by-hand', 'green'],
    ['kz.my.app:/callback', 'command', 'yellow'],
  ] as const)('a way back to %s, driven %s: %s', async (uri, kind, state) => {
    const drive = kind === 'by-hand' ? { kind } : { kind, command: ['drive'] as const }
    expect(named(knownApplication(await target({ redirectUris: [uri], drive }), now))[2]).toBe(
      `${state} application.redirect-uri`,
    )
  })
})

test('a program that answers without knowing is there; a person is not asked', async () => {
  const asked: string[] = []
  const answering: AppDriver = {
    drive: () => Promise.reject(new Error('nothing is to be done')),
    ask: async ({ en }) => {
      asked.push(en)
      return undefined
    },
  }
  const lines: Diagnosis[] = []
  for await (const line of driver(await target(), answering)) lines.push(line)
  for await (const line of driver(await target({ drive: { kind: 'by-hand' } }), answering)) lines.push(line)
  expect(named(lines)).toEqual(['green application.driver', 'green application.driver'])
  expect(asked).toHaveLength(1)
})
