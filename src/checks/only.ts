import { z } from 'zod'
import type { Advice, Observation } from '../model/finding.js'
import { participantIdHeader } from '../model/headers.js'
import { defineCheck, factMissing, written } from './define.js'

const params = z
  .strictObject({
    providers: written.optional().describe('participant ids of the banks that may be asked'),
    operations: z.array(z.string().min(1)).min(1).optional().describe('operations of banks that may be called'),
  })
  .refine((p) => p.providers !== undefined || p.operations !== undefined, 'give `providers` or `operations`, or both')

/** `only: { providers: [...], operations: [listAccounts] }` — no data is asked for outside of these. */
export const only = defineCheck({
  name: 'only',
  version: 1,
  summary: { ru: 'данные запрашиваются только у этих банков и только эти', en: 'only these data, and of these banks' },
  params,
  looksAt: () => ['window'],
  observe(seen, p) {
    const { operations, wire } = seen.contract
    const providers = p.providers === undefined ? undefined : [seen.resolve(p.providers)].flat().map(String)
    return {
      calls: seen.exchanges.map(({ request }) => {
        const operation = request.operation === null ? undefined : operations.get(request.operation)
        if (operation?.servedBy !== 'bank') return 'none'
        if (p.operations && !p.operations.includes(operation.id)) return 'other-data'
        const asked = request.headers[wire.header(participantIdHeader)]
        return providers && (asked === undefined || !providers.includes(asked)) ? 'other-bank' : 'allowed'
      }),
    }
  },
  judge(place, _attempt, fact, p) {
    if (fact === 'absent') return [factMissing(place.exchanges.at(-1)?.index)]
    const data = p.operations === undefined ? undefined : p.operations.join(', ')
    const expected = {
      ru: `данные только в объёме согласия${data === undefined ? '' : ` (${data})`} и только у названных банков`,
      en: `only data of the consent${data === undefined ? '' : ` (${data})`}, and only at the banks named`,
    }
    const departed = fact.calls.flatMap((call, i): Observation[] => {
      const found = call === 'other-data' || call === 'other-bank' ? outside[call] : undefined
      const at = place.exchanges[i] ? { exchange: place.exchanges[i].index } : {}
      return found ? [{ result: 'departed', expected, ...at, ...found }] : []
    })
    if (departed.length > 0) return departed
    const last = place.exchanges.at(-1)
    const count = fact.calls.filter((call) => call === 'allowed').length
    const actual = { ru: `запросов данных ${count}, все в нём`, en: `${count} requests for data, all of them within` }
    return [{ result: 'met', expected, actual, ...(last ? { exchange: last.index } : {}) }]
  },
})

const outside: Readonly<Record<'other-data' | 'other-bank', Advice & Pick<Observation, 'actual'>>> = {
  'other-data': {
    actual: { ru: 'запрошены другие данные', en: 'other data were asked for' },
    likelyCause: {
      ru: 'Приложение вызывает все операции подряд, не глядя, на какие данные клиент дал согласие.',
      en: 'The application calls every operation, without looking at the data that the client consented to.',
    },
    next: {
      ru: 'Храните вместе с согласием его объём (scope) и вызывайте только операции, которые он покрывает.',
      en: 'Keep the scope with the consent, and call only the operations that it covers.',
    },
  },
  'other-bank': {
    actual: { ru: 'запрошен другой банк, или банк не назван', en: 'another bank was asked, or none was named' },
    likelyCause: {
      ru: 'Токен одного согласия используется для всех банков клиента.',
      en: "The token of one consent is used for all of the client's banks.",
    },
    next: {
      ru: 'Храните токен вместе с банками, которые названы в согласии, и берите для запроса токен этого банка.',
      en: 'Keep a token with the banks that its consent names, and take the token of the bank that is asked.',
    },
  },
}
