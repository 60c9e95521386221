import { z } from 'zod'
import type { Text } from '../base/text.js'
import type { Advice, Observation } from '../model/finding.js'
import { defineCheck, factMissing, lastExchange, nothingExchanged, unanswered } from './define.js'
import { outcomeText } from './phrases.js'

/** How the entity tag of a 304 compares with those that the request named (weakly, RFC 9110, section 8.8.3.2). */
type Tag = 'named' | 'other' | 'absent' | 'not-asked'

type ConditionalFact = { readonly tag: Tag; readonly surplus: boolean }

/**
 * `conditional: not-modified` — the answer is 304 as RFC 9110 (section 15.4.5) has it: without content, with the entity tag
 * that a 200 would have. `conditional: modified` — the condition does not hold, so that 304 would withhold what the caller
 * lacks. The fact holds comparisons, no tag.
 */
export const conditional = defineCheck<'not-modified' | 'modified', ConditionalFact>({
  name: 'conditional',
  version: 1,
  summary: {
    ru: 'ответ на условный запрос: 304 или содержимое',
    en: 'the answer to a conditional request: 304 or content',
  },
  params: z.enum(['not-modified', 'modified']),
  observe(seen) {
    const exchange = seen.exchanges.at(-1)
    if (!exchange || 'failure' in exchange.outcome) return { tag: 'not-asked', surplus: false }
    const { wire } = seen.contract
    const { headers, surplusBytes = 0 } = exchange.outcome.response
    return {
      tag: tagOf(headers[wire.header('etag')], exchange.request.headers[wire.header('if-none-match')]),
      surplus: surplusBytes > 0,
    }
  },
  judge(place, _attempt, fact, which) {
    const without = unanswered(place)
    if (without) return [without]
    const last = lastExchange(place)
    if (fact === 'absent') return [factMissing(last?.index)]
    if (!last || 'failure' in last.exchange.outcome) return [nothingExchanged]
    const { status } = last.exchange.outcome.response
    const seen = { actual: outcomeText(last.exchange), exchange: last.index }
    if (which === 'modified') {
      const expected = { ru: 'ответ с содержимым, HTTP 2xx', en: 'an answer with content, HTTP 2xx' }
      if (status < 300) return [{ result: 'met', expected, ...seen }]
      return [{ result: 'departed', expected, ...seen, ...(status === 304 ? withheld : {}) }]
    }
    const expected = { ru: 'HTTP 304', en: 'HTTP 304' }
    if (status !== 304) return [{ result: 'departed', expected, ...seen, ...(status < 300 ? sentAgain : {}) }]
    return [{ result: 'met', expected, ...seen }, ...ofNotModified(fact, last.index)]
  },
})

/** Compares weakly: `W/` does not count. */
function tagOf(etag: string | undefined, asked: string | undefined): Tag {
  if (etag === undefined) return 'absent'
  if (asked === undefined || asked.trim() === '*') return 'not-asked'
  const named = asked.match(/(?:W\/)?"[^"]*"/g) ?? []
  return named.some((one) => opaque(one) === opaque(etag)) ? 'named' : 'other'
}

const opaque = (tag: string): string => tag.replace(/^W\//, '')

function ofNotModified({ tag, surplus }: ConditionalFact, exchange: number): Observation[] {
  const tagSeen: Readonly<Record<Tag, Text>> = {
    named: { ru: 'тот же', en: 'the same' },
    'not-asked': { ru: 'он есть', en: 'it is there' },
    other: { ru: 'другой ETag, чем в If-None-Match', en: 'another ETag than in If-None-Match' },
    absent: { ru: 'заголовка etag нет', en: 'no header etag' },
  }
  const tagIsRight = tag === 'named' || tag === 'not-asked'
  return [
    {
      result: tagIsRight ? 'met' : 'departed',
      expected: { ru: 'у 304 тот же ETag, что был бы у 200', en: 'the 304 has the ETag that a 200 would have' },
      actual: tagSeen[tag],
      exchange,
      ...(tagIsRight ? {} : withoutTag),
    },
    {
      result: surplus ? 'departed' : 'met',
      expected: { ru: 'у 304 нет содержимого', en: 'the 304 has no content' },
      actual: surplus
        ? { ru: 'после заголовков переданы ещё байты', en: 'more bytes came behind the headers' }
        : { ru: 'его нет', en: 'there is none' },
      exchange,
      ...(surplus ? withContent : {}),
    },
  ]
}

const withheld: Advice = {
  likelyCause: {
    ru: 'Сервер отвечает 304 на само наличие условного заголовка, сравнивает дату там, где назван ETag, или даёт один ETag разным представлениям (фильтр, страница, язык).',
    en: 'The server answers 304 to the mere presence of a condition, compares dates where an ETag is named, or gives one ETag to several representations (filter, page, language).',
  },
  next: {
    ru: 'Считайте ETag по телу, которое было бы отправлено, и отвечайте 304, только когда он назван в If-None-Match (RFC 9110, 13.2.2).',
    en: 'Make the ETag from the body that would be sent, and answer 304 only where If-None-Match names it (RFC 9110, 13.2.2).',
  },
}

const sentAgain: Advice = {
  likelyCause: {
    ru: 'Условные заголовки не читаются, слабый ETag (W/) сравнивается посимвольно, или ETag меняется от запроса к запросу (в него входит время, узел, порядок полей).',
    en: 'The conditions are not read, a weak ETag (W/) is compared character by character, or the ETag changes from request to request (time, node or order of fields go into it).',
  },
  next: {
    ru: 'Сравните If-None-Match с ETag без приставки W/; посмотрите, одинаков ли ETag двух ответов с одинаковым телом на всех узлах.',
    en: 'Compare If-None-Match with the ETag without the prefix W/; see whether two answers with equal bodies have equal ETags on all nodes.',
  },
}

const withoutTag: Advice = {
  likelyCause: {
    ru: '304 отвечает прокси или фильтр, который не передаёт заголовки представления.',
    en: 'A proxy or filter makes the 304 and leaves the headers of the representation out.',
  },
  next: {
    ru: 'Передавайте в 304 те же ETag, Vary и Cache-Control, что и в 200 (RFC 9110, 15.4.5).',
    en: 'Send ETag, Vary and Cache-Control in the 304 as in the 200 (RFC 9110, 15.4.5).',
  },
}

const withContent: Advice = {
  likelyCause: {
    ru: 'Обработчик пишет тело, а код меняет на 304 в последний момент.',
    en: 'The handler writes the body and the status is changed to 304 at the last moment.',
  },
  next: {
    ru: 'Завершайте ответ 304 сразу после заголовков: лишние байты клиент примет за начало следующего ответа (RFC 9112, 6.3).',
    en: 'End a 304 right behind its headers: a client takes more bytes for the beginning of the next answer (RFC 9112, 6.3).',
  },
}
