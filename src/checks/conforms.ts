import { z } from 'zod'
import type { Departure } from '../model/contract.js'
import type { Observation } from '../model/finding.js'
import type { JudgePlace } from '../model/vocabulary.js'
import { defineCheck, nothingExchanged } from './define.js'
import { departureAdvice } from './departure-advice.js'
import { departureTexts } from './departure-text.js'
import { requestAdvice } from './request-advice.js'

/** More departures than this say nothing new to a reader. */
const mostDepartures = 20

/**
 * `conforms: response` — every answer of the step meets the contract in force: status, headers, types, body.
 * `conforms: refusal` looks at refusals only: an answer that refuses nothing is judged by the check `refused`.
 * `conforms: request` looks at what the application under test sent: parameters, headers, content type, body.
 */
export const conforms = defineCheck({
  name: 'conforms',
  version: 1,
  summary: { ru: 'ответ или запрос соответствует контракту', en: 'the answer or request conforms to the contract' },
  params: z.enum(['response', 'refusal', 'request']),
  looksAt: (which) => (which === 'request' ? ['arrival', 'window'] : ['answer']),
  reveals: (which) => (which === 'request' ? undefined : which === 'response' ? 'contract/answer' : 'contract/refusal'),
  judge(place, _attempt, _fact, which) {
    if (which === 'request') return requestsConform(place)
    if (place.exchanges.length === 0) return [nothingExchanged]
    const expected = { ru: 'ответ по контракту', en: 'an answer that meets the contract' }
    const unanswered = place.exchanges.find(({ facts }) => facts.contract === null)
    if (unanswered) {
      const next = { ru: 'Посмотрите обмен под этим номером.', en: 'Look at the exchange with this number.' }
      const actual = { ru: 'ответа нет', en: 'there is no answer' }
      return [{ result: 'undecided', cause: 'environment', expected, actual, next, exchange: unanswered.index }]
    }
    const exchanges = which === 'response' ? place.exchanges : place.exchanges.filter(isRefusal)
    if (exchanges.length === 0) return []
    const departures = firstDepartures(exchanges)
    if (departures.length === 0) {
      const actual = { ru: 'расхождений нет', en: 'no departure' }
      return [{ result: 'met', expected, actual, exchange: exchanges[0]?.index ?? 0 }]
    }
    return departures.map(({ departure, exchange, messages }): Observation => {
      const { expected, actual } = departureTexts(departure)
      const times =
        messages > 1 ? { ru: ` (в ${messages} ответах)`, en: ` (in ${messages} answers)` } : { ru: '', en: '' }
      const seen = { ru: actual.ru + times.ru, en: actual.en + times.en }
      return { result: 'departed', expected, actual: seen, exchange, ...departureAdvice(departure) }
    })
  },
})

/** What the application sent, request by request; a connection that it broke off is none. */
function requestsConform(place: JudgePlace): Observation[] {
  const requests = place.exchanges.filter(({ facts }) => facts.contract !== null)
  const departures = firstDepartures(requests)
  if (departures.length > 0)
    return departures.map(({ departure, exchange, messages }): Observation => {
      const { expected, actual } = departureTexts(departure, 'request')
      const times =
        messages > 1 ? { ru: ` (в ${messages} запросах)`, en: ` (in ${messages} requests)` } : { ru: '', en: '' }
      const seen = { ru: actual.ru + times.ru, en: actual.en + times.en }
      return { result: 'departed', expected, actual: seen, exchange, ...requestAdvice(departure) }
    })
  const [first] = requests
  const expected = { ru: 'запрос по контракту', en: 'a request that meets the contract' }
  const actual = { ru: 'расхождений нет', en: 'no departure' }
  return [{ result: 'met', expected, actual, ...(first ? { exchange: first.index } : {}) }]
}

function isRefusal({ exchange }: JudgePlace['exchanges'][number]): boolean {
  return 'response' in exchange.outcome && exchange.outcome.response.status >= 400
}

/** Equal departures of several messages are one, named by the first exchange that shows it. */
function firstDepartures(
  exchanges: JudgePlace['exchanges'],
): { departure: Departure; exchange: number; messages: number }[] {
  const found = new Map<string, { departure: Departure; exchange: number; messages: number }>()
  for (const { index, facts } of exchanges) {
    for (const departure of facts.contract ?? []) {
      const key = [
        departure.at.replace(/\/\d+(?=\/|$)/g, '/*'),
        departure.rule,
        departure.expected,
        departure.seen,
      ].join('\n')
      const known = found.get(key)
      if (known) known.messages += 1
      else found.set(key, { departure, exchange: index, messages: 1 })
    }
  }
  return [...found.values()].slice(0, mostDepartures)
}
