import type { AnswerRule, Arrival, Awaited, Inbox, Mark } from '../../src/model/application.js'
import { rawExchange, type Answer } from './sample-exchange.js'

/** What an application sends, in a few words; answered normally where it is not said otherwise. */
export interface Sent extends Answer {
  readonly told?: true
}

/** What the application under test sent, as its platform saw it: bearer and certificate of its own. */
export function arrival(mark: Mark, { told, request = {}, ...answer }: Sent): Arrival {
  const exchange = rawExchange({
    ...answer,
    request: {
      url: 'https://api.example/v3/accounts',
      peer: 'platform',
      via: 'through',
      credential: { certificate: 'app', authorization: 'bearer' },
      ...request,
      inbound: { mark, answered: told ? 'as-told' : 'normally' },
    },
  })
  return { mark, exchange }
}

/** A form that the application posts. */
export const form = (operation: string, fields: Readonly<Record<string, string>>): NonNullable<Sent['request']> => ({
  operation,
  method: 'POST',
  url: `https://api.example/v1/${operation}`,
  headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
  body: new URLSearchParams(fields).toString(),
  credential: { certificate: 'app', authorization: 'none' },
})

/** A handshake that the application broke off. */
export const brokenOff: Sent = {
  failure: { kind: 'tls-alert', alert: 'unknown_ca' },
  request: { operation: null, method: '', url: 'https://api.example/', headers: {} },
}

/** An inbox in memory: what is not there already never comes. */
export class MemoryInbox implements Inbox {
  readonly rules: (AnswerRule | 'normally')[] = []
  private readonly arrivals: Arrival[] = []

  constructor(...sent: readonly Sent[]) {
    this.arrive(...sent)
  }

  arrive(...sent: readonly Sent[]): void {
    for (const one of sent) this.arrivals.push(arrival(this.arrivals.length + 1, one))
  }

  async mark(): Promise<Mark> {
    return this.arrivals.length
  }

  async next(wish: Awaited, after: Mark): Promise<Arrival | undefined> {
    return this.arrivals.find(
      ({ mark, exchange: { request, outcome } }) =>
        mark > after &&
        ('operation' in wish
          ? request.operation === wish.operation
          : request.operation === null && 'failure' in outcome),
    )
  }

  between(from: Mark, until: Mark): readonly Arrival[] {
    return this.arrivals.filter(({ mark }) => mark > from && mark < until)
  }

  async respond(rule: AnswerRule): Promise<void> {
    this.rules.push(rule)
  }

  async respondNormally(): Promise<void> {
    this.rules.push('normally')
  }

  async close(): Promise<void> {
    // Nothing is open.
  }
}
