import { kazakhstanTime, refusal } from '../../src/system/index.js'
import type { Call, Mock, Reply } from '../../src/system/index.js'
import { defects } from './defects.js'
import { guestAccount } from './guest.js'
import { initialState } from './state.js'
import type { HeldAccount, State } from './state.js'

/** Where the contract leaves it open: page 1 of 50. */
const defaultPageSize = 50

/** The invented banks: accounts, balances and transactions out of the fixtures. */
export const mock: Mock<State> = {
  initial: initialState,
  operations: { listAccounts, getBalances, listTransactions },
  defects,
}

function listAccounts(call: Call<State>): Reply {
  return { status: 200, body: { accounts: accountsOf(call).map((held) => held.account) } }
}

function getBalances(call: Call<State>): Reply {
  const held = accountOf(call)
  if (!held) return notFound(call)
  const entry = { direction: 'credit', amount: held.balance, currency: held.account.currency, dateTime: call.now }
  const types = held.account.status === 'closed' ? ['ClosingBooked'] : ['InterimAvailable', 'InterimBooked']
  const balances = types.map((type) => ({ type, ...entry }))
  return { status: 200, body: { accountId: held.account.accountId, balances } }
}

function listTransactions(call: Call<State>): Reply {
  const held = accountOf(call)
  if (!held) return notFound(call)
  const { fromDate, toDate } = call.query
  if (fromDate !== undefined && toDate !== undefined && fromDate > toDate) {
    const errors = [{ code: 'after_to_date', path: 'fromDate', message: 'fromDate is after toDate' }]
    return refusal(call, 400, 'invalid_request', 'The period ends before it begins', errors)
  }
  const pageNumber = Number(call.query.pageNumber ?? 1)
  const pageSize = Number(call.query.pageSize ?? defaultPageSize)
  const chosen = held.transactions.filter(({ bookingDateTime }) => {
    const day = kazakhstanTime(bookingDateTime).date
    return (fromDate === undefined || day >= fromDate) && (toDate === undefined || day <= toDate)
  })
  return {
    status: 200,
    body: {
      transactions: chosen.slice((pageNumber - 1) * pageSize, pageNumber * pageSize),
      pageNumber,
      pageSize,
      totalPages: Math.ceil(chosen.length / pageSize),
      totalElements: chosen.length,
    },
  }
}

function accountsOf(call: Call<State>): readonly HeldAccount[] {
  const bank = call.state[call.provider]
  return bank ? (bank[call.client] ?? [guestAccount(call.provider, call.client)]) : []
}

function accountOf(call: Call<State>): HeldAccount | undefined {
  return accountsOf(call).find((held) => held.account.accountId === call.path.accountId)
}

/** The same answer for another client's account and for one that does not exist. */
function notFound(call: Call<State>): Reply {
  return refusal(call, 404, 'account_not_found', 'No such account of this client')
}
