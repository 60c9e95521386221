import { defineCheck, lastExchange, nothingExchanged, statuses, unanswered } from './define.js'
import { outcomeText, statusText } from './phrases.js'

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
    const { outcome } = last.exchange
    const met = 'response' in outcome && allowed.includes(outcome.response.status)
    const expected = statusText(allowed)
    const actual = outcomeText(last.exchange)
    return [{ result: met ? 'met' : 'departed', expected, actual, exchange: last.index }]
  },
})
