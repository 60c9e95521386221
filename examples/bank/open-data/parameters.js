import { malformed } from '../errors.js'

const wholeNumber = (least, most) => (text) =>
  /^[0-9]{1,6}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined
const oneOf =
  (...values) =>
  (text) =>
    values.includes(text) ? text : undefined
const like = (pattern) => (text) => (pattern.test(text) ? text : undefined)

const currency = like(/^[A-Z]{3}$/)
const paging = { pageNumber: wholeNumber(1, 999_999), pageSize: wholeNumber(1, 100) }
const ofPlaces = {
  city: like(/^[a-z][a-z-]{1,39}$/),
  accessibility: oneOf('wheelchair', 'ramp', 'call-button', 'braille', 'audio', 'induction-loop'),
}

/** The query parameters of each list, each with what reads it: undefined for a value that it does not allow. */
export const parametersOf = {
  branches: {
    ...paging,
    ...ofPlaces,
    service: oneOf(
      ...['payments', 'transfers', 'currency-exchange', 'loans'],
      ...['deposits', 'safe-boxes', 'business-accounts', 'cards'],
    ),
  },
  atms: {
    ...paging,
    ...ofPlaces,
    service: oneOf('cash-withdrawal', 'cash-deposit', 'balance', 'payments', 'contactless', 'pin-change'),
    currency,
  },
  products: {
    ...paging,
    type: oneOf('deposit', 'loan', 'card', 'insurance'),
    segment: oneOf('retail', 'business'),
    currency,
  },
  'exchange-rates': { ...paging, currency, channel: oneOf('cash', 'cashless', 'online') },
  outages: { ...paging, service: oneOf('branches', 'atms', 'products', 'exchange-rates') },
}

/** The parameters of a query by name; 400 for one that is unknown, doubled or has a value that is not allowed. */
export function readParameters(query, known) {
  const values = {}
  for (const [name, text] of query) {
    const read = Object.hasOwn(known, name) ? known[name] : undefined
    if (!read) throw malformed(`query:${name}`, 'There is no such parameter')
    if (Object.hasOwn(values, name)) throw malformed(`query:${name}`, 'It is given twice')
    values[name] = read(text)
    if (values[name] === undefined) throw malformed(`query:${name}`, 'The value is not allowed')
  }
  return values
}
