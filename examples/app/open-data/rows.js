import { localTime } from './age.js'

const addressOf = ({ city, street, building }) => `${city}, ${street}, ${building}`

const pointOf = ({ latitude, longitude }) => `${latitude}, ${longitude}`

/** `MON 09:00–18:00, TUE …` in the reader's words; days alike are not put together, so that nobody has to think. */
const hoursOf = (hours, say) =>
  hours.map(({ day, opens, closes }) => `${known(`open.day.${day}`, day, say)} ${opens}–${closes}`).join(', ')

/** A word that is not known here is shown as the bank writes it. */
const known = (id, own, say) => say(id) ?? own

const placeCells = ({ address, location, hours }, say) => [addressOf(address), pointOf(location), hoursOf(hours, say)]

const rateOf = ({ currency, fromMonths, toMonths, nominal, effective }, say) =>
  say('open.rate', { currency, fromMonths, toMonths, nominal, effective })

const feeOf = ({ name, amount, currency, percent }) =>
  `${name}: ${percent === undefined ? `${amount} ${currency}` : `${percent} %`}`

const termOf = ({ currency, minAmount, maxAmount, minMonths, maxMonths }, say) =>
  say('open.term', { currency, minAmount, maxAmount, minMonths, maxMonths })

/** By name of the data: what of an item stands in its row. */
const cells = {
  branches: (branch, say) => [branch.name, ...placeCells(branch, say)],
  atms: (atm, say) => [
    atm.currencies.join(', '),
    ...placeCells(atm, say),
    known(`open.state.${atm.state}`, atm.state, say),
  ],
  products: ({ name, terms, rates, fees }, say) => [
    name,
    [...terms.map((term) => termOf(term, say)), ...rates.map((rate) => rateOf(rate, say)), ...fees.map(feeOf)].join(
      '; ',
    ),
  ],
  'exchange-rates': ({ currency, units, channel, buy, sell, official }, say) => [
    `${units} ${currency}`,
    known(`open.channel.${channel}`, channel, say),
    say('open.buy', { buy }),
    say('open.sell', { sell }),
    say('open.official', { official }),
  ],
  status: ({ status, explanation }, say) => [known(`open.available.${status}`, status, say), explanation ?? ''],
  outages: ({ from, to, explanation }) => [`${localTime(from)} – ${localTime(to)}`, explanation],
}

/** The row of an item; `say` answers undefined for a word that it does not know. */
export const rowOf = (what, item, say) => cells[what](item, say)
