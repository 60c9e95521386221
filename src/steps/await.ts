import { z } from 'zod'
import type { Text } from '../base/text.js'
import type { Arrival, Awaited, Inbox, Mark } from '../model/application.js'
import type { StepContext, StepResult } from '../model/vocabulary.js'
import { arrivalValue } from './arrival-value.js'
import { defineStep, messageOf, scenarioTrouble } from './define.js'
import { isBrokenHandshake, placeOf } from './places.js'
import { withoutApp } from './without-app.js'

const params = z
  .strictObject({
    operation: z.string().min(1).optional().describe('operationId of the contract'),
    connection: z
      .literal('refused')
      .optional()
      .describe('in place of `operation`: a connection that the application itself breaks off'),
    after: z
      .string()
      .min(1)
      .optional()
      .describe('name of a drive or an await after which it comes; the last await, else the start of the attempt'),
    within: z.int().min(1).max(600).optional().describe('seconds to wait; default: the target’s app.awaitMs'),
  })
  .refine((p) => (p.operation === undefined) !== (p.connection === undefined), {
    error: 'name either `operation` or `connection: refused`',
  })
type Params = z.output<typeof params>

/** How long a request is waited for where neither step nor target says it. */
const defaultMs = 10_000

/** `await: { operation: token, after: linked, as: token }` — a request that the application has to send. */
export const awaited = defineStep<Params>({
  name: 'await',
  summary: {
    ru: 'дождаться запроса, который приложение должно прислать',
    en: 'wait for a request that the application has to send',
  },
  params,
  yields: true,
  shows: 'arrival',
  writes: [],
  needs: ['app'],
  operation: (p) => p.operation,
  uses: (p) => (p.after === undefined ? [] : [p.after]),
  places: ({ after }) => ({ after }),
  async run(p, context) {
    const { inbox, taken } = context
    if (!inbox) return withoutApp('await')
    const place = p.after === undefined ? undefined : placeOf(p.after, context)
    if (p.after !== undefined && !place) return scenarioTrouble('«after» names a drive or an await')
    const after = place?.mark ?? taken.last
    const wish: Awaited = p.operation === undefined ? { connection: 'refused' } : { operation: p.operation }
    const withinMs = p.within === undefined ? (context.target.app?.awaitMs ?? defaultMs) : p.within * 1000
    let arrival: Arrival | undefined
    try {
      arrival = await firstFree(inbox, wish, after, withinMs, context)
    } catch (error) {
      return { trouble: { cause: 'platform', what: messageOf(error) } }
    }
    if (!arrival) return inVain(wish, withinMs / 1000, inbox.between(after, (await inbox.mark()) + 1))
    taken.take(arrival.mark)
    context.arrived(arrival)
    if (p.connection) return { value: { mark: arrival.mark, connection: p.connection } }
    return { value: arrivalValue(arrival, context.contract) }
  },
})

/** The first arrival of the kind after the mark that no earlier step took. */
async function firstFree(
  inbox: Inbox,
  wish: Awaited,
  after: Mark,
  withinMs: number,
  { clock, taken, signal }: StepContext,
): Promise<Arrival | undefined> {
  const end = clock.ticks() + withinMs
  for (let from = after; ;) {
    const found = await inbox.next(wish, from, Math.max(0, end - clock.ticks()), signal)
    if (!found || !taken.has(found.mark)) return found
    from = found.mark
  }
}

/** More of what came instead says nothing new. */
const mostTold = 6

function inVain(wish: Awaited, seconds: number, instead: readonly Arrival[]): StepResult {
  const what: Text =
    'operation' in wish
      ? { ru: `запрос «${wish.operation}»`, en: `the request «${wish.operation}»` }
      : { ru: 'отказ приложения от соединения', en: 'a connection that the application breaks off' }
  const came = instead.slice(-mostTold).map(toldOf)
  const instead_: Text =
    came.length === 0
      ? {
          ru: 'За это время от приложения не пришло ничего: возможно, оно не запущено, настроено на другой адрес платформы, или действие в нём не было выполнено',
          en: 'Nothing came from the application meanwhile: it may not run, be set to another address of the platform, or the act was not carried out in it',
        }
      : {
          ru: `Вместо него пришло: ${came.map(({ ru }) => ru).join(', ')}. Посмотрите по журналу приложения, почему оно остановилось`,
          en: `Instead there came: ${came.map(({ en }) => en).join(', ')}. See in the application's log why it stopped`,
        }
  return {
    trouble: {
      cause: 'environment',
      what: {
        ru: `${what.ru} ждали ${seconds} с и не дождались. ${instead_.ru}`,
        en: `${what.en} was awaited for ${seconds} s and did not come. ${instead_.en}`,
      },
    },
  }
}

function toldOf({ exchange }: Arrival): Text {
  const { request, outcome } = exchange
  if (isBrokenHandshake(exchange)) return { ru: 'оборванное соединение', en: 'a connection broken off' }
  const name = request.operation ?? request.method
  const status = 'response' in outcome ? String(outcome.response.status) : undefined
  return { ru: `${name} (${status ?? 'без ответа'})`, en: `${name} (${status ?? 'no answer'})` }
}
