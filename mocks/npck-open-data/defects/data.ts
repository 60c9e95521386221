import type { JsonObject, Json } from '../../../src/system/index.js'
import {
  entriesOf,
  inMeta,
  inside,
  isJsonObject,
  lastEntry,
  moved,
  otherwise,
  spoiled,
  withMeta,
  without,
} from './making.js'
import type { BankDefect } from './making.js'

const places = ['listBranches', 'listAtms'] as const
const rates = ['listExchangeRates'] as const
const products = ['listProducts'] as const

const located = (latitude: number, longitude: number) => (entry: JsonObject) => ({
  ...entry,
  location: { latitude, longitude },
})

/** What a bank says wrongly of its places, its offers and its rates. */
export const dataDefects: readonly BankDefect[] = [
  lastEntry('swapped-coordinates', 'C-place', places, (entry) => {
    const { latitude = 0, longitude = 0 } = isJsonObject(entry.location) ? entry.location : {}
    return { ...entry, location: { latitude: longitude, longitude: latitude } }
  }),
  lastEntry('zero-coordinates', 'C-place', places, located(0, 0)),
  lastEntry('coordinates-of-another-country', 'C-place', places, located(55.7558, 37.6173)),
  lastEntry('closes-before-opening', 'C-hours', places, (entry) =>
    inside(entry, 'hours', (one) => ({ ...one, opens: '18:00', closes: '09:00' })),
  ),
  lastEntry('overlapping-hours', 'C-hours', places, (entry) => {
    const hours: readonly Json[] = Array.isArray(entry.hours) ? entry.hours : []
    const [first] = hours
    return { ...entry, hours: [...hours, { ...(isJsonObject(first) ? first : {}), opens: '08:00', closes: '12:00' }] }
  }),
  lastEntry('atm-of-unknown-branch', 'C-atm', ['listAtms'], (entry) => ({ ...entry, branchId: 'NOWHERE-1' })),
  lastEntry('cash-without-currency', 'C-atm', ['listAtms'], (entry) => ({
    ...entry,
    services: ['cash-withdrawal'],
    currencies: [],
  })),
  otherwise('another-branch', 'C-not-found', ['getBranch'], (next) => (call) => {
    const last = call.state.banks[call.provider]?.branches.at(-1)
    return next({ ...call, path: { branchId: last?.id ?? '' } })
  }),
  spoiled('branch-differs-from-list', 'C-branch', ['getBranch'], (body) => ({
    ...body,
    data: { ...(isJsonObject(body.data) ? body.data : {}), hours: [] },
  })),

  lastEntry('minimum-above-maximum', 'C-terms', products, (entry) =>
    inside(entry, 'terms', ({ minAmount = '', maxAmount = '', ...term }) => ({
      ...term,
      minAmount: maxAmount,
      maxAmount: minAmount,
    })),
  ),
  lastEntry('term-without-currency', 'C-terms', products, (entry) => ({
    ...entry,
    currencies: Array.isArray(entry.currencies) ? [...(entry.currencies as readonly Json[]), 'GBP'] : [],
  })),
  lastEntry('offer-of-the-past', 'C-terms', products, (entry) => ({ ...entry, offeredTo: '2025-06-30' })),
  lastEntry('rate-for-missing-term', 'C-product-rates', products, (entry) =>
    inside(entry, 'rates', (rate) => ({ ...rate, toMonths: 600 })),
  ),
  lastEntry('effective-below-nominal', 'C-product-rates', products, (entry) =>
    inside(entry, 'rates', (rate) => ({ ...rate, effective: '0.01' })),
  ),
  lastEntry('rate-above-hundred', 'C-product-rates', products, (entry) =>
    inside(entry, 'rates', (rate) => ({ ...rate, nominal: '120.00', effective: '130.00' })),
  ),
  spoiled('fee-without-amount', 'C-fees', products, (body) => ({
    ...body,
    data: entriesOf(body).map((entry) =>
      inside(entry, 'fees', (fee) => (fee.basis === 'fixed' ? without(fee, 'amount') : fee)),
    ),
  })),

  lastEntry('buys-above-selling', 'C-exchange-rates', rates, ({ buy = '', sell = '', ...rate }) => ({
    ...rate,
    buy: sell,
    sell: buy,
  })),
  lastEntry('rate-of-zero', 'C-exchange-rates', rates, (rate) => ({ ...rate, buy: '0.00' })),
  lastEntry('rate-per-wrong-units', 'C-exchange-rates', rates, (rate) => ({
    ...rate,
    buy: (Number(rate.buy) / 10).toFixed(2),
    sell: (Number(rate.sell) / 10).toFixed(2),
  })),
  lastEntry('rate-for-tenge', 'C-exchange-rates', rates, (rate) => ({ ...rate, currency: 'KZT' })),
  spoiled('rate-twice', 'C-exchange-rates', rates, (body) => {
    const data = entriesOf(body)
    const [first] = data
    if (!first) return body
    const total = inMeta(body, 'totalResults') + 1
    return withMeta({ ...body, data: [...data, { ...first, rateId: 'another' }] }, { totalResults: total })
  }),

  spoiled('stale-rates', 'C-fresh', rates, (body) => aged(body, -72)),
  spoiled('stale-branches', 'C-fresh', ['listBranches'], (body) => aged(body, -60 * 24)),
  spoiled('updated-in-future', 'C-fresh', 'all', (body) =>
    withMeta(body, { lastUpdated: moved(isJsonObject(body.meta) ? body.meta.lastUpdated : undefined, 48) }),
  ),
  spoiled('entry-newer-than-list', 'C-fresh', [...places, ...products, ...rates], (body) => {
    const last = isJsonObject(body.meta) ? body.meta.lastUpdated : undefined
    const data = entriesOf(body)
    return { ...body, data: data.map((it, i) => (i === data.length - 1 ? { ...it, updatedAt: moved(last, 1) } : it)) }
  }),
  spoiled('meta-of-another-bank', 'C-meta', 'all', (body) => withMeta(body, { provider: 'ABCD01' })),
  spoiled('licence-over-http', 'C-meta', 'all', (body) => withMeta(body, { licence: 'http://bank.example/licence' })),
]

/** All moments of the data, moved by hours. */
function aged(body: JsonObject, hours: number): JsonObject {
  const lastUpdated = moved(isJsonObject(body.meta) ? body.meta.lastUpdated : undefined, hours)
  const data = entriesOf(body).map((entry) => ({ ...entry, updatedAt: moved(entry.updatedAt, hours) }))
  return withMeta({ ...body, data }, { lastUpdated })
}
