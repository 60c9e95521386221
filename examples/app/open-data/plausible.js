/** Where Kazakhstan is, in degrees (WGS 84). */
const country = { latitude: [40.5, 55.5], longitude: [46.4, 87.4] }

/** A bank's own rate departs from the official one by a tenth at most. */
const mostDeparture = 0.1

const within = (value, [least, most]) => value >= least && value <= most

const isPlace = ({ location: { latitude, longitude } }) =>
  within(latitude, country.latitude) && within(longitude, country.longitude)

const isExchangeRate = ({ buy, sell, official }) => {
  const [buying, selling, central] = [buy, sell, official].map(Number)
  const near = (rate) => rate > 0 && Math.abs(rate / central - 1) <= mostDeparture
  return near(buying) && near(selling) && buying <= selling
}

const isProduct = ({ terms, rates }) =>
  terms.every(
    ({ minAmount, maxAmount, minMonths, maxMonths }) =>
      Number(minAmount) <= Number(maxAmount) && minMonths <= maxMonths,
  ) &&
  rates.every(
    ({ nominal, effective, fromMonths, toMonths }) =>
      within(Number(nominal), [0, 100]) && Number(effective) >= Number(nominal) && fromMonths <= toMonths,
  )

const isOutage = ({ from, to }) => Date.parse(from) < Date.parse(to)

const tests = {
  branches: isPlace,
  atms: isPlace,
  'exchange-rates': isExchangeRate,
  products: isProduct,
  outages: isOutage,
}

/* The sound rules of this file. */

/** Whether what an item says can be so: who believes an impossible rate or place is misled by it. */
export const isPlausible = (what, item) => tests[what]?.(item) ?? true
