import type { LookupAddress } from 'node:dns'
import { describe, expect, test } from '@jest/globals'
import { AddressGuard, addressProblem, type AddressRefused } from './address-guard.js'
import { readRange, type Range } from './address-kinds.js'

const ranges = (...texts: string[]): Range[] => texts.flatMap((text) => [readRange(text) as Range])
const guard = (...allow: string[]): AddressGuard => new AddressGuard({ allow: ranges(...allow), proxies: [] })

describe('without leave', () => {
  test.each([
    ...['10.1.2.3', '172.16.0.1', '192.168.1.1', '127.0.0.1', '127.9.9.9', '0.0.0.0', '0.1.2.3', '169.254.1.1'],
    ...[
      '100.64.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '192.0.2.1',
      '198.51.100.7',
      '203.0.113.9',
      '198.18.0.1',
      '240.0.0.1',
    ],
    ...['192.0.0.8', '192.88.99.1', '::1', '::', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'fc00::1', 'fd12::1', 'ff02::1'],
    ...['2001:db8::1', '3fff::1', '100::1', '4000::1', '2001::1', '5f00::1', '::7f00:1', '::127.0.0.1'],
    // IPv4 in other clothes: mapped, NAT64, 6to4.
    ...[
      '::ffff:127.0.0.1',
      '::ffff:a00:1',
      '64:ff9b::10.0.0.1',
      '64:ff9b:1::8.8.8.8',
      '2002:a00:1::1',
      '::ffff:0:10.0.0.1',
    ],
    // Metadata of clouds; Azure's is a public address.
    ...['169.254.169.254', '169.254.170.2', '168.63.129.16', '100.100.100.200', '192.0.0.192'],
    ...['fd00:ec2::254', 'fd20:ce::254', '::ffff:169.254.169.254', '[fd00:ec2::254]', '[::1]'],
  ])('%s is refused', (host) => {
    expect(guard().refusal(host)).toBeDefined()
  })

  test.each(['8.8.8.8', '91.195.226.1', '2a00:1450:4001::1', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8', '[2a02::1]'])(
    '%s is not',
    (host) => {
      expect(guard().refusal(host)).toBeUndefined()
    },
  )
})

test('a range that is allowed holds its addresses, in whatever form, and no others', () => {
  const own = guard('10.0.0.0/8', 'fd00::/8', '127.0.0.1')
  const open = ['10.255.0.1', '::ffff:10.0.0.1', '64:ff9b::10.0.0.1', 'fd00::5', '127.0.0.1']
  expect(open.filter((host) => own.refusal(host))).toEqual([])
  const shut = ['192.168.0.1', '127.0.0.2', 'fc00::1', '::1']
  expect(shut.filter((host) => own.refusal(host))).toEqual(shut)
})

test('metadata is not allowed along with a range around it, only by its own address', () => {
  expect(guard('169.254.0.0/16', 'fd00::/8').refusal('169.254.169.254')).toBeDefined()
  expect(guard('169.254.0.0/16', 'fd00::/8').refusal('fd00:ec2::254')).toBeDefined()
  expect(guard('169.254.169.254').refusal('169.254.169.254')).toBeUndefined()
})

describe('a name', () => {
  const answering = (...addresses: string[]) => {
    const told: AddressRefused[] = []
    const found = addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }))
    const made = new AddressGuard(
      { allow: [], proxies: [] },
      (refused) => told.push(refused),
      (_, __, done) => done(null, found),
    )
    const looked = (all: boolean) =>
      new Promise((resolve) => {
        made.lookup('bank.example', { all }, (error, address) => resolve(error ?? address))
      })
    return { looked, told }
  }

  test('is looked up as sockets want it', async () => {
    expect(await answering('8.8.8.8', '2a02::1').looked(false)).toBe('8.8.8.8')
    expect(await answering('8.8.8.8').looked(true)).toEqual([{ address: '8.8.8.8', family: 4 }])
    expect(await answering().looked(false)).toMatchObject({ code: 'ENOTFOUND' })
  })

  test('with one address that is refused is refused, and it is told which', async () => {
    const { looked, told } = answering('8.8.8.8', '10.0.0.1')
    const refused = { host: 'bank.example', address: '10.0.0.1', kind: 'private (RFC 1918)' }
    expect(await looked(true)).toMatchObject(refused)
    expect(told).toMatchObject([refused])
    const [problem] = told.map((one) => addressProblem(one, { name: 'direct.url' }).problems[0])
    expect(problem?.what).toBe(
      '10.0.0.1, the address of bank.example, is private (RFC 1918): it is not called from here',
    )
    expect(problem?.remedy).toContain('targets: { allow: [10.0.0.1] }')
  })
})

test('a proxy has to be named: it looks up names out of our sight', () => {
  const own = new AddressGuard({ allow: [], proxies: ['http://proxy.inner:3128'] })
  expect(own.proxyRefusal('http://user:secret@proxy.inner:3128')).toBeUndefined()
  expect(own.proxyRefusal('http://proxy.inner:8080')?.message).toContain('proxy.inner:8080')
})
