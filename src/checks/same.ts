import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { propertyAt } from '../base/property.js'
import type { Advice } from '../model/finding.js'
import { defineCheck, factMissing, lastExchange, shown, unanswered, written } from './define.js'

const params = z.strictObject({
  of: z.string().min(1).describe('property of the body'),
  as: written.describe('what it has to equal, order included'),
})

/** `same: { of: transactions, as: "${first.body.transactions}" }` — a property equals what an earlier answer gave. */
export const same = defineCheck({
  name: 'same',
  version: 1,
  summary: { ru: 'то же, что в прежнем ответе', en: 'the same as in an earlier answer' },
  params,
  properties: (p) => [p.of],
  observe(seen, p) {
    const exchange = seen.exchanges.at(-1)
    const json = exchange && seen.body(exchange)
    const found = propertyAt(json, p.of)
    return found !== undefined && isDeepStrictEqual(found, seen.resolve(p.as))
  },
  judge(place, _attempt, fact, p) {
    const without = unanswered(place)
    if (without) return [without]
    const last = lastExchange(place)
    if (fact === 'absent') return [factMissing(last?.index)]
    const of = shown(place, p.of)
    return [
      {
        result: fact ? 'met' : 'departed',
        expected: { ru: `${of} как в прежнем ответе`, en: `${of} as in the earlier answer` },
        actual: fact ? { ru: 'совпадает', en: 'the same' } : { ru: 'отличается', en: 'different' },
        ...(last === undefined ? {} : { exchange: last.index }),
        ...(fact ? {} : adviceOn(of)),
      },
    ]
  },
})

function adviceOn(of: string): Advice {
  return {
    likelyCause: {
      ru: `Порядок записей ${of} не задан до конца: при равном времени база отдаёт их как придётся; или ответы дают узлы с разным состоянием данных.`,
      en: `The order of ${of} is not fully given: with equal times the database returns them as it likes; or nodes with different data answer.`,
    },
    next: {
      ru: `Добавьте в сортировку второй ключ, который не повторяется (например, идентификатор записи), и читайте один и тот же источник.`,
      en: `Add a second, unique key to the sorting (such as the record's id), and read from one and the same source.`,
    },
  }
}
