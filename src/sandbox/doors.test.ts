import { describe, expect, test } from '@jest/globals'
import { doorsOf, withFreePorts } from './doors.js'

describe('doorsOf', () => {
  test('this machine only, on any free ports, unless told', () => {
    const door = { host: '127.0.0.1', port: 0, announced: '127.0.0.1' }
    expect(doorsOf({ host: '127.0.0.1' })).toEqual({ pages: door, api: door, names: ['127.0.0.1'] })
  })

  test('a public address with a port takes it for the pages and the next for the API', () => {
    const { pages, api, names } = doorsOf({ host: '0.0.0.0', publicUrl: 'https://synaq.example:8443' })
    expect(pages).toEqual({ host: '0.0.0.0', port: 8443, announced: 'synaq.example' })
    expect(api).toEqual({ host: '0.0.0.0', port: 8444, announced: 'synaq.example' })
    expect(names).toEqual(['synaq.example'])
  })

  test('a public address without a port leaves the ports free', () => {
    const { pages, api } = doorsOf({ host: '127.0.0.1', publicUrl: 'https://synaq.example' })
    expect([pages.port, api.port]).toEqual([0, 0])
  })

  test('addresses of IPv6 stand in brackets in a URL and without them in a certificate', () => {
    expect(doorsOf({ host: '::1' })).toMatchObject({ pages: { announced: '[::1]' }, names: ['::1'] })
    expect(doorsOf({ host: '::', publicUrl: 'https://[2001:db8::1]:8443' })).toMatchObject({
      pages: { announced: '[2001:db8::1]' },
      names: ['2001:db8::1'],
    })
  })

  test('workspaces after the first take free ports under the same name', () => {
    const { pages, api } = withFreePorts(doorsOf({ host: '127.0.0.1', publicUrl: 'https://synaq.example:8443' }))
    expect([pages, api]).toEqual([
      { host: '127.0.0.1', port: 0, announced: 'synaq.example' },
      { host: '127.0.0.1', port: 0, announced: 'synaq.example' },
    ])
  })

  test.each(['http://synaq.example', 'synaq.example', 'https://synaq.example/path', 'https://u@synaq.example', ''])(
    'refuses «%s» as a public address',
    (publicUrl) => {
      expect(() => doorsOf({ host: '127.0.0.1', publicUrl })).toThrow('no address that can be announced')
    },
  )

  test.each(['0.0.0.0', '::'])('refuses to announce %s', (host) => {
    expect(() => doorsOf({ host })).toThrow('others cannot be told to call')
  })
})
