import { z } from 'zod'
import type { Text } from '../base/text.js'
import type { Observation } from '../model/finding.js'
import type { JudgePlace } from '../model/vocabulary.js'
import { defineCheck } from './define.js'
import { pausesOf, timesOf } from './request-times.js'
import { providerIdHeader, participantIdHeader } from '../model/headers.js'

const params = z.strictObject({
  'no-sooner-than': z.number().min(0).max(3600).optional().describe('seconds that no pause may be shorter than'),
})

/** Timers wake a little early or late, and messages are on the way for a while. */
const spareMs = 50
const spareShare = 0.1

/**
 * `backs-off: { no-sooner-than: 2 }` — the pauses before repeated requests do not shrink, and what an answer says in
 * `Retry-After` is kept (RFC 9110, section 10.2.3). Requests are repetitions where method, address and bank are the same.
 */
export const backsOff = defineCheck({
  name: 'backs-off',
  version: 1,
  summary: { ru: 'паузы перед повторами не сокращаются', en: 'pauses before retries do not shrink' },
  params,
  looksAt: () => ['window'],
  judge(place, _attempt, _fact, p) {
    const least = p['no-sooner-than'] ?? 0
    const found = [...groups(place.exchanges).values()].flatMap((group) => departuresIn(group, least))
    if (found.length > 0) return found
    const last = place.exchanges.at(-1)
    const actual = { ru: 'так и есть', en: 'as expected' }
    return [{ result: 'met', expected: expectedText(least), actual, ...(last ? { exchange: last.index } : {}) }]
  },
})

type Exchanged = JudgePlace['exchanges'][number]

/** Requests for the same thing: method, address (values have equal tags where they are equal) and bank. */
function groups(exchanges: readonly Exchanged[]): Map<string, Exchanged[]> {
  const found = new Map<string, Exchanged[]>()
  for (const one of exchanges) {
    const { method, url, headers } = one.exchange.request
    const key = [method, url, headers[participantIdHeader] ?? headers[providerIdHeader] ?? ''].join(' ')
    found.set(key, [...(found.get(key) ?? []), one])
  }
  return found
}

function departuresIn(group: readonly Exchanged[], least: number): Observation[] {
  const waits = new Map(group.map(({ index, exchange }) => [index, waitOf(exchange)]))
  const pauses = pausesOf(group.map(timesOf))
  return pauses.flatMap(({ ms, after, index }, i): Observation[] => {
    const atLeast = Math.max(least, waits.get(after) ?? 0)
    if (ms + spareMs < atLeast * 1000)
      return [{ result: 'departed', expected: waitText(atLeast), actual: pauseText(ms), exchange: index, ...tooSoon }]
    const before = pauses[i - 1]?.ms
    if (before === undefined || ms + Math.max(spareMs, before * spareShare) >= before) return []
    const actual = {
      ru: `после паузы ${seconds(before)} с – пауза ${seconds(ms)} с`,
      en: `a pause of ${seconds(ms)} s after one of ${seconds(before)} s`,
    }
    return [{ result: 'departed', expected: expectedText(least), actual, exchange: index, ...shrinking }]
  })
}

/** Seconds that the answer asks to wait; undefined where it does not say so. */
function waitOf({ at, outcome }: Exchanged['exchange']): number | undefined {
  const value = 'response' in outcome ? outcome.response.headers['retry-after'] : undefined
  if (value === undefined) return undefined
  if (/^\d{1,6}$/.test(value)) return Number(value)
  const until = value.endsWith('GMT') ? Date.parse(value) : NaN
  return Number.isNaN(until) ? undefined : Math.max(0, (until - Date.parse(at)) / 1000)
}

const seconds = (ms: number): string => (ms / 1000).toFixed(ms < 10_000 ? 2 : 1)

const waitText = (least: number): Text => ({
  ru: `повтор не раньше чем через ${least} с`,
  en: `the next try no sooner than after ${least} s`,
})

const pauseText = (ms: number): Text => ({ ru: `через ${seconds(ms)} с`, en: `after ${seconds(ms)} s` })

function expectedText(least: number): Text {
  const more = least > 0 ? { ru: ` и не короче ${least} с`, en: ` and is at least ${least} s` } : { ru: '', en: '' }
  return {
    ru: `пауза перед каждым повтором не короче прежней${more.ru}`,
    en: `each pause before a retry is no shorter than the one before${more.en}`,
  }
}

const tooSoon = {
  likelyCause: {
    ru: 'Ответ с Retry-After приложение повторяет так же, как обрыв связи: заголовок не читается.',
    en: 'An answer with Retry-After is retried like a broken connection: the header is not read.',
  },
  next: {
    ru: 'Читайте Retry-After (секунды или дата HTTP) и не повторяйте запрос раньше этого срока.',
    en: 'Read Retry-After (seconds or an HTTP date), and do not repeat the request before that time.',
  },
}

const shrinking = {
  likelyCause: {
    ru: 'Пауза перед повтором одинакова или случайна, или повторяет не только код приложения, но и библиотека HTTP.',
    en: "The pause before a retry is fixed or random, or the HTTP library retries beside the application's own code.",
  },
  next: {
    ru: 'Удваивайте паузу перед каждым повтором и выключите повторы в библиотеке HTTP.',
    en: 'Double the pause before every retry, and turn retries off in the HTTP library.',
  },
}
