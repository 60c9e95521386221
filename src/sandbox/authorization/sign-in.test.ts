import { describe, expect, test } from '@jest/globals'
import type { Client, WorkspaceState } from '../state.js'
import { identify, maskedPhone } from './sign-in.js'

const person: Client = { name: 'p', fullName: 'P', iin: '930218450130', phone: '+77000000101', has: [] }
const company: Client = {
  name: 'c',
  fullName: 'C',
  iin: '190840012346',
  phone: '+77000000107',
  has: ['legal-entity'],
  representative: { iin: '850101300005', phone: '+77000000108', fullName: 'R' },
}
const state: WorkspaceState = {
  participants: new Map(),
  applications: new Map(),
  clients: new Map([person, company].map((client) => [client.iin, client])),
  consents: new Map(),
  inbox: [],
  defects: new Set(),
}
const signIn = (iin: string, phone: string, bin = '') => identify(state, { iin, bin, phone })

describe('sign-in', () => {
  test('knows a person however the numbers are written', () => {
    for (const phone of ['+77000000101', '8 700 000 01 01', '+7 (700) 000-01-01']) {
      expect(signIn('930218 450130', phone)).toEqual({ client: person, phone: '+77000000101' })
    }
  })

  test('knows a legal entity by its representative; the code goes to the representative', () => {
    expect(signIn('850101300005', '+77000000108', '190840012346')).toEqual({ client: company, phone: '+77000000108' })
  })

  test.each([
    ['a BIN for an IIN', signIn('190840012346', '+77000000108'), 'iin', 'representative-needed'],
    ['a wrong check digit', signIn('930218450131', '+77000000101'), 'iin', 'iin-malformed'],
    ['a malformed BIN', signIn('850101300005', '+77000000108', '1'), 'bin', 'bin-malformed'],
    ['a malformed phone', signIn('930218450130', '700'), 'phone', 'phone-malformed'],
    ['another’s phone', signIn('930218450130', '+77000000108'), 'iin', 'unknown'],
    ['a representative without the BIN', signIn('850101300005', '+77000000108'), 'iin', 'unknown'],
    ['a person for a representative', signIn('930218450130', '+77000000101', '190840012346'), 'iin', 'unknown'],
  ])('tells about %s', (_, found, field, reason) => {
    expect(found).toMatchObject({ field, reason })
  })

  test('keeps the BIN that was typed as an IIN', () => {
    expect(signIn('190840012346', '+77000000108')).toMatchObject({ fields: { iin: '', bin: '190840012346' } })
  })
})

test('a phone is shown with its middle hidden', () => {
  expect(maskedPhone('+77010001245').replaceAll('\u00a0', ' ')).toBe('+7 701 ••• •• 45')
})
