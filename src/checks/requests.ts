import { z } from 'zod'
import type { Text } from '../base/text.js'
import type { Advice } from '../model/finding.js'
import { defineCheck } from './define.js'

const params = z
  .strictObject({ 'at-least': z.int().min(1).optional(), 'at-most': z.int().min(0).optional() })
  .refine((p) => p['at-least'] !== undefined || p['at-most'] !== undefined, 'give `at-least` or `at-most`, or both')
  .refine((p) => (p['at-least'] ?? 0) <= (p['at-most'] ?? Infinity), '`at-least` is above `at-most`')

/** `requests: { at-most: 0 }` — how many requests of the application the window holds. */
export const requests = defineCheck({
  name: 'requests',
  version: 1,
  summary: { ru: 'сколько запросов прислало приложение', en: 'how many requests the application sent' },
  params,
  looksAt: () => ['window'],
  judge(place, _attempt, _fact, { 'at-least': least = 0, 'at-most': most = Infinity }) {
    const count = place.exchanges.length
    const seen = { expected: expectedText(least, most), actual: countText(count) }
    if (count > most) {
      const first = place.exchanges[most]
      return [
        {
          result: 'departed',
          ...seen,
          ...(first ? { exchange: first.index } : {}),
          ...(most === 0 ? notOne : tooMany),
        },
      ]
    }
    const last = place.exchanges.at(-1)
    const at = last ? { exchange: last.index } : {}
    return count < least ? [{ result: 'departed', ...seen, ...at, ...tooFew }] : [{ result: 'met', ...seen, ...at }]
  },
})

function expectedText(least: number, most: number): Text {
  if (most === 0) return { ru: 'ни одного запроса', en: 'no request' }
  const from = least > 0 ? { ru: `не меньше ${least}`, en: `at least ${least}` } : undefined
  const to = most < Infinity ? { ru: `не больше ${most}`, en: `at most ${most}` } : undefined
  const both = [from, to].flatMap((part) => part ?? [])
  return {
    ru: `запросов ${both.map(({ ru }) => ru).join(' и ')}`,
    en: `${both.map(({ en }) => en).join(' and ')} requests`,
  }
}

function countText(count: number): Text {
  return count === 0
    ? { ru: 'не было ни одного', en: 'there was none' }
    : { ru: `прислано ${count}`, en: `${count} came` }
}

const notOne: Advice = {
  likelyCause: {
    ru: 'Приложение продолжает действие, не посмотрев, чем кончился предыдущий шаг: ответ не проверяется, или ошибка проверки только записывается в журнал.',
    en: 'The application goes on without looking how the step before ended: the answer is not validated, or a failed validation is only logged.',
  },
  next: {
    ru: 'Найдите этот запрос в журнале приложения и остановите действие там, где ответ перед ним надо было отвергнуть.',
    en: "Find this request in the application's log and stop where the answer before it had to be rejected.",
  },
}

const tooMany: Advice = {
  likelyCause: {
    ru: 'Повтор после неудачи не ограничен: его делает и библиотека HTTP, и своё задание, или экран обновляется по таймеру.',
    en: 'Retries are not bounded: the HTTP library makes them and a job of its own too, or the screen is refreshed by a timer.',
  },
  next: {
    ru: 'Ограничьте число повторов в одном месте и делайте паузу перед каждым длиннее прежней.',
    en: 'Bound the number of retries at one place, and make each pause longer than the one before.',
  },
}

const tooFew: Advice = {
  likelyCause: {
    ru: 'Приложение остановилось раньше: ответ показался ему ошибкой, или до этого запроса дело не дошло.',
    en: 'The application stopped earlier: it took an answer for an error, or it never got to this request.',
  },
  next: {
    ru: 'Посмотрите по журналу приложения, что оно сделало после последнего запроса, и почему остановилось.',
    en: "See in the application's log what it did after its last request, and why it stopped.",
  },
}
