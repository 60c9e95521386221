import { z } from 'zod'
import { propertyAt } from '../base/property.js'
import type { RawExchange } from '../model/exchange.js'
import type { Observation } from '../model/finding.js'
import type { Seen } from '../model/vocabulary.js'
import { participantIdHeader } from '../model/headers.js'
import { defineCheck, factMissing } from './define.js'

const params = z.strictObject({
  page: z
    .string()
    .min(1)
    .default('pageNumber')
    .describe('query parameter with the number of the page; page 1 without it'),
  pages: z.string().min(1).default('totalPages').describe('property of the answer with the number of pages'),
})

/** What was asked of one list: numbers of pages only. */
type List = {
  /** As the last answer says it. */
  readonly pages: number
  readonly missing: number
  readonly repeated: number
  readonly beyond: number
}

/** `every-page: {}` — of every list that the application began to read it read pages 1 to the last, each once. */
export const everyPage = defineCheck({
  name: 'every-page',
  version: 1,
  summary: { ru: 'приложение читает все страницы, каждую один раз', en: 'every page is read, each once' },
  params,
  looksAt: () => ['window'],
  observe: (seen, p) => {
    const asked = [...listsOf(seen, p).values()]
    const lists = asked.flatMap((answers) => foldList(seen, answers, p) ?? [])
    return { lists, ...(lists.length < asked.length ? { unmeasured: asked.length - lists.length } : {}) }
  },
  judge(place, _attempt, fact) {
    const last = place.exchanges.at(-1)
    if (fact === 'absent') return [factMissing(last?.index)]
    const at = last ? { exchange: last.index } : {}
    const expected = { ru: 'все страницы списка, каждая один раз', en: 'every page of the list, each once' }
    if (fact.lists.length === 0 && fact.unmeasured !== undefined) return [{ ...lengthUnknown, expected, ...at }]
    if (fact.lists.length === 0) {
      const actual = { ru: 'список не запрошен ни разу', en: 'no list was asked for' }
      return [{ result: 'departed', expected, actual, ...at, ...notAsked }]
    }
    const departed = fact.lists.flatMap((list): Observation[] => {
      if (list.missing > 0)
        return [
          {
            result: 'departed',
            expected,
            actual: {
              ru: `страниц ${list.pages}, не запрошено ${list.missing}`,
              en: `${list.missing} of ${list.pages} pages were not asked for`,
            },
            ...at,
            ...stoppedEarly,
          },
        ]
      const more = list.repeated + list.beyond
      const actual = {
        ru: `лишних запросов ${more} (страниц ${list.pages})`,
        en: `${more} requests too many (${list.pages} pages)`,
      }
      return more > 0 ? [{ result: 'departed', expected, actual, ...at, ...tooMany }] : []
    })
    if (departed.length > 0) return departed
    if (!fact.lists.some(({ pages }) => pages > 1)) return [{ ...tooShort, expected, ...at }]
    const actual = { ru: 'так и есть', en: 'as expected' }
    return [{ result: 'met', expected, actual, ...at }]
  },
})

type Params = z.output<typeof params>

/** Answers of success by the list that they belong to: the address without the page, and the bank. */
function listsOf(seen: Seen, p: Params): Map<string, RawExchange[]> {
  const found = new Map<string, RawExchange[]>()
  for (const exchange of seen.exchanges) {
    const { outcome, request } = exchange
    if ('failure' in outcome || !isRead(outcome.response.status)) continue
    const url = new URL(request.url)
    url.searchParams.delete(pageName(seen, exchange, p) ?? '')
    url.searchParams.sort()
    const key = `${url.pathname}?${url.searchParams.toString()} ${request.headers[seen.contract.wire.header(participantIdHeader)] ?? ''}`
    found.set(key, [...(found.get(key) ?? []), exchange])
  }
  return found
}

/** 304: the application has this page already, and learnt so by asking for it. */
const isRead = (status: number): boolean => status < 300 || status === 304

/** Undefined where no answer tells how many pages there are. */
function foldList(seen: Seen, answers: readonly RawExchange[], p: Params): List | undefined {
  const asked = answers.map((exchange) => {
    const text = new URL(exchange.request.url).searchParams.get(pageName(seen, exchange, p) ?? '')
    return text === null ? 1 : Number(text)
  })
  const served = answers.findLast(({ outcome }) => 'response' in outcome && outcome.response.status < 300)
  if (!served) return undefined
  const total = propertyAt(seen.body(served), p.pages)
  const pages = Math.max(1, typeof total === 'number' ? total : 1)
  const read = new Set(asked.filter((page) => page >= 1 && page <= pages))
  return {
    pages,
    missing: pages - read.size,
    repeated: asked.length - new Set(asked).size,
    beyond: [...new Set(asked)].filter((page) => !read.has(page)).length,
  }
}

function pageName({ contract }: Seen, { request }: RawExchange, { page }: Params): string | undefined {
  return request.operation === null ? page : contract.wire.parameter(request.operation, page)
}

const lengthUnknown = {
  result: 'undecided',
  cause: 'harness',
  actual: {
    ru: 'на все запросы ответ 304: сколько страниц, неизвестно',
    en: 'all requests were answered with 304: how many pages there are is not known',
  },
  next: {
    ru: 'Исправьте сценарий: «respond: { operation: …, times: always, whole: true }» перед этим чтением.',
    en: 'Mend the script: «respond: { operation: …, times: always, whole: true }» before these are read.',
  },
} as const

const tooShort = {
  result: 'undecided',
  cause: 'configuration',
  actual: { ru: 'в списке одна страница', en: 'the list has one page' },
  next: {
    ru: 'Возьмите данные, которых больше, чем помещается на странице: другого тестового клиента или банк.',
    en: 'Take data that one page does not hold: of another test client or bank.',
  },
} as const

const notAsked = {
  likelyCause: {
    ru: 'До этих данных приложение не дошло, хотя вправе их получить.',
    en: 'The application did not get to these data, though it may have them.',
  },
  next: {
    ru: 'Посмотрите по журналу приложения, на чём оно остановилось перед этим списком.',
    en: "See in the application's log where it stopped before this list.",
  },
}

const stoppedEarly = {
  likelyCause: {
    ru: 'Приложение читает только первую страницу или останавливается, не сравнив её номер с числом страниц из ответа.',
    en: 'The application reads the first page only, or stops without comparing its number with the number of pages in the answer.',
  },
  next: {
    ru: 'Запрашивайте страницы, пока номер не дойдёт до числа страниц из последнего ответа.',
    en: 'Ask for pages until the number reaches the number of pages that the last answer gives.',
  },
}

const tooMany = {
  likelyCause: {
    ru: 'Страницы запрашиваются повторно или после последней: конец списка определяется по пустому ответу.',
    en: 'Pages are asked for again or after the last: the end of the list is known by an empty answer.',
  },
  next: {
    ru: 'Запрашивайте каждую страницу один раз и останавливайтесь по числу страниц из ответа.',
    en: 'Ask for each page once, and stop by the number of pages in the answer.',
  },
}
