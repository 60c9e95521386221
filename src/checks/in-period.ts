import { z } from 'zod'
import { kazakhstanTime } from '../base/clock.js'
import { isObject, type Json, type JsonObject } from '../base/json.js'
import type { Advice, Observation } from '../model/finding.js'
import { defineCheck, factMissing, lastExchange, shown, unanswered, written } from './define.js'

const params = z.strictObject({
  items: z.string().min(1).describe('property that holds the items'),
  id: z.string().min(1).describe('property that tells items apart'),
  at: z.string().min(1).describe('property with the moment of an item'),
  from: z.string().min(1).describe('first day, included'),
  to: z.string().min(1).describe('last day, included'),
  among: written.describe('items that the whole list has: those of the period must have come'),
})

/**
 * `in-period: { ... }` — of a list asked for by days nothing lies outside them, and nothing within them is left out.
 * A moment near midnight counts for no departure: the day is read as written, in Kazakhstan and in UTC.
 */
export const inPeriod = defineCheck({
  name: 'in-period',
  version: 1,
  summary: { ru: 'список ограничен днями периода', en: 'the list is bounded by the days of the period' },
  params,
  properties: ({ items, id, at }) => [items, id, at],
  observe(seen, p) {
    const from = seen.resolve(p.from)
    const to = seen.resolve(p.to)
    if (typeof from !== 'string' || typeof to !== 'string') return null
    const isWithin = (day: string): boolean => day >= from && day <= to
    const came = seen.exchanges.flatMap((exchange) => {
      const body = seen.body(exchange)
      return isObject(body) ? objectsIn(body[p.items]) : []
    })
    const ids = new Set(came.map((item) => item[p.id]))
    const due = objectsIn(seen.resolve(p.among)).filter((item) => daysOf(item[p.at]).every(isWithin))
    return {
      outside: came.filter((item) => !daysOf(item[p.at]).some(isWithin)).length,
      due: due.length,
      leftOut: due.filter((item) => !ids.has(item[p.id])).length,
    }
  },
  judge(place, _attempt, fact, p) {
    const without = unanswered(place)
    if (without) return [without]
    const last = lastExchange(place)
    if (fact === 'absent' || fact === null) return [factMissing(last?.index)]
    const at = last === undefined ? {} : { exchange: last.index }
    const items = shown(place, p.items)
    const outside: Observation = {
      result: fact.outside === 0 ? 'met' : 'departed',
      expected: { ru: `${items} только за период`, en: `${items} of the period only` },
      actual: { ru: `вне периода: ${fact.outside}`, en: `${fact.outside} outside` },
      ...at,
      ...(fact.outside === 0 ? {} : unfiltered),
    }
    const leftOut: Observation = {
      result: fact.leftOut === 0 ? 'met' : 'departed',
      expected: {
        ru: `${items} за все дни периода, включая крайние`,
        en: `${items} of every day, first and last included`,
      },
      actual: { ru: `не выдано: ${fact.leftOut} из ${fact.due}`, en: `${fact.leftOut} of ${fact.due} left out` },
      ...at,
      ...(fact.leftOut === 0 ? {} : lastDayLost),
    }
    return [outside, leftOut]
  },
})

const unfiltered: Advice = {
  likelyCause: {
    ru: 'Параметры периода не доходят до выборки или сравниваются с другим полем (датой операции вместо даты проводки).',
    en: 'The parameters of the period do not reach the query, or are compared with another field (the date of the operation for that of booking).',
  },
  next: {
    ru: 'Посмотрите условие выборки: from ≤ день < to + 1 день, по времени Казахстана, по тому полю, которое выдаётся.',
    en: 'Look at the condition of the query: from ≤ day < to + 1 day, in the time of Kazakhstan, by the field that is sent.',
  },
}

const lastDayLost: Advice = {
  likelyCause: {
    ru: 'Крайний день отрезан: последняя дата сравнивается как полночь (день ≤ 2026-10-27 00:00), или день считается по UTC, а не по времени Казахстана.',
    en: 'An outer day is cut off: the last date is compared as midnight (day ≤ 2026-10-27 00:00), or days are counted in UTC and not in the time of Kazakhstan.',
  },
  next: {
    ru: 'Сравнивайте с началом следующего дня: день < to + 1 день, смещение +05:00. Оба крайних дня входят в период.',
    en: 'Compare with the beginning of the next day: day < to + 1 day, offset +05:00. Both outer days belong to the period.',
  },
}

function objectsIn(list: Json | undefined): JsonObject[] {
  return Array.isArray(list) ? ((list as readonly Json[]).filter(isObject) as JsonObject[]) : []
}

/** Days that a moment may be taken for; none where it is no moment. */
function daysOf(moment: Json | undefined): string[] {
  if (typeof moment !== 'string' || Number.isNaN(Date.parse(moment))) return []
  return [moment.slice(0, 10), kazakhstanTime(moment).date, new Date(moment).toISOString().slice(0, 10)]
}
