import { z } from 'zod'
import type { Observation } from '../model/finding.js'
import { defineCheck, nothingExchanged } from './define.js'
import { departureTexts } from './phrases.js'

/** More departures than this say nothing new to a reader. */
const mostDepartures = 20

/** `conforms: response` — every answer of the step meets the contract in force: status, headers, types, body. */
export const conforms = defineCheck({
  name: 'conforms',
  version: 1,
  summary: { ru: 'ответ соответствует контракту', en: 'the answer conforms to the contract' },
  params: z.literal('response'),
  judge(place) {
    if (place.exchanges.length === 0) return [nothingExchanged]
    return place.exchanges.flatMap(({ index, facts }): Observation[] => {
      const expected = { ru: 'ответ по контракту', en: 'an answer that meets the contract' }
      if (facts.contract === null) {
        const next = { ru: 'Проверьте, что подписано под номером обмена.', en: 'Look at the exchange with this number.' }
        const actual = { ru: 'ответа нет', en: 'there is no answer' }
        return [{ result: 'undecided', cause: 'environment', expected, actual, next, exchange: index }]
      }
      if (facts.contract.length === 0) {
        return [{ result: 'met', expected, actual: { ru: 'расхождений нет', en: 'no departure' }, exchange: index }]
      }
      return facts.contract
        .slice(0, mostDepartures)
        .map((departure) => ({ result: 'departed', ...departureTexts(departure), exchange: index }))
    })
  },
})
