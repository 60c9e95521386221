import { z } from 'zod'
import type { Observation } from '../model/finding.js'
import { missingHeader } from './departure-advice.js'
import { defineCheck, unanswered } from './define.js'

/** `carries: allow` — every answer of the step carries this header. */
export const carries = defineCheck({
  name: 'carries',
  version: 1,
  summary: { ru: 'заголовок в ответе', en: 'a header in the answer' },
  params: z.string().regex(/^[a-z][a-z0-9-]*$/, 'a header name in lower case'),
  translate: (header, names) => (names.lacksHeader(header) ? undefined : names.header(header)),
  judge(place, _attempt, _fact, header) {
    const without = unanswered(place)
    if (without) return [without]
    return place.exchanges.flatMap(({ index, exchange }): Observation[] => {
      if (!('response' in exchange.outcome)) return []
      const there = exchange.outcome.response.headers[header] !== undefined
      return [
        {
          result: there ? 'met' : 'departed',
          expected: { ru: `заголовок ${header}`, en: `the header ${header}` },
          actual: there
            ? { ru: 'он есть', en: 'it is there' }
            : { ru: `заголовка ${header} нет`, en: `no header ${header}` },
          exchange: index,
          ...(there ? {} : missingHeader(header)),
        },
      ]
    })
  },
})
