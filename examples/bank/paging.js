import { malformed } from './errors.js'

const maximumSize = 100

/** Page, size and dates of a query, checked; a wrong or repeated value is refused with 400. */
export function readPaging(query) {
  const pageNumber = wholeNumber(query, 'pageNumber', 1, Number.MAX_SAFE_INTEGER / maximumSize)
  const pageSize = wholeNumber(query, 'pageSize', 50, maximumSize)
  const fromDate = date(query, 'fromDate') ?? '0000-00-00'
  const toDate = date(query, 'toDate') ?? '9999-99-99'
  if (fromDate > toDate) throw malformed('query:fromDate', 'fromDate is later than toDate')
  return { pageNumber, pageSize, fromDate, toDate }
}

function wholeNumber(query, name, whenAbsent, maximum) {
  const text = single(query, name)
  if (text === undefined) return whenAbsent
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= 1 && value <= maximum) return value
  throw malformed(`query:${name}`, `${name} is a whole number from 1 to ${Math.floor(maximum)}`)
}

function date(query, name) {
  const text = single(query, name)
  if (text === undefined || isDate(text)) return text
  throw malformed(`query:${name}`, `${name} is a date such as 2026-11-22`)
}

function single(query, name) {
  const values = query.getAll(name)
  if (values.length > 1) throw malformed(`query:${name}`, `${name} is given more than once`)
  return values[0]
}

/** True for a day that the calendar has. */
export function isDate(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

/** Both days belong to the period. */
export const isInPeriod = (day, { fromDate, toDate }) => day >= fromDate && day <= toDate

/** The rows of a page; rows keep their order, so every row stands on exactly one page. */
export const rowsOfPage = (rows, { pageNumber, pageSize }) =>
  rows.slice((pageNumber - 1) * pageSize, pageNumber * pageSize)

/** How many rows all pages have together. */
export const totalElements = (rows) => rows.length

/** The page that was asked for. */
export const pageNumber = (paging) => paging.pageNumber

/** How many pages there are; the last one may be short. */
export const totalPages = (rows, { pageSize }) => Math.ceil(rows.length / pageSize)
