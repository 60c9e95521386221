import { createHash } from 'node:crypto'
import { isUuid } from './errors.js'
import { Mistake, readJson } from './files.js'
import { isDate } from './paging.js'

/**
 * The customers by IIN or BIN, each with the accounts that may be shown; throws a Mistake for a wrong file.
 * Transactions come newest first, in an order that never changes.
 */
export function loadCustomers(file) {
  const { customers } = readJson(file)
  if (!Array.isArray(customers)) throw new Mistake(file, 'has no list "customers"', 'see examples/bank/customers.json')
  const seen = new Set()
  return new Map(customers.map((customer, i) => readCustomer(Object(customer), file, `customers/${i}`, seen)))
}

function readCustomer({ iin, name, accounts }, file, place, seen) {
  expect(/^\d{12}$/.test(iin), file, `${place}/iin`, 'an IIN or BIN of 12 digits')
  expect(Array.isArray(accounts), file, `${place}/accounts`, 'a list, which may be empty')
  const read = accounts.map((account, i) => readAccount(Object(account), file, `${place}/accounts/${i}`, seen))
  return [iin, { name, accounts: read }]
}

/** Its details as the account list shows them, its balances and its transactions. */
function readAccount({ balances, transactions = [], generated = 0, ...details }, file, place, seen) {
  const check = (holds, name, wanted) => expect(holds, file, `${place}/${name}`, wanted)
  check(isUuid(details.accountId), 'accountId', 'a UUID')
  check(!seen.has(details.accountId), 'accountId', 'an id that no other account has')
  check(isKazakhIban(details.iban), 'iban', 'an IBAN of 20 characters whose check digits are right')
  check(isDate(details.openingDate), 'openingDate', 'a date')
  check(Array.isArray(balances) && balances.length > 0, 'balances', 'a list of at least one balance')
  check(balances.every(hasAmount), 'balances', 'each amount as text with two decimals')
  check(
    Array.isArray(transactions) && transactions.every(hasAmount),
    'transactions',
    'each amount as text with two decimals',
  )
  check(transactions.every(isInLocalTime), 'transactions', "each bookingDateTime in Kazakhstan's time, +05:00")
  seen.add(details.accountId)
  const all = [...transactions, ...generateTransactions(details, generated)]
  return { details, balances, transactions: all.sort(newestFirst) }
}

function expect(holds, file, place, wanted) {
  if (!holds) throw new Mistake(`${file}: ${place}`, 'is missing or wrong', `give ${wanted}`)
}

const hasAmount = (row) => typeof row?.amount === 'string' && /^\d{1,18}\.\d{2}$/.test(row.amount)

const isInLocalTime = ({ bookingDateTime }) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+05:00$/.test(bookingDateTime)

/** ISO 13616: the first four characters go to the end, letters become 10 to 35, and the number modulo 97 is 1. */
function isKazakhIban(iban) {
  if (!/^KZ\d{5}[A-Z0-9]{13}$/.test(iban)) return false
  const digits = (iban.slice(4) + iban.slice(0, 4)).replace(/[A-Z]/g, (letter) => letter.charCodeAt(0) - 55)
  return BigInt(digits) % 97n === 1n
}

/** Equal times are told apart by the id, so that paging never repeats or loses a row. */
function newestFirst(a, b) {
  return compare(b.bookingDateTime, a.bookingDateTime) || compare(b.transactionId, a.transactionId)
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0)

const counterparties = ['Шаңырақ азық-түлік', 'Көктем дәріханасы', 'ТОО «Тулпар Транс»', 'Book & Coffee', 'КСК «Самал»']
const newest = Date.parse('2026-10-31T18:00:00+05:00')
const gap = 5 * 3600_000

/** Invented transactions, the same ones at every start: all that varies comes from the account's id. */
function generateTransactions({ accountId, currency }, count) {
  return Array.from({ length: count }, (_, i) => {
    const random = createHash('sha256').update(`${accountId}/${i}`).digest()
    return {
      transactionId: `G${String(count - i).padStart(6, '0')}`,
      direction: random[0] < 60 ? 'credit' : 'debit',
      status: i < 3 ? 'PDNG' : 'BOOK',
      amount: `${random.readUInt16BE(1)}.${String(random[3] % 100).padStart(2, '0')}`,
      currency,
      bookingDateTime: kazakhstanTime(newest - i * gap - (random.readUInt16BE(4) % 3600) * 1000),
      counterparty: counterparties[random[6] % counterparties.length],
    }
  })
}

/** The whole country is UTC+5 since 2024; earlier times are written in the same offset. */
const kazakhstanTime = (ms) => new Date(ms + 5 * 3600_000).toISOString().replace(/\.\d+Z$/, '+05:00')
