import { formatsOf } from '../base/formats.js'
import { isObject } from '../base/json.js'
import { isOrdinaryName } from '../base/names.js'
import type { RawExchange } from '../model/exchange.js'
import { defineCheck, factMissing, lastExchange, nothingExchanged, written } from './define.js'

/** Only values that point at somebody or something count: «Current account» or a date stands in many honest answers. */
const tellingFormats = ['uuid', 'iin', 'bin', 'iban', 'phone']

/**
 * `discloses-nothing-of: "${client}"` — no value of the data named stands in the answer, neither body nor headers.
 * Values that the request itself carried are not counted: echoing them tells the caller nothing new.
 */
export const disclosesNothingOf = defineCheck({
  name: 'discloses-nothing-of',
  version: 1,
  summary: { ru: 'ответ не раскрывает данных', en: 'the answer discloses none of the data' },
  params: written,
  observe(seen, of) {
    const values = leaves(seen.resolve(of), '')
    const disclosed = seen.exchanges.flatMap((exchange) => {
      const asked = textsOf(exchange.request.url, exchange.request.headers, exchange.request.body ?? '')
      const answered = answerText(exchange)
      return values.filter(({ value }) => answered.includes(value) && !asked.includes(value))
    })
    return { disclosed: [...new Set(disclosed.map(({ name }) => shownName(name)))].sort() }
  },
  judge(place, _attempt, fact) {
    const last = lastExchange(place)
    if (!last) return [nothingExchanged]
    if (fact === 'absent') return [factMissing(last.index)]
    const expected = { ru: 'ответ без данных клиента', en: "an answer without the client's data" }
    const at = { exchange: last.index }
    if (fact.disclosed.length === 0) {
      return [{ result: 'met', expected, actual: { ru: 'данных нет', en: 'no data' }, ...at }]
    }
    const names = fact.disclosed.join(', ')
    return [{ result: 'departed', expected, actual: { ru: `раскрыто: ${names}`, en: `disclosed: ${names}` }, ...at }]
  },
})

/** Telling values of a JSON value with the name of the property that holds each. */
function leaves(value: unknown, name: string): { name: string; value: string }[] {
  if (typeof value === 'string') return isTelling(value, name) ? [{ name, value }] : []
  if (Array.isArray(value)) return value.flatMap((item) => leaves(item, name))
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => leaves(item, key))
  return []
}

/** The name of a person is known by where it stands, everything else by how it looks. */
function isTelling(value: string, name: string): boolean {
  return name === 'fullName' || formatsOf(value).some((format) => tellingFormats.includes(format))
}

/** A name comes from an answer too: one that could be somebody's data is hidden. */
function shownName(name: string): string {
  return isOrdinaryName(name) ? name : '(name hidden)'
}

function textsOf(url: string, headers: Readonly<Record<string, string>>, body: string): string {
  return [url, ...Object.values(headers), body].join('\n')
}

function answerText(exchange: RawExchange): string {
  if ('failure' in exchange.outcome) return ''
  const { headers, body, json } = exchange.outcome.response
  // Once more as parsed: a body may hide characters behind JSON's own escapes.
  return textsOf('', headers, `${body}\n${JSON.stringify(json)}`)
}
