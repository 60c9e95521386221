import { z } from 'zod'
import { isObject } from '../base/json.js'
import type { Advice } from '../model/finding.js'
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
      const body = seen.body(exchange)
      const items = isObject(body) ? body[p.items] : undefined
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
        ...(outOfOrder === 0 ? {} : unsorted(at)),
        ...(last === undefined ? {} : { exchange: last.index }),
      },
    ]
  },
})

const unsorted = (at: string): Advice => ({
  likelyCause: {
    ru: `Записи не сортируются по ${at}, сортируются как текст с разными смещениями, или каждая страница сортируется отдельно.`,
    en: `Items are not sorted by ${at}, are sorted as texts with different offsets, or every page is sorted by itself.`,
  },
  next: {
    ru: `Сортируйте весь список по ${at} по убыванию до деления на страницы, вторым ключом – по идентификатору записи.`,
    en: `Sort the whole list by ${at}, newest first, before it is cut into pages, and by the record's id as the second key.`,
  },
})

function momentOf(item: unknown, at: string): number {
  const moment = isObject(item) ? item[at] : undefined
  return typeof moment === 'string' ? Date.parse(moment) : NaN
}
