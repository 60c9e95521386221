import { z } from 'zod'
import type { Text } from '../base/text.js'
import type { Timings } from '../model/exchange.js'
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
    const times = place.exchanges.map(({ exchange: { timings } }) => timings.totalMs - (timings.stalledMs ?? 0))
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length
    const ofBoth = place.mode === 'through' && place.subject === 'provider'
    const last = lastExchange(place)
    const at = last === undefined ? {} : { exchange: last.index }
    const expected: Text = { ru: `в среднем не больше ${seconds} с`, en: `at most ${seconds} s on average` }
    const actual = measured(mean, Math.max(...times), times.length, ofBoth)
    if (mean <= seconds * 1000) return [{ result: 'met', expected, actual, ...at }]
    const timings = place.exchanges.map(({ exchange }) => exchange.timings)
    return [
      {
        result: 'departed',
        expected,
        actual,
        likelyCause: whereTimeGoes(timings),
        next,
        ...at,
        ...(ofBoth ? { requirement: through } : {}),
      },
    ]
  },
})

/** Connections made anew, a body that takes long, or, as mostly, work before the first byte. */
function whereTimeGoes(timings: readonly Timings[]): Text {
  const total = (of: (timing: Timings) => number): number => timings.reduce((sum, timing) => sum + of(timing), 0)
  const all = total(({ totalMs }) => totalMs)
  const connecting = total(({ tlsMs = 0 }) => tlsMs)
  const receiving = total(({ firstByteMs, totalMs }) => totalMs - (firstByteMs ?? totalMs))
  if (connecting > all / 2)
    return {
      ru: 'Больше половины времени уходит на соединение: сервер закрывает его после каждого ответа, или рукопожатие TLS ждёт проверки сертификата (CRL, OCSP).',
      en: 'More than half of the time goes into connecting: the server closes after each answer, or the TLS handshake waits for a check of the certificate (CRL, OCSP).',
    }
  if (receiving > all / 2)
    return {
      ru: 'Первый байт приходит быстро, долго передаётся тело: ответ велик или собирается по частям из медленного источника.',
      en: 'The first byte is quick, the body takes long: it is large, or put together from a slow source.',
    }
  return {
    ru: 'Почти всё время сервер думает до первого байта: медленный запрос к учётной системе, очередь или вызов другой системы на каждый запрос.',
    en: 'Nearly all the time goes by before the first byte: a slow query of the core system, a queue, or a call of another system on every request.',
  }
}

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
