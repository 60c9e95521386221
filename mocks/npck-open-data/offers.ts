import { z } from 'zod'
import { texts, type Texts } from './texts.js'

const currency = z.string().regex(/^[A-Z]{3}$/)
const months = z.int().min(1).max(600)
const percent = z.number().min(0).max(100)

const product = z.strictObject({
  productId: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/),
  type: z.enum(['deposit', 'loan', 'card', 'insurance']),
  segment: z.enum(['retail', 'business']),
  name: texts,
  description: texts,
  terms: z.record(
    currency,
    z.strictObject({ amount: z.tuple([z.number(), z.number()]), months: z.tuple([months, months]) }),
  ),
  rates: z.record(currency, z.array(z.tuple([months, months, percent, percent]))),
  fees: z.array(
    z.strictObject({
      name: texts,
      amount: z.number().optional(),
      currency: currency.optional(),
      percent: percent.optional(),
      when: z.enum(['once', 'monthly', 'yearly', 'per-operation']),
    }),
  ),
})
export const productsFile = z.record(z.string(), z.array(product))

export const ratesFile = z.strictObject({
  official: z.array(z.strictObject({ currency, units: z.int().min(1), rate: z.number().positive() })),
  margins: z.record(z.string(), z.partialRecord(z.enum(['cash', 'cashless', 'online']), z.number().min(0).max(9))),
})

export type Term = {
  readonly currency: string
  readonly minAmount: string
  readonly maxAmount: string
  readonly minMonths: number
  readonly maxMonths: number
}
export type ProductRate = {
  readonly currency: string
  readonly fromMonths: number
  readonly toMonths: number
  readonly nominal: string
  readonly effective: string
}
export type Fee = {
  readonly name: Texts
  readonly basis: 'fixed' | 'percent'
  readonly when: string
  readonly amount?: string
  readonly currency?: string
  readonly percent?: string
}
export type Product = {
  readonly productId: string
  readonly type: string
  readonly segment: string
  readonly name: Texts
  readonly description: Texts
  readonly terms: readonly Term[]
  readonly rates: readonly ProductRate[]
  readonly fees: readonly Fee[]
}
export type Rate = {
  readonly rateId: string
  readonly currency: string
  readonly units: number
  readonly channel: string
  readonly buy: string
  readonly sell: string
  readonly official: string
}

/** The products of a bank as the contract writes them, texts in every language. */
export function makeProducts(bank: string, file: z.infer<typeof productsFile>): Product[] {
  return (file[bank] ?? []).map(({ terms, rates, fees, ...rest }) => ({
    ...rest,
    terms: Object.entries(terms).map(
      ([
        name,
        {
          amount,
          months: [minMonths, maxMonths],
        },
      ]) => ({
        currency: name,
        minAmount: amount[0].toFixed(2),
        maxAmount: amount[1].toFixed(2),
        minMonths,
        maxMonths,
      }),
    ),
    rates: Object.entries(rates).flatMap(([name, list]) =>
      list.map(([fromMonths, toMonths, nominal, effective]) => ({
        currency: name,
        fromMonths,
        toMonths,
        nominal: nominal.toFixed(2),
        effective: effective.toFixed(2),
      })),
    ),
    fees: fees.map(({ amount, percent: share, currency: of, ...fee }) => ({
      ...fee,
      basis: amount === undefined ? 'percent' : 'fixed',
      ...(amount === undefined ? {} : { amount: amount.toFixed(2) }),
      ...(of === undefined ? {} : { currency: of }),
      ...(share === undefined ? {} : { percent: share.toFixed(2) }),
    })),
  }))
}

/** The exchange rates of a bank: below and above the official ones by its margin. */
export function makeRates(bank: string, { official, margins }: z.infer<typeof ratesFile>): Rate[] {
  return Object.entries(margins[bank] ?? {}).flatMap(([channel, margin]) =>
    official.map(({ currency: name, units, rate }) => ({
      rateId: `${bank}-${name}-${channel}`,
      currency: name,
      units,
      channel,
      buy: (rate * (1 - margin / 100)).toFixed(2),
      sell: (rate * (1 + margin / 100)).toFixed(2),
      official: rate.toFixed(2),
    })),
  )
}
