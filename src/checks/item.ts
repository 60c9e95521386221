import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { isObject, type Json, type JsonObject } from '../base/json.js'
import { propertyAt } from '../base/property.js'
import type { Advice, Observation } from '../model/finding.js'
import { missingProperty } from './departure-advice.js'
import { defineCheck, factMissing, lastExchange, shown, unanswered, written } from './define.js'

const params = z
  .strictObject({
    of: z.string().min(1).describe('property of the body that holds the list'),
    where: z.record(z.string(), written).describe('values by which the item is known; exactly one has them'),
    has: z.record(z.string(), written).default({}).describe('properties that it has, with their values'),
    tells: z.array(z.string().min(1)).default([]).describe('properties that it has, with any value but an empty one'),
  })
  .refine((p) => Object.keys(p.has).length + p.tells.length > 0, 'give `has` or `tells`')

type State = 'as-wanted' | 'other' | 'missing'

/** How many items are the one looked for (null without a list), and of it which properties fit. */
type ItemFact = { readonly items: number | null; readonly states: Readonly<Record<string, State>> }

/**
 * `item: { of: consents, where: { consentId: "${consent.consentId}" }, has: { state: Revoked }, tells: [purpose] }` — one
 * item of a list. The fact holds how many items there are and which properties fit, never a value.
 */
export const item = defineCheck({
  name: 'item',
  version: 1,
  summary: { ru: 'один элемент списка: его поля и значения', en: 'one item of a list: its properties and values' },
  params,
  properties: (p) => [p.of, ...Object.keys(p.where), ...Object.keys(p.has), ...p.tells],
  observe(seen, p): ItemFact {
    const exchange = seen.exchanges.at(-1)
    const json = exchange && seen.body(exchange)
    const list = propertyAt(json, p.of)
    if (!Array.isArray(list)) return { items: null, states: {} }
    const where = Object.entries(p.where).map(([name, value]) => [name, seen.resolve(value)] as const)
    const found = (list as readonly Json[]).filter(
      (one): one is JsonObject => isObject(one) && where.every(([name, value]) => isEqual(one[name], value)),
    )
    const [only] = found
    const stateOf = (name: string, isWanted: (value: Json) => boolean): [string, State] => {
      const value = only?.[name] ?? null
      return [name, isEmpty(value) ? 'missing' : isWanted(value) ? 'as-wanted' : 'other']
    }
    const states = [
      ...Object.entries(p.has).map(([name, value]) => {
        const wanted = seen.resolve(value)
        return stateOf(name, (actual) => isEqual(actual, wanted))
      }),
      ...p.tells.map((name) => stateOf(name, () => true)),
    ]
    return { items: found.length, states: Object.fromEntries(found.length === 1 ? states : []) }
  },
  judge(place, _attempt, fact, p) {
    const without = unanswered(place)
    if (without) return [without]
    const last = lastExchange(place)
    if (fact === 'absent') return [factMissing(last?.index)]
    const at = last === undefined ? {} : { exchange: last.index }
    const of = shown(place, p.of)
    const known = Object.keys(p.where)
      .map((name) => shown(place, name))
      .join(', ')
    const one: Observation = {
      result: fact.items === 1 ? 'met' : 'departed',
      expected: { ru: `${of}: один элемент с искомым ${known}`, en: `${of}: one item with the ${known} looked for` },
      actual:
        fact.items === null
          ? { ru: `списка ${of} нет`, en: `no list ${of}` }
          : { ru: `таких элементов ${fact.items}`, en: `${fact.items} such items` },
      ...at,
      ...(fact.items === 1 ? {} : notOne(of, known, fact.items)),
    }
    const wanted = [...Object.entries(p.has), ...p.tells.map((name) => [name, undefined] as const)]
    const details = wanted.flatMap(([name, value]): Observation[] => {
      const state = fact.states[name]
      if (state === undefined) return []
      const called = shown(place, name)
      const plain = typeof value === 'string' && !value.includes('${') ? `: «${value}»` : ''
      return [
        {
          result: state === 'as-wanted' ? 'met' : 'departed',
          expected:
            value === undefined
              ? { ru: `${called} указано`, en: `${called} is told` }
              : { ru: `${called} как ожидалось${plain}`, en: `${called} as expected${plain}` },
          actual: {
            'as-wanted': { ru: 'так и есть', en: 'as expected' },
            other: { ru: `${called}: другое значение`, en: `${called}: another value` },
            missing: { ru: `${called} нет или пусто`, en: `${called} is missing or empty` },
          }[state],
          ...at,
          ...(state === 'as-wanted' ? {} : state === 'missing' ? missingProperty(called) : stale(called)),
        },
      ]
    })
    return [one, ...details]
  },
})

function notOne(of: string, known: string, items: number | null): Advice {
  if (items !== null && items > 1)
    return {
      likelyCause: {
        ru: `Одна и та же запись попадает в ${of} несколько раз: каждое изменение пишется новой строкой, а выдаются все.`,
        en: `One and the same record comes several times in ${of}: each change writes a row, and all of them are given.`,
      },
      next: {
        ru: `Выдавайте по одной записи на каждый ${known}, в последнем состоянии.`,
        en: `Give one record for each ${known}, in its latest state.`,
      },
    }
  return {
    likelyCause: {
      ru: `Запись не попадает в ${of}: она пишется с задержкой, отфильтрована по состоянию или хранится под другим ${known}.`,
      en: `The record does not come in ${of}: it is written with a delay, filtered by its state, or kept under another ${known}.`,
    },
    next: {
      ru: `Найдите запись по ${known} в базе и сравните с условием выборки.`,
      en: `Find the record by ${known} in the database and compare it with the condition of the query.`,
    },
  }
}

function stale(name: string): Advice {
  return {
    likelyCause: {
      ru: `${name} показывает прежнее значение: изменение не записано, записано в другое поле или ответ взят из кэша.`,
      en: `${name} has an earlier value: the change was not written, was written elsewhere, or the answer comes from a cache.`,
    },
    next: {
      ru: `Сравните ${name} в ответе с базой сразу после изменения.`,
      en: `Compare ${name} in the answer with the database right after the change.`,
    },
  }
}

const isEmpty = (value: Json): boolean => value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** Equal; a list of texts, such as scopes, whatever its order. */
function isEqual(actual: Json | undefined, wanted: Json): boolean {
  const sorted = (value: Json | undefined): unknown =>
    Array.isArray(value) && value.every((one) => typeof one === 'string') ? [...value].sort() : value
  return isDeepStrictEqual(sorted(actual), sorted(wanted))
}
