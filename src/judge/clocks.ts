import { agree, ahead, dateHeader, offsetOf, type Offset } from '../base/clock-offset.js'
import type { Text } from '../base/text.js'
import type { ExchangeFacts, MaskedExchange, TokenFact } from '../model/exchange.js'

type Seen = { readonly exchange: MaskedExchange; readonly facts: ExchangeFacts }

const ours: Offset = { least: 0, most: 0 }
/** A server may want a token to last a little longer than the moment. */
const spareMs = 1000

/** Why a refusal of a good token may come of time alone: it expired on the way, or the clocks differ. Two clocks blame nobody. */
export function refusedByTime({ exchange, facts }: Seen): Text | undefined {
  const left = tokenOf(facts)?.secondsLeft
  if (left === undefined) return undefined
  if (left * 1000 <= spareMs)
    return {
      ru: 'Пока шёл сценарий, срок токена истёк: ответы приходили слишком долго. Посмотрите времена обменов, ускорьте сервер и повторите прогон.',
      en: 'The token expired while the script was under way: answers took too long. Look at the times of the exchanges, make the server faster and run again.',
    }
  const offset = offsetAt(exchange)
  return offset && left * 1000 - offset.most <= spareMs && !agree(ours, offset) ? differText(offset) : undefined
}

/** Where nothing has succeeded yet, clocks that differ explain a refusal better than a wrong set-up. */
export function clocksDiffer({ exchange }: Seen): Text | undefined {
  const offset = offsetAt(exchange)
  return offset && !agree(ours, offset) ? differText(offset) : undefined
}

/** Why a token that is expired or not valid yet by our clock was good by the server's own; undefined where it was not. */
export function acceptedByTime({ exchange, facts }: Seen): Text | undefined {
  const offset = offsetAt(exchange)
  const { secondsLeft = 0, secondsUntilValid = 0 } = tokenOf(facts) ?? {}
  if (!offset) return undefined
  const notExpiredThere = secondsLeft < 0 && secondsLeft * 1000 - offset.least > 0
  const validThere = secondsUntilValid > 0 && secondsUntilValid * 1000 - offset.most <= 0
  return notExpiredThere || validThere ? differText(offset) : undefined
}

/** The token that the request carried. */
function tokenOf({ tokens }: ExchangeFacts): TokenFact | undefined {
  return tokens.find(({ where }) => where === 'request authorization')
}

/** The server's clock against ours, by the `Date` header of its answer (RFC 9110, section 6.6.1). */
function offsetAt({ at, timings, outcome }: MaskedExchange): Offset | undefined {
  if ('failure' in outcome) return undefined
  const header = dateHeader(outcome.response.headers.date, at, timings.totalMs)
  return header && offsetOf(header)
}

function differText(offset: Offset): Text {
  const by = ahead(offset)
  return {
    ru: `Часы сервера ${by.ru} наших, и токен оценён по ним. Часов только двое, поэтому чьи неверны, сказать нельзя: включите службу времени (chrony) там и здесь и повторите прогон.`,
    en: `The server's clock is ${by.en} ours, and it judges the token by it. There are only two clocks, so it cannot be said which is wrong: switch a time service (chrony) on there and here and run again.`,
  }
}
