import { readFileSync } from 'node:fs'

/** What the bank publishes: texts in every language, times as distances from the last update. */
const published = JSON.parse(readFileSync(new URL('data.json', import.meta.url), 'utf8'))

const hour = 3_600_000
const day = 24 * hour

/** Twice a day; the first time twenty minutes before the start, so that nothing is of the future. */
const periodMs = 12 * hour
const began = Math.floor((Date.now() - hour / 3) / 1000) * 1000

/** When the data were last brought up to date, milliseconds since the epoch. */
export const lastUpdate = (now) => began + Math.floor((now - began) / periodMs) * periodMs

/** RFC 3339 to the second, with the offset of Kazakhstan. */
export const localTime = (ms) => `${new Date(ms + 5 * hour).toISOString().slice(0, 19)}+05:00`

const weekdays = ['MON', 'TUE', 'WED', 'THU', 'FRI']
const open = (days, opens, closes) => days.map((name) => ({ day: name, opens, closes }))
const hours = {
  always: open([...weekdays, 'SAT', 'SUN'], '00:00', '24:00'),
  weekdays: open(weekdays, '09:00', '18:00'),
  'weekdays-and-saturday': [...open(weekdays, '09:00', '19:00'), ...open(['SAT'], '10:00', '15:00')],
  'weekdays-with-a-break': weekdays.flatMap((name) => [
    ...open([name], '09:00', '13:00'),
    ...open([name], '14:00', '18:00'),
  ]),
}

/** Everything in one language, as it is at this moment; `updated` and `now` in milliseconds since the epoch. */
export function publication({ language, updated, now }) {
  const branches = published.branches.map((branch) => placed(branch, branch))
  const home = new Map(published.branches.map((branch) => [branch.branchId, branch]))
  const outages = published.outages.map(outage).filter(({ to }) => Date.parse(to) > now)
  return {
    branches,
    atms: published.atms.map((atm) => placed(atm, home.get(atm.branchId) ?? atm)),
    products: published.products.map(({ changedDaysBefore, ...product }) => ({
      ...product,
      name: product.name[language],
      description: product.description[language],
      currencies: product.terms.map(({ currency }) => currency),
      fees: product.fees.map((fee) => ({ ...fee, name: fee.name[language] })),
      updatedAt: localTime(updated - changedDaysBefore * day),
    })),
    'exchange-rates': published.rates.map((rate) => ({ ...rate, updatedAt: localTime(updated) })),
    outages,
    status: statusUnder(outages.filter(({ from }) => Date.parse(from) <= now)),
  }

  /** A branch, or a machine that may stand in one. */
  function placed({ name, changedDaysBefore, hours: when, ...rest }, { place, location }) {
    const { cityCode, city, street, building, postalCode } = place
    return {
      ...rest,
      ...(name && { name: name[language] }),
      place: undefined,
      address: { country: 'KZ', cityCode, city: city[language], street: street[language], building, postalCode },
      location,
      hours: hours[when],
      updatedAt: localTime(updated - changedDaysBefore * day),
    }
  }

  function outage({ beginsInHours, lastsHours, announcedHoursBefore, explanation, ...rest }) {
    const from = updated + beginsInHours * hour
    return {
      ...rest,
      from: localTime(from),
      to: localTime(from + lastsHours * hour),
      announcedAt: localTime(updated - announcedHoursBefore * hour),
      explanation: explanation[language],
    }
  }

  function statusUnder(current) {
    const services = ['branches', 'atms', 'products', 'exchange-rates'].map((service) => {
      const own = current.filter((it) => it.services.includes(service))
      if (own.length === 0) return { service, status: 'available' }
      return { service, status: own.every(({ partial }) => partial) ? 'degraded' : 'unavailable' }
    })
    const all = (status) => services.every((it) => it.status === status)
    return {
      status: all('available') ? 'available' : all('unavailable') ? 'unavailable' : 'degraded',
      services,
      ...(current[0] && { explanation: current[0].explanation }),
      updatedAt: localTime(updated),
    }
  }
}
