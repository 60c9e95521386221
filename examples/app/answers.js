import { openDataShapes } from './open-data/shapes.js'
import { currency, date, direction, integer, listOf, moment, money, object, text, uuid } from './shape.js'
import { Trouble } from './trouble.js'

const account = object(
  { accountId: uuid, iban: text, currency, type: text, status: text, openingDate: date },
  { closingDate: date, name: text },
)
const balance = object({ type: text, direction, amount: money, currency, dateTime: moment })
const transaction = object(
  { transactionId: text, direction, status: text, amount: money, currency, bookingDateTime: moment },
  { description: text, counterparty: text },
)

/** What the answers must hold. */
const shapes = {
  accounts: object({ accounts: listOf(account) }),
  balances: object({ accountId: uuid, balances: listOf(balance) }),
  transactions: object({
    transactions: listOf(transaction),
    pageNumber: integer(1),
    pageSize: integer(1),
    totalPages: integer(0),
    totalElements: integer(0),
  }),
  ...openDataShapes,
}

/** The body of a good answer, in its agreed shape; throws a Trouble for any other. */
export function readAnswer({ headers, text: body }, shape, rules) {
  const value = rules.parsed(body)
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) throw new Trouble('unusable', 'not called JSON')
  const wrong = rules.faultOf(value, shape, rules)
  if (wrong !== undefined) throw new Trouble('unusable', wrong)
  return value
}

/* The sound rules of this file. */

export function parsed(body) {
  try {
    return JSON.parse(body)
  } catch {
    throw new Trouble('unusable', 'no JSON')
  }
}

/** What is wrong with a value, or undefined. */
export const faultOf = (value, shape, rules) => shapes[shape](value, rules)

export const unknownField = () => undefined
