import { z } from 'zod'
import { isIban } from '../../src/system/index.js'
import type { Fixtures } from '../../src/system/index.js'
import { makeTransactions } from './transactions.js'
import type { Transaction } from './transactions.js'

// Types, not interfaces: only a type is seen as JSON.
export type Account = {
  readonly accountId: string
  readonly iban: string
  readonly currency: string
  readonly type: 'current' | 'savings' | 'card'
  readonly status: 'enabled' | 'closed' | 'blocked'
  readonly openingDate: string
  readonly closingDate?: string
  readonly name?: string
}

export type HeldAccount = {
  readonly account: Account
  /** Two decimals with a point. */
  readonly balance: string
  /** Newest first. */
  readonly transactions: readonly Transaction[]
}

/** Accounts by bank, then by the IIN or BIN of every client of the fixtures. */
export type State = Readonly<Record<string, Readonly<Record<string, readonly HeldAccount[]>>>>

const date = z.iso.date()
const accountFixture = z.strictObject({
  accountId: z.uuid(),
  iban: z.string().refine(isIban, 'not a Kazakh IBAN: check its length and check digits'),
  currency: z.string().regex(/^[A-Z]{3}$/),
  type: z.enum(['current', 'savings', 'card']),
  openingDate: date,
  closingDate: date.optional(),
  name: z.string().max(140).optional(),
  balance: z.string().regex(/^\d{1,18}\.\d{2}$/),
  transactions: z.int().min(0).max(100_000),
})
const accountsFile = z.strictObject({
  lastDay: date,
  accounts: z.record(z.string(), z.record(z.string(), z.array(accountFixture).min(1))),
})

/** The accounts of `accounts.yaml`. @throws ZodError, or Error naming a bank or client that the fixtures do not have. */
export function initialState(fixtures: Fixtures): State {
  const file = accountsFile.parse(fixtures.data.accounts)
  const iins = new Map(fixtures.clients.map((client) => [client.name, client.iin]))
  return mapValues(file.accounts, (clients, bank) => {
    if (!fixtures.providers.includes(bank))
      throw new Error(`accounts.yaml: «${bank}» is no provider of participants.yaml`)
    const held = Object.entries(clients).map(([name, accounts]): [string, HeldAccount[]] => {
      const iin = iins.get(name)
      if (iin === undefined) throw new Error(`accounts.yaml: «${name}» is no client of clients.yaml`)
      return [iin, accounts.map((account) => heldAccount(account, file.lastDay))]
    })
    const none = [...iins.values()].map((iin): [string, HeldAccount[]] => [iin, []])
    return Object.fromEntries([...none, ...held])
  })
}

function heldAccount(fixture: z.infer<typeof accountFixture>, lastDay: string): HeldAccount {
  const { balance, transactions, closingDate, name, ...rest } = fixture
  return {
    account: {
      ...rest,
      status: closingDate === undefined ? 'enabled' : 'closed',
      ...(closingDate === undefined ? {} : { closingDate }),
      ...(name === undefined ? {} : { name }),
    },
    balance,
    transactions: makeTransactions(fixture, closingDate ?? lastDay, transactions),
  }
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A, key: string) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))
}
