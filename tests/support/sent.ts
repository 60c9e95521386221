import { arrival, type Sent } from './memory-inbox.js'
import { at } from './sample-exchange.js'
import type { ExchangeFacts } from '../../src/model/exchange.js'

/** A request of the application under test, as checks see it. */
export interface SentRequest extends Sent {
  readonly facts?: Partial<ExchangeFacts>
}

export const sent = ({ facts, ...one }: SentRequest = {}): SentRequest => ({
  ...one,
  request: arrival(1, one).exchange.request,
  ...(facts ? { facts } : {}),
})

/** What the checks of an application's script look at. */
export const ofUser = { subject: 'user', mode: 'through' } as const

/** A moment so many milliseconds after the first of the samples. */
export const later = (ms: number): string => new Date(Date.parse(at) + ms).toISOString()
