import { z } from 'zod'
import type { Advice, Observation } from '../model/finding.js'
import type { JudgePlace } from '../model/vocabulary.js'
import { missingHeader } from './departure-advice.js'
import { defineCheck, nothingExchanged, unanswered } from './define.js'

/** Seconds, or a date as HTTP writes it (RFC 9110, sections 10.2.3 and 5.6.7). */
const retryAfter = /^(\d+|[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT)$/

/** `throttled: true` — after a `burst`: one request was refused with 429, and was told when to come again. */
export const throttled = defineCheck({
  name: 'throttled',
  version: 1,
  summary: {
    ru: 'сверх предела отказ 429 с заголовком Retry-After',
    en: 'above the limit a refusal with 429 and Retry-After',
  },
  params: z.literal(true),
  admitsThrottling: true,
  judge(place) {
    const refusals = place.exchanges.filter(({ exchange: { outcome } }) => statusOf(outcome) === 429)
    if (refusals.length > 0) return refusals.map(judgeRefusal)
    const last = place.exchanges.at(-1)
    const without = unanswered(place)
    if (!last || without) return [without ?? nothingExchanged]
    return [
      {
        result: 'departed',
        expected: { ru: 'отказ HTTP 429 сверх предела', en: 'a refusal with HTTP 429 above the limit' },
        actual: {
          ru: `запросов ${place.exchanges.length}, ни один не получил 429`,
          en: `${place.exchanges.length} requests, none of them answered with 429`,
        },
        exchange: last.index,
        ...unlimited,
      },
    ]
  },
})

const unlimited: Advice = {
  likelyCause: {
    ru: 'Предел, объявленный в описании цели, на этом узле не действует, больше объявленного или считается по другому ключу.',
    en: 'The limit that the target file declares is not in force at this node, is higher than declared, or counts by another key.',
  },
  next: {
    ru: 'Сравните limits.declaredRate в описании цели с настройкой шлюза: сколько запросов за какое время и от кого считается.',
    en: 'Compare limits.declaredRate of the target file with the setting of the gateway: how many requests, in what time, and whose are counted.',
  },
}

type Exchange = JudgePlace['exchanges'][number]

const statusOf = (outcome: Exchange['exchange']['outcome']) =>
  'response' in outcome ? outcome.response.status : undefined

function judgeRefusal({ index, exchange: { outcome } }: Exchange): Observation {
  const header = 'response' in outcome ? outcome.response.headers['retry-after'] : undefined
  return {
    result: header !== undefined && retryAfter.test(header) ? 'met' : 'departed',
    expected: {
      ru: 'HTTP 429 с Retry-After: секунды или дата HTTP',
      en: 'HTTP 429 with Retry-After: seconds or an HTTP date',
    },
    actual:
      header === undefined
        ? { ru: 'HTTP 429 без Retry-After', en: 'HTTP 429 without Retry-After' }
        : { ru: `HTTP 429, Retry-After: ${header}`, en: `HTTP 429, Retry-After: ${header}` },
    exchange: index,
    ...(header === undefined ? missingHeader('retry-after') : {}),
  }
}
