import { createHash } from 'node:crypto'
import type { HeldAccount } from './state.js'

/**
 * The account that an invented bank has for a client who is not of the fixtures: a bank under test brings customers of
 * its own, and the platform is tried with them too. The same one at every call.
 */
export function guestAccount(bank: string, client: string): HeldAccount {
  const digest = createHash('sha256').update(`${bank}/${client}`).digest('hex')
  return {
    account: {
      accountId: uuid(digest),
      iban: kazakhIban(`999${bank.slice(0, 3)}${String(parseInt(digest.slice(32, 40), 16)).padStart(10, '0')}`),
      currency: 'KZT',
      type: 'current',
      status: 'enabled',
      openingDate: '2024-01-15',
    },
    balance: '1000.00',
    transactions: [],
  }
}

/** Version 8: made of whatever its maker wants (RFC 9562, section 5.8). */
function uuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** ISO 13616: the check digits are 98 less the remainder of what follows them, with the country behind it, by 97. */
function kazakhIban(account: string): string {
  const digits = Array.from(`${account}KZ00`, (character) => parseInt(character, 36)).join('')
  return `KZ${String(98n - (BigInt(digits) % 97n)).padStart(2, '0')}${account}`
}
