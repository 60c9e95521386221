import { requestIdHeader } from '../../model/headers.js'
import type { ToldAnswer } from '../../model/application.js'
import type { TransportFailure } from '../../model/exchange.js'
import { requestIdOf } from '../answer.js'
import { answer, arrive, type Observation } from './observation.js'
import { instead } from './told-answer.js'

type Unasked = Extract<ToldAnswer, { kind: 'instead' | 'silent' }>

/** Answers that the handler is not asked for: the request has no effect. */
export const isUnasked = (told: ToldAnswer): told is Unasked => told.kind === 'instead' || told.kind === 'silent'

/** Answers as told, and says so. */
export async function answeredUnasked(observation: Observation, told: Unasked): Promise<void> {
  const { request, response, body } = observation
  if (told.kind === 'instead') {
    await body.whole()
    await answer(observation, instead(response, told, [requestIdHeader, requestIdOf(request)]), true)
    return
  }
  request.resume()
  await arrive(observation, { failure: await silence(observation, told.seconds * 1000) }, true)
  response.destroy()
}

/** Waits without a word until the time is over, the rules are taken back, or the application goes away. */
function silence({ response, watch }: Observation, limitMs: number): Promise<TransportFailure> {
  const over = watch.silence
  return new Promise((resolve) => {
    const end = (failure: TransportFailure): void => {
      clearTimeout(timer)
      over.removeEventListener('abort', ended)
      response.off('close', gone)
      resolve(failure)
    }
    const ended = (): void => end({ kind: 'timeout', limitMs, phase: 'response' })
    const gone = (): void => end({ kind: 'reset', detail: 'the application stopped waiting' })
    const timer = setTimeout(ended, limitMs)
    over.addEventListener('abort', ended)
    response.on('close', gone)
    if (response.destroyed) gone()
  })
}
