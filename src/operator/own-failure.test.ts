import { expect, test } from '@jest/globals'
import { isOurs } from './own-failure.js'
import type { TransportFailure } from '../model/exchange.js'

test.each<[string, TransportFailure]>([
  ['our name server does not answer', { kind: 'dns', detail: 'EAI_AGAIN: getaddrinfo EAI_AGAIN bank.example' }],
  ['we have no route', { kind: 'unreachable', detail: 'ENETUNREACH: connect ENETUNREACH 203.0.113.1:443' }],
  ['we have no address left', { kind: 'unreachable', detail: 'EADDRNOTAVAIL: connect' }],
  ['we may open no more files', { kind: 'other', detail: 'EMFILE: connect' }],
  ['our firewall lets nothing out', { kind: 'other', detail: 'EPERM: connect' }],
  ['our certificate is over', { kind: 'tls-alert', alert: 'certificate_expired' }],
  ['our proxy fails', { kind: 'proxy', proxy: 'p', detail: '502' }],
  ['our settings are wrong', { kind: 'unsendable', detail: 'Invalid URL' }],
])('%s: the API is not down by it', (_, failure) => {
  expect(isOurs(failure)).toBe(true)
})

test.each<[string, TransportFailure]>([
  ['its name is gone', { kind: 'dns', detail: 'ENOTFOUND: getaddrinfo ENOTFOUND bank.example' }],
  ['it refuses connections', { kind: 'refused', detail: 'ECONNREFUSED: connect' }],
  ['its host does not answer', { kind: 'unreachable', detail: 'EHOSTUNREACH: connect' }],
  ['it takes too long', { kind: 'timeout', limitMs: 30_000, phase: 'response' }],
  ['its certificate is over', { kind: 'untrusted-peer', detail: 'CERT_HAS_EXPIRED: certificate has expired' }],
  ['it no longer trusts us', { kind: 'tls-alert', alert: 'unknown_ca' }],
])('%s: that is its own', (_, failure) => {
  expect(isOurs(failure)).toBe(false)
})
