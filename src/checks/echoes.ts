import { z } from 'zod'
import type { Advice, Observation } from '../model/finding.js'
import { missingHeader } from './departure-advice.js'
import { defineCheck, unanswered } from './define.js'

/** `echoes: x-request-id` — every answer of the step carries this header with the request's value. */
export const echoes = defineCheck({
  name: 'echoes',
  version: 1,
  summary: { ru: 'заголовок запроса возвращён в ответе', en: "the request's header comes back in the answer" },
  params: z.string().regex(/^[a-z][a-z0-9-]*$/, 'a header name in lower case'),
  translate: (header, names, operation) => {
    const name = names.header(header)
    const declared = operation?.parameters.some((parameter) => parameter.name.toLowerCase() === name) ?? true
    return declared && !names.lacksHeader(header) ? name : undefined
  },
  judge(place, _attempt, _fact, header) {
    const without = unanswered(place)
    if (without) return [without]
    if (place.exchanges.some(({ exchange }) => exchange.request.headers[header] === undefined)) return [notSent(header)]
    return place.exchanges.flatMap(({ index, exchange }): Observation[] => {
      if (!('response' in exchange.outcome)) return []
      const sent = exchange.request.headers[header]
      const received = exchange.outcome.response.headers[header]
      return [
        {
          result: received === sent ? 'met' : 'departed',
          expected: { ru: `${header} как в запросе`, en: `${header} as in the request` },
          actual:
            received === undefined
              ? { ru: `заголовка ${header} нет`, en: `no header ${header}` }
              : received === sent
                ? { ru: 'совпадает', en: 'the same' }
                : { ru: 'другое значение', en: 'another value' },
          exchange: index,
          ...(received === undefined ? missingHeader(header) : received === sent ? {} : otherValue(header)),
        },
      ]
    })
  },
})

function otherValue(header: string): Advice {
  return {
    likelyCause: {
      ru: `Сервер или прокси перед ним создаёт ${header} заново, не глядя на присланный.`,
      en: `The server, or a proxy before it, makes a new ${header} without looking at the one that came.`,
    },
    next: {
      ru: `Берите ${header} из запроса и возвращайте то же значение; создавайте своё, только когда в запросе его нет.`,
      en: `Take ${header} from the request and give the same value back; make one only where the request has none.`,
    },
  }
}

/** Nobody can give back what we did not send. */
function notSent(header: string): Observation {
  return {
    result: 'undecided',
    cause: 'harness',
    expected: { ru: `запрос с заголовком ${header}`, en: `a request with the header ${header}` },
    actual: { ru: 'запрос был без него', en: 'the request went without it' },
    next: {
      ru: 'Проверьте сценарий: операция контракта этого заголовка не называет.',
      en: 'Mend the scenario: the operation of the contract does not name this header.',
    },
  }
}
