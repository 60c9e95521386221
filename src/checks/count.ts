import { z } from 'zod'
import { propertyAt } from '../base/property.js'
import type { Advice } from '../model/finding.js'
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
    const list = propertyAt(json, p.of)
    const wanted = Object.entries(p.where ?? {}).map(([name, value]) => [name, seen.resolve(value)] as const)
    const counts = (item: unknown): boolean => wanted.every(([name, value]) => propertyAt(item, name) === value)
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
        ...(met ? {} : adviceOn(shown(place, p.of), only.join(', '), items, p.is ?? p['at-least'] ?? 0)),
      },
    ]
  },
})

function adviceOn(of: string, only: string, items: number | null, wanted: number): Advice {
  if (items === null)
    return {
      likelyCause: {
        ru: `В теле ответа нет массива ${of}: поле называется иначе, лежит глубже, или вместо пустого списка не передаётся ничего.`,
        en: `The body has no array ${of}: it has another name, lies deeper, or nothing is sent for an empty list.`,
      },
      next: {
        ru: `Передавайте ${of} массивом всегда, пустой список – как [].`,
        en: `Always send ${of} as an array, an empty one as [].`,
      },
    }
  if (items > wanted)
    return {
      likelyCause: {
        ru: `В ${of} попали записи, которых там быть не должно: выборка не ограничена этим клиентом и его согласием.`,
        en: `${of} has items that do not belong there: the query is not bounded by this client and the consent.`,
      },
      next: {
        ru: `Посмотрите, по какому ключу отбираются ${of}: это должен быть клиент, которого называет токен.`,
        en: `See by which key ${of} are selected: it has to be the client that the token names.`,
      },
    }
  if (only !== '')
    return {
      likelyCause: {
        ru: `Записи, у которых ${only}, отсеиваются при выборке, или у тестового клиента их нет.`,
        en: `Items with ${only} are filtered out, or the test client has none.`,
      },
      next: {
        ru: `Посмотрите в своей системе, есть ли у этого клиента такие записи. Если есть – снимите фильтр в запросе ${of}; если нет – назначьте в файле цели клиента, у которого они есть.`,
        en: `See in your own system whether this client has such items. If so, lift the filter of ${of}; if not, name a client in the target file who has them.`,
      },
    }
  return {
    likelyCause: {
      ru: `Для этого вида клиента ${of} не выдаются: он ищется не тем ключом (ИИН вместо БИН, представитель вместо организации), или у тестового клиента нет данных.`,
      en: `${of} are not given for this kind of client: the key is wrong (IIN for BIN, the representative for the company), or the test client has no data.`,
    },
    next: {
      ru: `Проверьте, по какому полю токена ищется клиент, и что у него в тестовом контуре есть ${of}.`,
      en: `See by which claim of the token the client is found, and that this client has ${of} in your test environment.`,
    },
  }
}
