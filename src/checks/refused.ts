import { z } from 'zod'
import type { Text } from '../base/text.js'
import type { Observation } from '../model/finding.js'
import { defineCheck, lastExchange, nothingExchanged, statuses } from './define.js'
import { outcomeText, statusText } from './phrases.js'

const params = z.strictObject({
  status: statuses.describe('statuses that the contract names for this refusal'),
  tls: z.boolean().default(false).describe('a refusal of the connection itself counts too'),
  otherwise: z.string().optional().describe('requirement that another 4xx status departs from'),
})

/**
 * `refused: { status: 403 }` — the request was refused.
 * Any 2xx breaks the requirement at the check's place. Another 4xx refuses too, yet with a status that was not agreed:
 * it departs from the requirement named in `otherwise` and from nothing where none is named.
 */
export const refused = defineCheck({
  name: 'refused',
  version: 1,
  summary: { ru: 'в запросе отказано', en: 'the request was refused' },
  params,
  translate: ({ otherwise, ...p }, names) => ({
    ...p,
    status: names.statuses(p.status),
    ...(otherwise === undefined ? {} : { otherwise }),
  }),
  admitsTransportFailure: (p) => p.tls,
  reveals: () => 'contract/refusal-status',
  requirements: (p) => (p.otherwise === undefined ? [] : [p.otherwise]),
  judge(place, _attempt, _fact, p) {
    const last = lastExchange(place)
    if (!last) return [nothingExchanged]
    const { outcome } = last.exchange
    const agreed = statusText(p.status)
    const expected: Text = p.tls
      ? { ru: `отказ в соединении TLS или ${agreed.ru}`, en: `a TLS refusal or ${agreed.en}` }
      : { ru: `отказ, ${agreed.ru}`, en: `a refusal, ${agreed.en}` }
    const seen = { expected, actual: outcomeText(last.exchange), exchange: last.index }

    if ('failure' in outcome) {
      const { kind } = outcome.failure
      if (p.tls && (kind === 'tls-alert' || kind === 'reset')) return [{ result: 'met', ...seen }]
      const next = { ru: 'Проверьте сеть и повторите прогон.', en: 'Look at the network and run again.' }
      return [{ result: 'undecided', cause: 'environment', ...seen, next }]
    }
    if (place.subject === 'platform' && last.facts.origin === 'provider') {
      const actual = {
        ru: `${seen.actual.ru} от банка: платформа запрос пропустила`,
        en: `${seen.actual.en} from the bank: the platform let the request through`,
      }
      return [{ result: 'departed', ...seen, actual }]
    }
    return [judgeStatus(outcome.response.status, p, seen)]
  },
})

function judgeStatus(
  status: number,
  p: z.output<typeof params>,
  seen: { expected: Text; actual: Text; exchange: number },
): Observation {
  if (p.status.includes(status)) return { result: 'met', ...seen }
  if (status >= 400 && status < 500) {
    return p.otherwise === undefined
      ? { result: 'met', ...seen }
      : { result: 'departed', ...seen, requirement: p.otherwise }
  }
  return { result: 'departed', ...seen }
}
