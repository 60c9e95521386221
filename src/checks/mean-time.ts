import { z } from 'zod'
import type { Text } from '../base/text.js'
import { defineCheck, lastExchange, unanswered } from './define.js'

const params = z.strictObject({
  seconds: z.number().positive().describe('the mean must not be greater'),
  through: z
    .string()
    .min(1)
    .describe('id of the requirement that a departure through a platform breaks: there it is the time of both'),
})

/**
 * `mean-time: { seconds: 3, through: C-time-through }` — the mean time of the step's exchanges, each from the start of the
 * request to the end of the answer. Through a platform it is the sum of platform and bank, so that it charges neither.
 */
export const meanTime = defineCheck<z.output<typeof params>>({
  name: 'mean-time',
  version: 1,
  summary: { ru: 'среднее время ответа серии запросов', en: 'mean time to answer a series of requests' },
  params,
  requirements: ({ through }) => [through],
  judge(place, _attempt, _fact, { seconds, through }) {
    const without = unanswered(place)
    if (without) return [without]
    const times = place.exchanges.map(({ exchange }) => exchange.timings.totalMs)
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length
    const ofBoth = place.mode === 'through' && place.subject === 'provider'
    const last = lastExchange(place)
    const at = last === undefined ? {} : { exchange: last.index }
    const expected: Text = { ru: `в среднем не больше ${seconds} с`, en: `at most ${seconds} s on average` }
    const actual = measured(mean, Math.max(...times), times.length, ofBoth)
    if (mean <= seconds * 1000) return [{ result: 'met', expected, actual, ...at }]
    return [{ result: 'departed', expected, actual, next, ...at, ...(ofBoth ? { requirement: through } : {}) }]
  },
})

const next: Text = {
  ru: 'Посмотрите в отчёте, на что ушло время каждого запроса, и найдите эти запросы в своём журнале по их идентификаторам.',
  en: 'Look in the report at where the time of each request went, and find these requests in your journal by their ids.',
}

/** Times in milliseconds, told in seconds. */
function measured(mean: number, longest: number, requests: number, ofBoth: boolean): Text {
  const told = (ms: number, point: string): string => (ms / 1000).toFixed(2).replace('.', point)
  return {
    ru: `${told(mean, ',')} с, самый долгий ${told(longest, ',')} с, запросов ${requests}${ofBoth ? '; платформа и банк вместе' : ''}`,
    en: `${told(mean, '.')} s, the longest ${told(longest, '.')} s, of ${requests} requests${ofBoth ? '; platform and bank together' : ''}`,
  }
}
