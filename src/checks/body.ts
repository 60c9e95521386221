import { z } from 'zod'
import { propertyAt } from '../base/property.js'
import type { Advice } from '../model/finding.js'
import { missingProperty } from './departure-advice.js'
import { defineCheck, factMissing, lastExchange, shown, unanswered } from './define.js'

/**
 * `body: { message: Provider is not active }` — these properties of the answer's body are exactly so.
 * The fact holds whether each was equal, never what it was.
 */
export const body = defineCheck({
  name: 'body',
  version: 1,
  summary: { ru: 'поля ответа равны указанным', en: 'properties of the answer are exactly as named' },
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  properties: (expected) => Object.keys(expected),
  observe(seen, expected) {
    const exchange = seen.exchanges.at(-1)
    const json = exchange && seen.body(exchange)
    return Object.fromEntries(
      Object.entries(expected).map(([name, value]) => {
        const found = propertyAt(json, name)
        if (found === undefined) return [name, 'absent']
        return [name, found === seen.resolve(value) ? 'equal' : 'different']
      }),
    )
  },
  judge(place, _attempt, fact, expected) {
    const without = unanswered(place)
    if (without) return [without]
    const last = lastExchange(place)
    if (fact === 'absent') return [factMissing(last?.index)]
    return Object.entries(expected).map(([name, value]) => {
      const seen = fact[name]
      const called = shown(place, name)
      return {
        result: seen === 'equal' ? 'met' : 'departed',
        expected: { ru: `${called}: «${String(value)}»`, en: `${called}: “${String(value)}”` },
        actual:
          seen === 'equal'
            ? { ru: 'так и есть', en: 'as expected' }
            : seen === 'different'
              ? { ru: `${called}: другое значение`, en: `${called}: another value` }
              : { ru: `поля ${called} нет`, en: `no property ${called}` },
        ...(last === undefined ? {} : { exchange: last.index }),
        ...(seen === 'equal' ? {} : seen === 'different' ? otherValue(called, value) : missingProperty(called)),
      }
    })
  },
})

function otherValue(name: string, value: string | number | boolean): Advice {
  return {
    likelyCause: {
      ru: `${name} заполняется другим текстом или кодом, чем установлено: бывает, что отличаются только регистр букв, язык или пробелы.`,
      en: `${name} is filled with another text or code than agreed: sometimes only capitals, language or blanks differ.`,
    },
    next: {
      ru: `Передавайте в ${name} ровно «${String(value)}»: по этому значению другая сторона решает, что показать клиенту.`,
      en: `Send exactly “${String(value)}” in ${name}: the other side decides by it what the client is shown.`,
    },
  }
}
