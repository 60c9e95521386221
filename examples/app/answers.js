import { Trouble } from './trouble.js'

/*
 * What the answers must hold. A shape answers what is wrong with a value, or undefined. Fields that are not named here are
 * none of our business: a bank may add some.
 */

const string = (what, test) => (value) => (typeof value === 'string' && test(value) ? undefined : `is no ${what}`)
const integer = (least) => (value) => (Number.isInteger(value) && value >= least ? undefined : 'is no such number')

const text = string('text', (value) => value !== '' && value.length <= 500)
const uuid = string('UUID', (value) => /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value))
const money = string('amount', (value) => /^\d{1,18}\.\d{2}$/.test(value))
const currency = string('currency', (value) => /^[A-Z]{3}$/.test(value))
const direction = string('direction', (value) => value === 'credit' || value === 'debit')
const date = string('date', (value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)))
const moment = string('moment', (value) => /^\d{4}-\d{2}-\d{2}T/.test(value) && !Number.isNaN(Date.parse(value)))

const object = (required, optional = {}) => {
  const known = { ...required, ...optional }
  return (value, rules) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is no object'
    const missing = Object.keys(required).find((name) => !Object.hasOwn(value, name))
    if (missing !== undefined) return `has no ${missing}`
    for (const [name, content] of Object.entries(value)) {
      const wrong = Object.hasOwn(known, name) ? known[name](content, rules) : rules.unknownField(name)
      if (wrong !== undefined) return `${name} ${wrong}`
    }
    return undefined
  }
}

const listOf = (shape) => (value, rules) => {
  if (!Array.isArray(value)) return 'is no list'
  for (const item of value) {
    const wrong = shape(item, rules)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

const account = object(
  { accountId: uuid, iban: text, currency, type: text, status: text, openingDate: date },
  { closingDate: date, name: text },
)
const balance = object({ type: text, direction, amount: money, currency, dateTime: moment })
const transaction = object(
  { transactionId: text, direction, status: text, amount: money, currency, bookingDateTime: moment },
  { description: text, counterparty: text },
)

export const shapes = {
  accounts: object({ accounts: listOf(account) }),
  balances: object({ accountId: uuid, balances: listOf(balance) }),
  transactions: object({
    transactions: listOf(transaction),
    pageNumber: integer(1),
    pageSize: integer(1),
    totalPages: integer(0),
    totalElements: integer(0),
  }),
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
