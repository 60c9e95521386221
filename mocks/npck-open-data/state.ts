import { z } from 'zod'
import type { Fixtures } from '../../src/system/index.js'
import { makeOutages, outagesFile, type PlannedOutage } from './availability.js'
import { makeProducts, makeRates, productsFile, ratesFile, type Product, type Rate } from './offers.js'
import { makeBranches, makeMachines, networkFile, type Machine, type Place } from './places.js'

/** What a bank publishes. */
export type BankData = {
  readonly branches: readonly Place[]
  readonly machines: readonly Machine[]
  readonly products: readonly Product[]
  readonly rates: readonly Rate[]
  readonly outages: readonly PlannedOutage[]
}

/** The banks' data, and the moment from which they count. */
export type State = { readonly startedAt: string; readonly banks: Readonly<Record<string, BankData>> }

const files = z.strictObject({
  network: networkFile,
  products: productsFile,
  rates: ratesFile,
  outages: outagesFile,
})

/** When the data of a new workspace were last brought up to date. */
const ageMs = 20 * 60 * 1000

/** The open data of the fixtures. @throws ZodError, or Error naming a bank or city that the fixtures do not have. */
export function initialState({ providers, data }: Fixtures): State {
  const { network, products, rates, outages } = files.parse(data)
  const named = [...Object.keys(network.banks), ...Object.keys(products), ...Object.keys(rates.margins)]
  const stranger = [...named, ...Object.keys(outages)].find((bank) => !providers.includes(bank))
  if (stranger !== undefined) throw new Error(`«${stranger}» is no provider of participants.yaml`)
  const dataOf = (bank: string): BankData => {
    const branches = makeBranches(bank, network)
    return {
      branches,
      machines: makeMachines(bank, network, branches),
      products: makeProducts(bank, products),
      rates: makeRates(bank, rates),
      outages: makeOutages(bank, outages),
    }
  }
  const startedAt = new Date(Math.floor((Date.now() - ageMs) / 1000) * 1000).toISOString()
  return { startedAt, banks: Object.fromEntries(providers.map((bank) => [bank, dataOf(bank)])) }
}
