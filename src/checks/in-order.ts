import { z } from 'zod'
import { propertyAt } from '../base/property.js'
import type { Advice } from '../model/finding.js'
import { defineCheck, factMissing, lastExchange, shown, unanswered } from './define.js'

const params = z.strictObject({
  items: z.string().min(1).describe('property with the items'),
  at: z.string().min(1).describe('property with the moment of an item'),
  first: z.enum(['latest', 'earliest']).default('latest').describe('which moment comes first'),
})

/** `in-order: { items: transactions, at: bookingDateTime }` — newest first, or the earliest, from page to page too. */
export const inOrder = defineCheck({
  name: 'in-order',
  version: 1,
  summary: { ru: 'элементы идут по порядку времени', en: 'items come in the order of time' },
  params,
  properties: (p) => [p.items, p.at],
  observe(seen, p) {
    const moments = seen.exchanges.flatMap((exchange) => {
      const items = propertyAt(seen.body(exchange), p.items)
      return Array.isArray(items) ? (items as unknown[]).map((item) => momentOf(item, p.at)) : []
    })
    // A moment that cannot be read departs from the contract, not from the order.
    const read = moments.filter((moment) => !Number.isNaN(moment))
    const sign = p.first === 'latest' ? 1 : -1
    const signed = read.map((moment) => sign * moment)
    return { items: moments.length, outOfOrder: signed.filter((it, i) => it > (signed[i - 1] ?? Infinity)).length }
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
        expected:
          p.first === 'latest'
            ? { ru: `записи от новых к старым по ${at}`, en: `items newest first by ${at}` }
            : { ru: `записи от ранних к поздним по ${at}`, en: `items earliest first by ${at}` },
        actual:
          outOfOrder === 0
            ? { ru: `по порядку все ${items}`, en: `all ${items} in order` }
            : { ru: `не по порядку ${outOfOrder} из ${items}`, en: `${outOfOrder} of ${items} out of order` },
        ...(outOfOrder === 0 ? {} : unsorted(at, p.first)),
        ...(last === undefined ? {} : { exchange: last.index }),
      },
    ]
  },
})

const unsorted = (at: string, first: 'latest' | 'earliest'): Advice => ({
  likelyCause: {
    ru: `Записи не сортируются по ${at}, сортируются как текст с разными смещениями, или каждая страница сортируется отдельно.`,
    en: `Items are not sorted by ${at}, are sorted as texts with different offsets, or every page is sorted by itself.`,
  },
  next: {
    ru: `Сортируйте весь список по ${at} ${first === 'latest' ? 'по убыванию' : 'по возрастанию'} до деления на страницы, вторым ключом – по идентификатору записи.`,
    en: `Sort the whole list by ${at}, ${first === 'latest' ? 'newest' : 'earliest'} first, before it is cut into pages, and by the record's id as the second key.`,
  },
})

function momentOf(item: unknown, at: string): number {
  const moment = propertyAt(item, at)
  return typeof moment === 'string' ? Date.parse(moment) : NaN
}
