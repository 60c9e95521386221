import type { LookupAddress } from 'node:dns'
import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { AddressGuard } from '../base/address-guard.js'
import { readRange, type Range } from '../base/address-kinds.js'
import { createAuthority, type Authority } from '../crypto/certificates.js'
import { createWire } from './index.js'

let authority: Authority
let server: Server
let port: number
let reached = 0

beforeAll(async () => {
  authority = await createAuthority('Authority of the test')
  const { certificate: cert, key } = await authority.issueServer({ commonName: 'A bank' }, ['bank.example'])
  server = createServer({ cert, key }, (_, response) => response.end('{}'))
  server.on('connection', () => (reached += 1))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const loopback = readRange('127.0.0.0/8') as Range

/** A wire whose names lead where `answers` says, one look-up after another. */
function wire(allow: readonly Range[], answers: readonly string[] = [], proxy?: string) {
  const left = answers.map((address): LookupAddress[] => [{ address, family: 4 }])
  const guard = new AddressGuard({ allow, proxies: [] }, undefined, (_, __, done) => done(null, left.shift() ?? []))
  return createWire({ timeoutMs: 5000, maxBodyBytes: 1000, guard, ...(proxy === undefined ? {} : { proxy }) })
}

async function outcome(made: ReturnType<typeof wire>, host: string) {
  const exchange = await made.send(
    {
      ...{ operation: null, method: 'GET', url: `https://${host}:${port}/`, headers: { connection: 'close' } },
      ...{
        peer: 'subject' as const,
        via: 'direct' as const,
        credential: { certificate: 'none', authorization: 'none' as const },
      },
    },
    { ca: authority.certificate },
  )
  return 'response' in exchange.outcome ? exchange.outcome.response.status : exchange.outcome.failure
}

const refused = (detail: string) => ({ kind: 'unsendable', detail: expect.stringContaining(detail) as unknown })

test('an address that is refused is not connected to, however it is written', async () => {
  const made = wire([])
  const before = reached
  expect(await outcome(made, '127.0.0.1')).toEqual(refused('127.0.0.1 is of this machine'))
  expect(await outcome(made, '2130706433')).toEqual(refused('127.0.0.1 is of this machine'))
  expect(await outcome(made, '[::ffff:7f00:1]')).toEqual(refused('is of this machine'))
  expect(await outcome(wire([], ['127.0.0.1']), 'bank.example')).toEqual(
    refused('127.0.0.1, the address of bank.example,'),
  )
  expect(await outcome(wire([loopback], [], 'http://127.0.0.1:9'), 'bank.example')).toEqual(refused('targets.proxies'))
  expect(reached).toBe(before)
})

test('a name is connected to at the address that was looked at, and looked at anew for each connection', async () => {
  const made = wire([loopback], ['127.0.0.1', '169.254.169.254', '127.0.0.1'])
  expect(await outcome(made, 'bank.example')).toBe(200)
  // It leads to the metadata of a cloud now (DNS rebinding).
  expect(await outcome(made, 'bank.example')).toEqual(refused('metadata'))
  expect(await outcome(made, 'bank.example')).toBe(200)
  await made.close()
})
