import { z } from 'zod'
import { formatsOf } from '../base/formats.js'
import { isObject, type Json } from '../base/json.js'
import type { Text } from '../base/text.js'
import { requestBody } from '../contract/request-body.js'
import type { RawRequest } from '../model/exchange.js'
import type { Advice, Observation } from '../model/finding.js'
import { defineCheck, factMissing, nothingExchanged, written } from './define.js'
import { sentAdvice } from './sent-advice.js'

const params = z.strictObject({
  in: z.enum(['body', 'query', 'header']).describe('where it stands'),
  name: z.string().min(1).describe('field, parameter or header, by the names of the reference contract'),
  is: written.optional().describe('the value that it has'),
  'at-least': z.int().min(1).optional().describe('characters'),
  'differs-from': written.optional().describe('a value, or several, that it must not have again'),
  format: z.enum(['uuid', 'date', 'date-time', 'uri', 'jwt']).optional(),
})
type Params = z.output<typeof params>

/** What is wrong with the value of one request; nothing of the value itself. */
type Wrong = 'absent' | 'other' | 'short' | 'same' | 'format'

/** `sends: { in: body, name: state, at-least: 22 }` — every request of the step carries this value. */
export const sends = defineCheck({
  name: 'sends',
  version: 1,
  summary: { ru: 'что приложение передаёт в запросе', en: 'what the application sends in its request' },
  params,
  looksAt: () => ['arrival', 'window'],
  translate: (p, names, operation) => {
    if (p.in === 'header')
      return names.lacksHeader(p.name) ? undefined : { ...asWritten(p), name: names.header(p.name) }
    if (p.in === 'body' || !operation) return asWritten(p)
    const name = names.parameter(operation.id, p.name)
    return name === undefined ? undefined : { ...asWritten(p), name }
  },
  observe: (seen, p) => ({
    wrong: seen.exchanges.map(({ request }) => {
      const value = valueOf(request, p)
      return value === undefined ? (['absent'] as Wrong[]) : wrongOf(value, p, (written) => seen.resolve(written))
    }),
  }),
  judge(place, _attempt, fact, p) {
    if (fact === 'absent') return [factMissing(place.exchanges.at(-1)?.index)]
    if (place.exchanges.length === 0) return [nothingExchanged]
    return place.exchanges.map(({ index }, i): Observation => {
      const [wrong] = fact.wrong[i] ?? []
      const expected = expectedText(p)
      if (wrong === undefined)
        return { result: 'met', expected, actual: { ru: 'так и есть', en: 'as expected' }, exchange: index }
      const advice: Advice = sentAdvice(p.name, wrong)
      return { result: 'departed', expected, actual: seenText[wrong], exchange: index, ...advice }
    })
  },
})

/** The settings as they are written, without those that are not. */
function asWritten(p: Params): Record<string, Json> {
  return Object.fromEntries(Object.entries(p).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
}

function valueOf(request: RawRequest, { in: where, name }: Params): string | undefined {
  if (where === 'header') return request.headers[name.toLowerCase()]
  if (where === 'query') return new URL(request.url).searchParams.get(name) ?? undefined
  const body = requestBody(request)
  if (!isObject(body) || !Object.hasOwn(body, name)) return undefined
  const value = body[name]
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function wrongOf(value: string, p: Params, resolve: (written: Json) => Json): Wrong[] {
  const known = p['differs-from'] === undefined ? [] : [resolve(p['differs-from'])].flat()
  return [
    ...(value === '' ? ['absent' as const] : []),
    ...(p.is !== undefined && value !== textOf(resolve(p.is)) ? ['other' as const] : []),
    ...(value.length < (p['at-least'] ?? 0) ? ['short' as const] : []),
    ...(known.some((one) => textOf(one) === value) ? ['same' as const] : []),
    ...(p.format !== undefined && !formatsOf(value).includes(p.format) ? ['format' as const] : []),
  ]
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

const placeNames: Readonly<Record<Params['in'], Text>> = {
  body: { ru: 'поле', en: 'the field' },
  query: { ru: 'параметр', en: 'the parameter' },
  header: { ru: 'заголовок', en: 'the header' },
}

function expectedText(p: Params): Text {
  const place = placeNames[p.in]
  // A value of the scenario's own is no secret; a reference stands for one that may be.
  const plain = typeof p.is === 'string' && !p.is.includes('${') ? p.is : undefined
  const is = plain === undefined ? '' : ` = ${plain}`
  const rules: Text[] = [
    ...(p.is === undefined || plain !== undefined
      ? []
      : [{ ru: 'с ожидаемым значением', en: 'with the expected value' }]),
    ...(p['at-least'] === undefined
      ? []
      : [{ ru: `не короче ${p['at-least']} знаков`, en: `of at least ${p['at-least']} characters` }]),
    ...(p['differs-from'] === undefined ? [] : [{ ru: 'каждый раз новый', en: 'new every time' }]),
    ...(p.format === undefined ? [] : [{ ru: `в формате ${p.format}`, en: `in the format ${p.format}` }]),
  ]
  return {
    ru: [`${place.ru} ${p.name}${is}`, ...rules.map(({ ru }) => ru)].join(', '),
    en: [`${place.en} ${p.name}${is}`, ...rules.map(({ en }) => en)].join(', '),
  }
}

const seenText: Readonly<Record<Wrong, Text>> = {
  absent: { ru: 'его нет', en: 'it is not there' },
  other: { ru: 'значение другое', en: 'it has another value' },
  short: { ru: 'он короче', en: 'it is shorter' },
  same: { ru: 'он тот же, что прежде', en: 'it is the same as before' },
  format: { ru: 'он записан в другом формате', en: 'it has another format' },
}
