import { z } from 'zod'
import { isObject } from '../base/json.js'
import { defineCheck, factMissing, lastExchange, shown, unanswered } from './define.js'

/** What an item's property is compared with. */
const plain = z.union([z.string(), z.number(), z.boolean()])

const params = z
  .strictObject({
    of: z.string().min(1).describe('property of the body that holds the list'),
    where: z.record(z.string(), plain).optional().describe('only items with these values'),
    is: z.int().min(0).optional(),
    'at-least': z.int().min(0).optional(),
  })
  .refine((p) => (p.is === undefined) !== (p['at-least'] === undefined), 'give either `is` or `at-least`')

/** `count: { of: accounts, is: 0 }` — how many items a list of the body has, or of those that `where` describes. */
export const count = defineCheck({
  name: 'count',
  version: 1,
  summary: { ru: 'число элементов в списке ответа', en: 'how many items a list of the answer has' },
  params,
  properties: (p) => [p.of, ...Object.keys(p.where ?? {})],
  observe(seen, p) {
    const exchange = seen.exchanges.at(-1)
    const json = exchange && seen.body(exchange)
    const list = isObject(json) && Object.hasOwn(json, p.of) ? json[p.of] : undefined
    const wanted = Object.entries(p.where ?? {})
    const counts = (item: unknown): boolean => wanted.every(([name, value]) => isObject(item) && item[name] === value)
    return { items: Array.isArray(list) ? list.filter(counts).length : null }
  },
  judge(place, _attempt, fact, p) {
    const without = unanswered(place)
    if (without) return [without]
    const last = lastExchange(place)
    if (fact === 'absent') return [factMissing(last?.index)]
    const { items } = fact
    const only = Object.entries(p.where ?? {}).map(([name, value]) => `${shown(place, name)} = ${String(value)}`)
    const of = [shown(place, p.of), ...(only.length > 0 ? [`(${only.join(', ')})`] : [])].join(' ')
    const met = items !== null && (p.is === undefined ? items >= (p['at-least'] ?? 0) : items === p.is)
    const wanted = p.is === undefined ? `≥ ${p['at-least'] ?? 0}` : String(p.is)
    return [
      {
        result: met ? 'met' : 'departed',
        expected: { ru: `${of}: элементов ${wanted}`, en: `${of}: ${wanted} items` },
        actual:
          items === null
            ? { ru: `списка ${of} нет`, en: `no list ${of}` }
            : { ru: `элементов ${items}`, en: `${items} items` },
        ...(last === undefined ? {} : { exchange: last.index }),
      },
    ]
  },
})
