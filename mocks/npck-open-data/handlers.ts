import type { Call, Mock, Reply } from '../../src/system/index.js'
import { answered, listing, type Sources } from './answer.js'
import { outagesAt, statusAt } from './availability.js'
import { localTime } from './dates.js'
import { defects } from './defects.js'
import type { Product } from './offers.js'
import type { Machine, Place } from './places.js'
import { initialState, type State } from './state.js'

/** The invented banks: branches, machines, products, rates and availability out of the fixtures. */
export const mock: Mock<State> = {
  initial: initialState,
  operations: { listBranches, getBranch, listAtms, listProducts, listExchangeRates, getStatus, listOutages },
  defects,
}

/** What branches and machines are found by. */
interface Findable {
  readonly address: { readonly cityCode: string }
  readonly services: readonly string[]
  readonly accessibility: readonly string[]
}
const ofPlaces = {
  city: ({ address }: Findable, code: string) => address.cityCode === code,
  service: ({ services }: Findable, service: string) => services.includes(service),
  accessibility: ({ accessibility }: Findable, by: string) => accessibility.includes(by),
}

function listBranches(call: Call<State>): Reply {
  return listing<ReturnType<typeof branch>>(
    call,
    (sources) => sources.bank.branches.map((place) => branch(place, sources)),
    ofPlaces,
  )
}

function getBranch(call: Call<State>): Reply {
  return answered(call, (sources) => {
    const found = sources.bank.branches.find(({ id }) => id === call.path.branchId)
    return found && { data: branch(found, sources) }
  })
}

function listAtms(call: Call<State>): Reply {
  return listing<ReturnType<typeof atm>>(
    call,
    (sources) => sources.bank.machines.map((machine) => atm(machine, sources)),
    {
      ...ofPlaces,
      currency: ({ currencies }, currency) => currencies.includes(currency),
    },
  )
}

function listProducts(call: Call<State>): Reply {
  return listing<ReturnType<typeof product>>(
    call,
    (sources) => sources.bank.products.map((one) => product(one, sources)),
    {
      type: (item, type) => item.type === type,
      segment: (item, segment) => item.segment === segment,
      currency: ({ currencies }, currency) => currencies.includes(currency),
    },
  )
}

function listExchangeRates(call: Call<State>): Reply {
  return listing(call, ({ bank, updated }) => bank.rates.map((rate) => ({ ...rate, updatedAt: localTime(updated) })), {
    currency: (rate, currency) => rate.currency === currency,
    channel: (rate, channel) => rate.channel === channel,
  })
}

function getStatus(call: Call<State>): Reply {
  return answered(call, ({ bank, updated, now, language }) => ({
    data: statusAt(bank.outages, updated, now, language),
  }))
}

function listOutages(call: Call<State>): Reply {
  return listing(call, ({ bank, updated, now, language }) => outagesAt(bank.outages, updated, now, language), {
    service: ({ services }, service) => services.includes(service),
  })
}

function branch(place: Place, sources: Sources) {
  return { branchId: place.id, name: place.name[sources.language], ...placed(place, sources) }
}

function atm(machine: Machine, sources: Sources) {
  const { id, branchId, currencies, state } = machine
  return { atmId: id, ...(branchId === undefined ? {} : { branchId }), ...placed(machine, sources), currencies, state }
}

/** What branches and machines have in common. */
function placed(place: Place, { language, updated }: Sources) {
  const { cityCode, city, street, building, postalCode, latitude, longitude, hours, services, accessibility } = place
  return {
    address: { country: 'KZ', cityCode, city: city[language], street: street[language], building, postalCode },
    location: { latitude, longitude },
    hours,
    services,
    accessibility,
    updatedAt: localTime(updated - place.hoursBefore * 3600 * 1000),
  }
}

function product({ name, description, fees, terms, ...rest }: Product, { language, updated }: Sources) {
  return {
    ...rest,
    name: name[language],
    description: description[language],
    currencies: terms.map(({ currency }) => currency),
    terms,
    fees: fees.map(({ name: fee, ...more }) => ({ name: fee[language], ...more })),
    offeredFrom: '2025-01-15',
    updatedAt: localTime(updated - 72 * 3600 * 1000),
  }
}
