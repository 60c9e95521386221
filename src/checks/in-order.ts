import { z } from 'zod'
import { propertyAt } from '../base/property.js'
import { defineCheck, factMissing, lastExchange, shown, unanswered } from './define.js'

const params = z.strictObject({
  items: z.string().min(1).describe('property with the items'),
  at: z.string().min(1).describe('property with the moment of an item'),
})

/** `in-order: { items: transactions, at: bookingDateTime }` — newest first, from page to page too. */
export const inOrder = defineCheck({
  name: 'in-order',
  version: 1,
  summary: { ru: 'элементы идут от новых к старым', en: 'items come newest first' },
  params,
  properties: (p) => [p.items, p.at],
  observe(seen, p) {
    const moments = seen.exchanges.flatMap((exchange) => {
      const items = propertyAt(seen.body(exchange), p.items)
      return Array.isArray(items) ? (items as unknown[]).map((item) => momentOf(item, p.at)) : []
    })
    // A moment that cannot be read departs from the contract, not from the order.
    const read = moments.filter((moment) => !Number.isNaN(moment))
    return { items: moments.length, outOfOrder: read.filter((moment, i) => moment > (read[i - 1] ?? Infinity)).length }
  },
  judge(place, _attempt, fact, p) {
    const without = unanswered(place)
    if (without) return [without]
    const last = lastExchange(place)
    if (fact === 'absent') return [factMissing(last?.index)]
    const { items, outOfOrder } = fact
    const at = shown(place, p.at)
    return [
      {
        result: outOfOrder === 0 ? 'met' : 'departed',
        expected: { ru: `записи от новых к старым по ${at}`, en: `items newest first by ${at}` },
        actual:
          outOfOrder === 0
            ? { ru: `по порядку все ${items}`, en: `all ${items} in order` }
            : { ru: `не по порядку ${outOfOrder} из ${items}`, en: `${outOfOrder} of ${items} out of order` },
        ...(last === undefined ? {} : { exchange: last.index }),
      },
    ]
  },
})

function momentOf(item: unknown, at: string): number {
  const moment = propertyAt(item, at)
  return typeof moment === 'string' ? Date.parse(moment) : NaN
}
