import type { Observation } from '../model/finding.js'
import { defineCheck, lastExchange, nothingExchanged, statuses, unanswered } from './define.js'
import { outcomeText, statusText } from './phrases.js'
import { refusalAdvice } from './refusal-of-ours.js'

/** `status: 200` — the HTTP status of the answer is one of those named. */
export const status = defineCheck({
  name: 'status',
  version: 1,
  summary: { ru: 'код ответа HTTP', en: 'HTTP status of the answer' },
  params: statuses,
  translate: (allowed, names) => names.statuses(allowed),
  judge(place, _attempt, _fact, allowed) {
    const last = lastExchange(place)
    const without = unanswered(place)
    if (!last || without) return [without ?? nothingExchanged]
    const { outcome, request } = last.exchange
    if (request.inbound?.answered === 'as-told') return [toldSo(last.index)]
    const met = 'response' in outcome && allowed.includes(outcome.response.status)
    const expected = statusText(allowed)
    const actual = outcomeText(last.exchange)
    const advice = !met && request.inbound ? refusalAdvice(last.exchange) : undefined
    return [{ result: met ? 'met' : 'departed', expected, actual, exchange: last.index, ...advice }]
  },
})

/** An answer that the script itself decided says nothing of who asked. */
function toldSo(exchange: number): Observation {
  return {
    result: 'undecided',
    cause: 'harness',
    expected: { ru: 'обычный ответ платформы', en: 'a normal answer of the platform' },
    actual: { ru: 'ответ, заданный сценарием', en: 'an answer that the script decided' },
    next: {
      ru: 'Исправьте сценарий: «status» судит о запросе приложения только по обычному ответу платформы.',
      en: 'Mend the script: «status» tells of the request of an application by a normal answer of the platform only.',
    },
    exchange,
  }
}
