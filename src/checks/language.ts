import { z } from 'zod'
import type { Advice, Observation } from '../model/finding.js'
import { missingHeader } from './departure-advice.js'
import { defineCheck, factMissing, lastExchange, unanswered } from './define.js'

/** How the language of one answer compares with the one expected. */
type Comparison = 'same' | 'other' | 'absent'

/**
 * `language: kk` — every answer of success says in `Content-Language` that it is in this language (RFC 9110, section 8.5);
 * `kk-KZ` is Kazakh too (RFC 4647, section 3.3.1). The fact holds comparisons.
 */
export const language = defineCheck<string, readonly Comparison[]>({
  name: 'language',
  version: 1,
  summary: { ru: 'язык ответа', en: 'the language of the answer' },
  params: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language tag such as kk'),
  observe(seen, wanted) {
    const header = seen.contract.wire.header('content-language')
    return seen.exchanges.flatMap(({ outcome }): Comparison[] => {
      if ('failure' in outcome || outcome.response.status >= 300) return []
      const said = outcome.response.headers[header]?.trim().toLowerCase()
      if (said === undefined) return ['absent']
      const range = wanted.toLowerCase()
      return [said === range || said.startsWith(`${range}-`) ? 'same' : 'other']
    })
  },
  judge(place, _attempt, fact, wanted) {
    const without = unanswered(place)
    if (without) return [without]
    const last = lastExchange(place)
    if (fact === 'absent') return [factMissing(last?.index)]
    const answers = place.exchanges.filter(({ exchange }) => isServed(exchange.outcome))
    return fact.flatMap((comparison, i): Observation[] => {
      const index = answers[i]?.index
      return [
        {
          result: comparison === 'same' ? 'met' : 'departed',
          expected: { ru: `язык ответа ${wanted}`, en: `the language ${wanted}` },
          actual: {
            same: { ru: 'так и есть', en: 'as expected' },
            other: { ru: 'в content-language другой язык', en: 'another language in content-language' },
            absent: { ru: 'заголовка content-language нет', en: 'no header content-language' },
          }[comparison],
          ...(index === undefined ? {} : { exchange: index }),
          ...(comparison === 'same' ? {} : comparison === 'absent' ? missingHeader('content-language') : otherLanguage),
        },
      ]
    })
  },
})

const isServed = (outcome: { response: { status: number } } | { failure: unknown }): boolean =>
  'response' in outcome && outcome.response.status < 300

const otherLanguage: Advice = {
  likelyCause: {
    ru: 'Accept-Language не читается, или кэш отдаёт ответ на языке того, кто спросил первым (нет Vary: Accept-Language).',
    en: 'Accept-Language is not read, or a cache gives the answer in the language of whoever asked first (no Vary: Accept-Language).',
  },
  next: {
    ru: 'Выбирайте язык по Accept-Language с учётом весов q, пишите его в Content-Language и добавьте Vary: Accept-Language.',
    en: 'Choose the language by Accept-Language with its weights q, say it in Content-Language and add Vary: Accept-Language.',
  },
}
