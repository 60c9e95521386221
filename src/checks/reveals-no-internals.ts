import { z } from 'zod'
import type { RawExchange } from '../model/exchange.js'
import { defineCheck, factMissing, lastExchange, nothingExchanged } from './define.js'

/** What of a server's inside may slip into an answer, and how it looks. */
const internals: Readonly<Record<string, RegExp>> = {
  'stack trace':
    /(?:^|\\n|\n)\s*at [\w$.<>[\] ]+ ?\(?[^\s()]+:\d+|\((?:[\w$]+\.)?(?:java|kt|scala|cs):\d+\)|Traceback \(most recent call last\)|File "[^"]+", line \d+|goroutine \d+ \[/,
  query:
    /\bSELECT\b.{1,200}\bFROM\b|\bselect \*? ?from\b|\b(?:INSERT INTO|DELETE FROM)\b|\bSQLSTATE\b|\bORA-\d{5}\b|syntax error at or near/,
  'path of a file': /(?:^|[\s"'(=]|file:\/\/)\/(?:usr|var|home|opt|etc|srv|app|root|mnt)\/[\w.-]+|\b[A-Z]:\\{1,2}\w+\\/,
  exception: /\b(?:[A-Za-z]\w*\.)+[A-Z]\w*(?:Exception|Error)\b|\bNullPointerException\b/,
}

/**
 * `reveals-no-internals: true` — no answer of the step shows what the server is made of inside: stack traces, queries, paths,
 * exceptions. What the request itself carried is not counted.
 */
export const revealsNoInternals = defineCheck({
  name: 'reveals-no-internals',
  version: 1,
  summary: { ru: 'ответ не показывает внутренностей сервера', en: "the answer shows nothing of the server's inside" },
  params: z.literal(true),
  observe(seen) {
    const shown = seen.exchanges.flatMap((exchange) => internalsIn(exchange))
    return { shown: [...new Set(shown)].sort() }
  },
  judge(place, _attempt, fact) {
    const last = lastExchange(place)
    if (!last) return [nothingExchanged]
    if (fact === 'absent') return [factMissing(last.index)]
    const found = fact.shown.length > 0
    return [
      {
        result: found ? 'departed' : 'met',
        expected: {
          ru: 'ответ без трассировок стека, запросов к базе и путей к файлам',
          en: 'an answer without stack traces, queries and paths of files',
        },
        actual: found
          ? {
              ru: `показано: ${fact.shown.map((name) => inRussian[name] ?? name).join(', ')}`,
              en: `shown: ${fact.shown.join(', ')}`,
            }
          : { ru: 'их нет', en: 'there are none' },
        ...(found
          ? {
              likelyCause: {
                ru: 'Текст исключения уходит в ответ вместо журнала.',
                en: 'The text of an exception goes into the answer instead of the journal.',
              },
            }
          : {}),
        exchange: last.index,
      },
    ]
  },
})

const inRussian: Readonly<Record<string, string>> = {
  'stack trace': 'трассировка стека',
  query: 'запрос к базе',
  'path of a file': 'путь к файлу',
  exception: 'исключение',
}

function internalsIn({ request, outcome }: RawExchange): string[] {
  if ('failure' in outcome) return []
  const { headers, body, json } = outcome.response
  const asked = [decoded(request.url), ...Object.values(request.headers), request.body ?? ''].join('\n')
  const told = [...Object.values(headers), body, ...textsIn(json)].join('\n')
  return Object.entries(internals)
    .filter(([, pattern]) => {
      const found = pattern.exec(told)?.[0].trim()
      return found !== undefined && !asked.includes(found)
    })
    .map(([name]) => name)
}

/** Texts of a parsed body: JSON writes the end of a line as two characters. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}
