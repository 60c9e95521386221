import { z } from 'zod'
import type { Observation } from '../model/finding.js'
import { defineCheck } from './define.js'

const params = z.strictObject({
  within: z.number().positive().max(600).describe('seconds after which the application waits no longer'),
})

/** What closing a connection may take. */
const spareMs = 500

/** `gives-up: { within: 15 }` — a request that is not answered is given up by the application in this time. */
export const givesUp = defineCheck({
  name: 'gives-up',
  version: 1,
  summary: { ru: 'приложение не ждёт ответа без конца', en: 'the application does not wait for an answer without end' },
  params,
  looksAt: () => ['window'],
  judge(place, _attempt, _fact, { within }) {
    const expected = {
      ru: `без ответа приложение закрывает соединение не позже чем через ${within} с`,
      en: `without an answer the application closes the connection after ${within} s at most`,
    }
    const unanswered = place.exchanges.filter(({ exchange }) => 'failure' in exchange.outcome)
    return unanswered.map(({ index, exchange }): Observation => {
      const waited = exchange.timings.totalMs / 1000
      const seen = {
        expected,
        actual: { ru: `соединение было открыто ${waited.toFixed(1)} с`, en: `it was open for ${waited.toFixed(1)} s` },
        exchange: index,
      }
      return exchange.timings.totalMs > within * 1000 + spareMs
        ? { result: 'departed', ...seen, ...advice }
        : { result: 'met', ...seen }
    })
  },
})

const advice = {
  likelyCause: {
    ru: 'У клиента HTTP не задан срок ожидания ответа, и экран ждёт вместе с ним.',
    en: 'The HTTP client has no time-out for an answer, and the screen waits with it.',
  },
  next: {
    ru: 'Задайте срок ожидания всего ответа (не только соединения) и покажите клиенту, что данные сейчас получить нельзя.',
    en: 'Set a time-out for the whole answer (not for the connection only), and tell the client that the data cannot be had now.',
  },
}
