import { z } from 'zod'
import { propertyAt } from '../base/property.js'
import type { Advice } from '../model/finding.js'
import { defineCheck, factMissing, lastExchange, shown, unanswered, written } from './define.js'

const params = z.strictObject({
  of: z.string().min(1).describe('property of the body that holds the list'),
  has: z.record(z.string(), written).describe('properties that every item has, with their values'),
})

/**
 * `each: { of: balances, has: { currency: "${account.currency}" } }` — every item of a list has these values.
 * The fact holds how many items differ, never a value.
 */
export const each = defineCheck({
  name: 'each',
  version: 1,
  summary: { ru: 'у каждого элемента списка такие значения', en: 'every item of a list has these values' },
  params,
  properties: (p) => [p.of, ...Object.keys(p.has)],
  observe(seen, p) {
    const exchange = seen.exchanges.at(-1)
    const json = exchange && seen.body(exchange)
    const list = propertyAt(json, p.of)
    if (!Array.isArray(list)) return null
    const wanted = Object.entries(p.has).map(([name, value]) => [name, seen.resolve(value)] as const)
    return Object.fromEntries(
      wanted.map(([name, value]) => [name, list.filter((item) => propertyAt(item, name) !== value).length]),
    )
  },
  judge(place, _attempt, fact, p) {
    const without = unanswered(place)
    if (without) return [without]
    const last = lastExchange(place)
    if (fact === 'absent') return [factMissing(last?.index)]
    const at = last === undefined ? {} : { exchange: last.index }
    const of = shown(place, p.of)
    return Object.keys(p.has).map((name) => {
      const called = shown(place, name)
      const different = fact?.[name]
      return {
        result: different === 0 ? 'met' : 'departed',
        expected: { ru: `${of}: ${called} у всех то же`, en: `${of}: the same ${called} in all of them` },
        actual:
          different === undefined
            ? { ru: `списка ${of} нет`, en: `no list ${of}` }
            : different === 0
              ? { ru: 'так и есть', en: 'as expected' }
              : { ru: `${called} иное у элементов: ${different}`, en: `another ${called} in ${different}` },
        ...at,
        ...(different === 0 ? {} : adviceOn(of, called)),
      }
    })
  },
})

function adviceOn(of: string, name: string): Advice {
  return {
    likelyCause: {
      ru: `${name} в ${of} берётся не из своей записи: подставлено значение по умолчанию, пересчитано или взято у другой записи.`,
      en: `${name} in ${of} is not the record's own: a default, a conversion, or another record's value.`,
    },
    next: {
      ru: `Сравните ${name} в ответе с записью в учётной системе и возьмите его оттуда без пересчёта.`,
      en: `Compare ${name} in the answer with the record in the core system and take it from there as it is.`,
    },
  }
}
