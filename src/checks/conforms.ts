import { z } from 'zod'
import type { Departure } from '../model/contract.js'
import type { Observation } from '../model/finding.js'
import type { JudgePlace } from '../model/vocabulary.js'
import { defineCheck, nothingExchanged } from './define.js'
import { departureAdvice } from './departure-advice.js'
import { departureTexts } from './departure-text.js'

/** More departures than this say nothing new to a reader. */
const mostDepartures = 20

/**
 * `conforms: response` — every answer of the step meets the contract in force: status, headers, types, body.
 * `conforms: refusal` looks at refusals only: an answer that refuses nothing is judged by the check `refused`.
 */
export const conforms = defineCheck({
  name: 'conforms',
  version: 1,
  summary: { ru: 'ответ соответствует контракту', en: 'the answer conforms to the contract' },
  params: z.enum(['response', 'refusal']),
  reveals: (which) => (which === 'response' ? 'contract/answer' : 'contract/refusal'),
  judge(place, _attempt, _fact, which) {
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
    return departures.slice(0, mostDepartures).map(({ departure, exchange, answers }): Observation => {
      const { expected, actual } = departureTexts(departure)
      const times = answers > 1 ? { ru: ` (в ${answers} ответах)`, en: ` (in ${answers} answers)` } : { ru: '', en: '' }
      const seen = { ru: actual.ru + times.ru, en: actual.en + times.en }
      return { result: 'departed', expected, actual: seen, exchange, ...departureAdvice(departure) }
    })
  },
})

function isRefusal({ exchange }: JudgePlace['exchanges'][number]): boolean {
  return 'response' in exchange.outcome && exchange.outcome.response.status >= 400
}

/** Equal departures of several answers are one, named by the first exchange that shows it. */
function firstDepartures(
  exchanges: JudgePlace['exchanges'],
): { departure: Departure; exchange: number; answers: number }[] {
  const found = new Map<string, { departure: Departure; exchange: number; answers: number }>()
  for (const { index, facts } of exchanges) {
    for (const departure of facts.contract ?? []) {
      const key = [
        departure.at.replace(/\/\d+(?=\/|$)/g, '/*'),
        departure.rule,
        departure.expected,
        departure.seen,
      ].join('\n')
      const known = found.get(key)
      if (known) known.answers += 1
      else found.set(key, { departure, exchange: index, answers: 1 })
    }
  }
  return [...found.values()]
}
