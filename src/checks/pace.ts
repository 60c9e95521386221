import { z } from 'zod'
import { defineCheck } from './define.js'
import { busiest, timesOf } from './request-times.js'

const params = z.strictObject({
  requests: z.int().min(1).describe('at most so many'),
  seconds: z.number().positive().max(3600).describe('within so many seconds, wherever they begin'),
})

/** `pace: { requests: 30, seconds: 1 }` — the application sends no more than this in any span of that length. */
export const pace = defineCheck({
  name: 'pace',
  version: 1,
  summary: { ru: 'частота запросов приложения в пределах', en: 'the application keeps within the pace' },
  params,
  looksAt: () => ['window'],
  judge(place, _attempt, _fact, p) {
    const { count, index } = busiest(place.exchanges.map(timesOf), p.seconds * 1000)
    const seen = {
      expected: {
        ru: `не больше ${p.requests} запросов за ${p.seconds} с`,
        en: `at most ${p.requests} requests within ${p.seconds} s`,
      },
      actual: { ru: `самое большее ${count}`, en: `${count} at most` },
      ...(index === undefined ? {} : { exchange: index }),
    }
    return count > p.requests ? [{ result: 'departed', ...seen, ...advice }] : [{ result: 'met', ...seen }]
  },
})

const advice = {
  likelyCause: {
    ru: 'Счета и страницы запрашиваются все сразу, без общей очереди.',
    en: 'Accounts and pages are asked for all at once, without a common queue.',
  },
  next: {
    ru: 'Отправляйте запросы через одну очередь с пределом частоты на всё приложение.',
    en: 'Send requests through one queue with a limit of the rate for the whole application.',
  },
}
