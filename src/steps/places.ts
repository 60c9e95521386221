import { isObject, type Json } from '../base/json.js'
import type { Arrival, Inbox, Mark } from '../model/application.js'
import type { OperationId } from '../model/contract.js'
import type { RawExchange } from '../model/exchange.js'
import type { Places, StepContext, StepResult } from '../model/vocabulary.js'
import { scenarioTrouble } from './define.js'

/**
 * Places in the inbox. A `drive` stands for the moment before the application was made to act, an `await` for the arrival
 * that it took.
 */
export interface Place {
  readonly mark: Mark
  /** The place is an arrival, not a moment between two. */
  readonly isArrival: boolean
}

type Trouble = { readonly trouble: NonNullable<StepResult['trouble']> }

/** The place that a name stands for. @throws UnresolvedReference where nothing has the name. */
export function placeOf(name: string, context: StepContext): Place | undefined {
  const value = context.resolve(`\${${name}}`)
  if (!isObject(value) || typeof value.mark !== 'number') return undefined
  return { mark: value.mark, isArrival: isObject(value.request) || value.connection !== undefined }
}

/** The marks between which a window lies, both outside of it. */
export interface Window {
  readonly from: Mark
  readonly until: Mark
}

/** From after `from` to before `until`: an arrival that is named as an end is outside, a moment cuts between two. */
export function windowBetween(from: Place, until: Place): Window {
  return { from: from.mark, until: until.isArrival ? until.mark : until.mark + 1 }
}

/** The window that a step names, or why it proves nothing: silence counts only where a good request came after it. */
export function windowOf(names: WindowNames, context: StepContext): Window | Trouble {
  const from = placeOf(names.from, context)
  const alive = placeOf(names.alive, context)
  const until = placeOf(names.until ?? names.alive, context)
  if (!from || !until || !alive?.isArrival)
    return scenarioTrouble('«from» and «until» name a drive or an await, «alive» an await') as Trouble
  const window = windowBetween(from, until)
  if (alive.mark < window.until)
    return scenarioTrouble(`«${names.alive}» came before the window ended: it does not show who was alive`) as Trouble
  const status = statusOf(context.resolve(`\${${names.alive}}`))
  // 304: a good request whose sender has the data already.
  if (status === undefined || (status >= 300 && status !== 304)) return notAlive(status) as Trouble
  return window
}

export type WindowNames = Places & { readonly from: string; readonly alive: string }

/** What arrived in a window: requests of one operation, or all; handshakes that were broken off are no requests. */
export function arrivalsIn(window: Window, operation: OperationId | undefined, inbox: Inbox): readonly Arrival[] {
  return inbox
    .between(window.from, window.until)
    .filter(({ exchange }) =>
      operation === undefined ? !isBrokenHandshake(exchange) : exchange.request.operation === operation,
    )
}

/** A connection that was broken off before anything was asked over it. */
export function isBrokenHandshake({ request, outcome }: RawExchange): boolean {
  return request.operation === null && 'failure' in outcome
}

function statusOf(value: Json): number | undefined {
  const answer = isObject(value) ? value.answer : undefined
  return isObject(answer) && typeof answer.status === 'number' ? answer.status : undefined
}

function notAlive(status: number | undefined): StepResult {
  const seen =
    status === undefined ? { ru: 'без ответа', en: 'no answer' } : { ru: `HTTP ${status}`, en: `HTTP ${status}` }
  return {
    trouble: {
      cause: 'environment',
      what: {
        ru: `запрос, который должен был показать, что приложение работает, не удался (${seen.ru}): тишина до него ничего не доказывает`,
        en: `the request that was to show that the application works did not succeed (${seen.en}): the silence before it proves nothing`,
      },
    },
  }
}
