import { currency, date, flag, integer, listOf, moment, money, number, object, string, text, word } from '../shape.js'

const percent = string('percentage', (value) => /^\d{1,3}\.\d{1,4}$/.test(value))
const rateValue = string('rate', (value) => /^\d{1,7}\.\d{1,6}$/.test(value))
const time = string('time', (value) => /^([01]\d|2[0-4]):[0-5]\d$/.test(value))
const link = string('https address', (value) => URL.canParse(value) && new URL(value).protocol === 'https:')

const meta = { provider: text, lastUpdated: moment, licence: link, termsOfUse: link }
const pageMeta = object({
  ...meta,
  pageNumber: integer(1),
  pageSize: integer(1),
  totalPages: integer(0),
  totalResults: integer(0),
})

const place = {
  address: object({ city: text, street: text, building: text }, { country: text, cityCode: text, postalCode: text }),
  location: object({ latitude: number(-90, 90), longitude: number(-180, 180) }),
  hours: listOf(object({ day: word, opens: time, closes: time })),
  services: listOf(word),
}
const branch = object({ branchId: text, name: text, ...place }, { accessibility: listOf(word), updatedAt: moment })
const atm = object(
  { atmId: text, ...place, currencies: listOf(currency), state: word },
  { branchId: text, accessibility: listOf(word), updatedAt: moment },
)
const term = object({
  currency,
  minAmount: money,
  maxAmount: money,
  minMonths: integer(1),
  maxMonths: integer(1),
})
const productRate = object({
  currency,
  fromMonths: integer(1),
  toMonths: integer(1),
  nominal: percent,
  effective: percent,
})
const fee = object({ name: text, basis: word, when: word }, { amount: money, currency, percent })
const product = object(
  { productId: text, type: word, name: text, terms: listOf(term), rates: listOf(productRate), fees: listOf(fee) },
  {
    description: string('description', (value) => value.length <= 1000),
    segment: word,
    currencies: listOf(currency),
    offeredFrom: date,
    offeredTo: date,
    updatedAt: moment,
  },
)
const exchangeRate = object(
  { rateId: text, currency, units: integer(1), channel: word, buy: rateValue, sell: rateValue, official: rateValue },
  { updatedAt: moment },
)
const status = object(
  { status: word, services: listOf(object({ service: word, status: word })) },
  { explanation: text, updatedAt: moment },
)
const outage = object(
  { outageId: text, planned: flag, partial: flag, services: listOf(word), from: moment, to: moment, explanation: text },
  { announcedAt: moment },
)

const pageOf = (item) => object({ data: listOf(item), meta: pageMeta })

/** What the answers with open data must hold, by the name of the data. */
export const openDataShapes = {
  branches: pageOf(branch),
  atms: pageOf(atm),
  products: pageOf(product),
  'exchange-rates': pageOf(exchangeRate),
  status: object({ data: status, meta: object(meta) }),
  outages: pageOf(outage),
}
