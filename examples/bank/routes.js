import { isUuid, malformed, notFound, Refusal } from './errors.js'

/** What the bank serves: where, the scope it takes, the parameters it reads and the answer it makes of them. */
const routes = [
  {
    path: /^\/v3\/accounts$/,
    scope: 'accounts',
    read: () => ({}),
    answer: (customer, _, { rules, customers }) => ({
      accounts: rules.accountsOf(customer, customers).map(({ details }) => rules.accountBody(details)),
    }),
  },
  {
    path: /^\/v3\/accounts\/(?<accountId>[^/]+)\/balances$/,
    scope: 'account_balance',
    read: ({ accountId }, _, rules) => ({ accountId: rules.readAccountId(accountId) }),
    answer: (customer, { accountId }, bank) => ({
      accountId,
      balances: bank.rules
        .balancesOf(accountOf(customer, accountId, bank), customer)
        .map((balance) => balanceBody(balance, bank)),
    }),
  },
  {
    path: /^\/v3\/accounts\/(?<accountId>[^/]+)\/transactions$/,
    scope: 'account_transactions',
    read: ({ accountId }, query, rules) => ({
      accountId: rules.readAccountId(accountId),
      paging: rules.readPaging(query),
    }),
    answer: (customer, { accountId, paging }, bank) =>
      transactionsPage(accountOf(customer, accountId, bank).transactions, paging, bank),
  },
]

/** The route of a request; 404 for a path that nobody serves, 405 for a method that it does not have. */
export function findRoute(method, path, rules) {
  for (const route of routes) {
    const match = route.path.exec(path)
    if (!match) continue
    if (!rules.isServed(method))
      throw new Refusal(405, 'method_not_allowed', 'Only GET is served here', { headers: { allow: 'GET' } })
    return { ...route, segments: match.groups ?? {} }
  }
  throw notFound()
}

/** There is only reading here. */
export const isServed = (method) => method === 'GET'

/** Refuses with 406 a caller who cannot read JSON (RFC 9110, section 12.5.1). */
export function requireJsonAccepted(accept = '*/*') {
  const ranges = accept.split(',').map((range) => range.toLowerCase().replaceAll(' ', '').split(';'))
  const readable = ranges.some(
    ([type, ...parameters]) =>
      ['*/*', 'application/*', 'application/json'].includes(type) && !parameters.some((p) => /^q=0(\.0*)?$/.test(p)),
  )
  if (!readable) throw new Refusal(406, 'not_acceptable', 'The bank answers in application/json')
}

/** The account id of a path; anything but a UUID is refused with 400. */
export function readAccountId(text) {
  if (!isUuid(text)) throw malformed('path:accountId', 'accountId is a UUID')
  return text.toLowerCase()
}

function accountOf(customer, accountId, { rules, customers }) {
  const account = rules.findAccount(customer, accountId, customers)
  if (!account) throw rules.unknownAccount(accountId, customers)
  return account
}

function transactionsPage(transactions, paging, bank) {
  const { rules } = bank
  const rows = transactions.filter(({ bookingDateTime }) => rules.isInPeriod(bookingDateTime.slice(0, 10), paging))
  return {
    transactions: rules.rowsOfPage(rows, paging).map((row) => transactionBody(row, bank)),
    pageNumber: rules.pageNumber(paging),
    pageSize: paging.pageSize,
    totalPages: rules.totalPages(rows, paging),
    totalElements: rules.totalElements(rows, paging),
  }
}

const balanceBody = (row, { rules }) => ({
  ...row,
  amount: rules.amountBody(row.amount),
  currency: rules.balanceCurrency(row),
  dateTime: rules.momentBody(row.dateTime),
})

const transactionBody = (row, { rules }) => ({
  ...row,
  amount: rules.amountBody(row.amount),
  bookingDateTime: rules.momentBody(row.bookingDateTime),
})

/** Nothing keeps an answer back; the whole of it is due within 3 s on average (Guide, clause 8). */
export const beforeAnswer = async () => {}

/** The customer of a token by IIN or BIN; one whom the bank does not know has no accounts. */
export const customerOf = ({ sub }, customers) => customers.get(sub) ?? { accounts: [] }

/** The accounts that the list shows, closed ones too; a customer may have none. */
export const accountsOf = (customer) => customer.accounts

/** The balances of an account, each of its own kind. */
export const balancesOf = ({ balances }) => balances

/** An account as the list shows it; balances and transactions have operations of their own. */
export const accountBody = (details) => details

/** Money stays text: a binary number cannot hold every amount. */
export const amountBody = (amount) => amount

/** A balance is in the currency of its account. */
export const balanceCurrency = ({ currency }) => currency

/** A moment keeps its offset: without it nobody knows when it was (RFC 3339). */
export const momentBody = (moment) => moment

/** Another's account and one that nobody has look the same. */
export const unknownAccount = () => notFound()

/** Only among the customer's own accounts: another's account does not exist for this caller. */
export const findAccount = (customer, accountId) =>
  customer.accounts.find(({ details }) => details.accountId === accountId)
