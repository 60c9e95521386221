import { z } from 'zod'
import type { Text } from '../base/text.js'
import { isObject, type JsonObject } from '../base/json.js'
import { propertyAt } from '../base/property.js'
import type { RawExchange } from '../model/exchange.js'
import type { Advice, Observation } from '../model/finding.js'
import { defineCheck, factMissing, lastExchange, shown, unanswered } from './define.js'
import { noPage, otherNumber, repeatedItems, shortPage, wrongTotal } from './paging-advice.js'

const params = z.strictObject({
  items: z.string().min(1).describe('property that holds the items of a page'),
  id: z.string().min(1).describe('property that tells items apart'),
  total: z.string().min(1).describe('property with the number of all items'),
  page: z.string().min(1).describe('property with the number of the page'),
  size: z.string().min(1).describe('property with the size of a page'),
  'at-least-pages': z.int().min(1).default(2),
})

/** What was seen of all pages together: numbers and comparisons, no item. */
type PagedFact = {
  readonly pages: number
  readonly items: number
  readonly repeated: number
  readonly totalsAgree: boolean
  readonly totalIsItems: boolean
  readonly numbersInOrder: boolean
  readonly fullPages: boolean
}

/**
 * `paged: {...}` after a `pages` step — every item came once, the totals agree on every page and with what came,
 * each page has its number and is full but for the last.
 */
export const paged = defineCheck({
  name: 'paged',
  version: 1,
  summary: { ru: 'постраничная выдача полна и согласована', en: 'paging is complete and consistent' },
  params,
  properties: ({ items, id, total, page, size }) => [items, id, total, page, size],
  reveals: () => 'contract/paging',
  observe(seen, p): PagedFact {
    const bodies = seen.exchanges.flatMap((exchange): JsonObject[] => {
      const body = seen.body(exchange)
      return isServed(exchange) && isObject(body) ? [body] : []
    })
    const pages = bodies.map((body) => listAt(body, p.items))
    const ids = pages.flat().map((item) => (isObject(item) ? String(propertyAt(item, p.id)) : ''))
    const totals = new Set(bodies.map((body) => propertyAt(body, p.total)))
    return {
      pages: bodies.length,
      items: ids.length,
      repeated: ids.length - new Set(ids).size,
      totalsAgree: totals.size === 1,
      totalIsItems: totals.size === 1 && totals.has(ids.length),
      numbersInOrder: bodies.every((body, i) => propertyAt(body, p.page) === i + 1),
      fullPages: pages.slice(0, -1).every((items, i) => items.length === propertyAt(bodies[i], p.size)),
    }
  },
  judge(place, _attempt, fact, p) {
    const without = unanswered(place)
    if (without) return [without]
    const last = lastExchange(place)
    if (fact === 'absent') return [factMissing(last?.index)]
    const at = last === undefined ? {} : { exchange: last.index }
    const rules = rulesOf(fact, { total: shown(place, p.total), page: shown(place, p.page) }).map(
      ({ met, expected, actual, advice }): Observation => {
        if (met) return { result: 'met', expected, actual: { ru: 'так и есть', en: 'as expected' }, ...at }
        return { result: 'departed', expected, actual, ...at, ...advice }
      },
    )
    const enough = fact.pages >= p['at-least-pages']
    if (enough || rules.some(({ result }) => result === 'departed')) return rules
    return [
      {
        result: 'undecided',
        cause: 'configuration',
        expected: { ru: `не меньше ${p['at-least-pages']} страниц`, en: `at least ${p['at-least-pages']} pages` },
        actual: { ru: `страниц ${fact.pages}`, en: `${fact.pages} pages` },
        next: {
          ru: 'Нужно больше записей: назначьте тестового клиента, у которого их больше, или добавьте их в тестовой среде.',
          en: 'More items are needed: name a test client who has more, or add some in the test environment.',
        },
        ...at,
      },
    ]
  },
})

function listAt(body: JsonObject, name: string): readonly unknown[] {
  const list = propertyAt(body, name)
  return Array.isArray(list) ? (list as readonly unknown[]) : []
}

/** An error is no page, whatever its body looks like. */
function isServed({ outcome }: RawExchange): boolean {
  return 'response' in outcome && outcome.response.status < 300
}

interface Rule {
  readonly met: boolean
  readonly expected: Text
  readonly actual: Text
  readonly advice: Advice
}

function rulesOf(fact: PagedFact, p: { readonly total: string; readonly page: string }): Rule[] {
  if (fact.pages === 0) {
    const expected = { ru: 'страница списка', en: 'a page of the list' }
    const actual = { ru: 'страницы в ответе нет', en: 'no page in the answer' }
    return [{ met: false, expected, actual, advice: noPage }]
  }
  return [
    {
      met: fact.repeated === 0,
      expected: { ru: 'каждая запись выдана один раз', en: 'every item comes once' },
      actual: { ru: `повторов ${fact.repeated}`, en: `${fact.repeated} repeated` },
      advice: repeatedItems,
    },
    {
      met: fact.totalIsItems,
      expected: {
        ru: `${p.total} равно числу выданных записей`,
        en: `${p.total} equals the number of items that came`,
      },
      actual: fact.totalsAgree
        ? { ru: `выдано ${fact.items}, заявлено другое число`, en: `${fact.items} came, another number was declared` }
        : { ru: `${p.total} меняется от страницы к странице`, en: `${p.total} changes from page to page` },
      advice: wrongTotal(p.total, fact.totalsAgree),
    },
    {
      met: fact.numbersInOrder,
      expected: { ru: `${p.page} — номер запрошенной страницы`, en: `${p.page} is the number of the page asked for` },
      actual: { ru: 'номер страницы другой', en: 'another page number' },
      advice: otherNumber(p.page),
    },
    {
      met: fact.fullPages,
      expected: { ru: 'все страницы, кроме последней, полные', en: 'all pages but the last are full' },
      actual: { ru: 'неполная страница в середине', en: 'a page in the middle is not full' },
      advice: shortPage,
    },
  ]
}
