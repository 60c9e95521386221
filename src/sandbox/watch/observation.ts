import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Mark } from '../../model/application.js'
import type { RawExchange } from '../../model/exchange.js'
import type { ReceivedBody } from './received-body.js'
import { exchangeOf, responseOf, type Seen } from './seen.js'
import { halfOf, send, type Outgoing } from './told-answer.js'
import type { Watch } from './watch.js'

/** One request of a watched application, under way. */
export interface Observation {
  readonly watch: Watch
  readonly mark: Mark
  readonly seen: Seen
  readonly body: ReceivedBody
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** The request has come to its end, in whichever way. */
export async function arrive(
  { watch, mark, seen, body }: Observation,
  outcome: RawExchange['outcome'],
  asTold: boolean,
): Promise<void> {
  watch.arrived(mark, exchangeOf(seen, mark, await body.whole(), outcome, asTold))
}

/** Tells of the answer, then sends it: what an application does because of it never arrives before. */
export async function answer(observation: Observation, outgoing: Outgoing, asTold: boolean): Promise<void> {
  const { response, watch, seen } = observation
  const { status, body, cut } = outgoing
  await arrive(observation, { response: responseOf(response, status, cut ? halfOf(body) : body) }, asTold)
  // The connection has outlived what it was made under: the next request meets what is presented now.
  if (watch.renewedAt > seen.began) response.shouldKeepAlive = false
  await send(response, outgoing)
}

/** Our own failure costs the request only; nobody waits for its arrival. */
export function failed({ watch, mark, response }: Observation, error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error))
  watch.abandon(mark)
  response.destroy()
}
