import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { WatchEvent } from '../../control/api.js'
import type { AnswerRule, Arrival, Mark, ToldAnswer, ToldHandshake } from '../../model/application.js'
import type { OperationId } from '../../model/contract.js'
import type { RawExchange } from '../../model/exchange.js'
import type { Seen } from './seen.js'

type Told = Extract<AnswerRule, { operation: OperationId }>

/** Whoever watches: hears of everything, and of the end where it comes from our side. */
export interface Watcher {
  tell(event: WatchEvent): void
  end(): void
}

/** A rule that waits for requests. It counts when it is used, not when it is looked at. */
export interface RuleInForce {
  readonly operation: OperationId
  readonly answer: ToldAnswer
  /** Requests that are still answered so. */
  left: number
}

/** Arrivals that the page of an application shows. */
const shownArrivals = 12
/** Clients who are on the platform's pages at the same time; the first of more is forgotten. */
const mostJourneys = 100

/** One application that somebody watches: what it does here, numbered, and what it is told instead of the normal answer. */
export class Watch {
  readonly #rules = new Map<OperationId, RuleInForce>()
  readonly #underWay = new Set<Mark>()
  readonly #journeys = new Map<string, Seen>()
  #latest: readonly Arrival[] = []
  #last: Mark = 0
  #settling: (() => void)[] = []
  #silence = new AbortController()
  #handshake: ToldHandshake | undefined
  #renewedAt = 0
  #isOver = false
  readonly #serving = new Set<ServerResponse>()

  constructor(
    readonly participant: string,
    private readonly watcher: Watcher,
    /** Called after every change of what a page would show. */
    private readonly changed: () => void,
  ) {}

  tell(event: WatchEvent): void {
    if (!this.#isOver) this.watcher.tell(event)
  }

  /** Every rule is forgotten; what is still under way ends unheard. */
  end(): void {
    this.normal()
    this.#isOver = true
    this.watcher.end()
  }

  /** The number of what begins now; it is told of when it has come to its end. */
  begin(): Mark {
    this.#last += 1
    this.#underWay.add(this.#last)
    return this.#last
  }

  /** What began under this number has come to its end; told of before the application can know the answer. */
  arrived(mark: Mark, exchange: RawExchange): void {
    if (!this.#underWay.has(mark)) return
    const arrival = { mark, exchange }
    this.tell({ type: 'arrival', arrival })
    this.#latest = [arrival, ...this.#latest].slice(0, shownArrivals)
    this.abandon(mark)
    this.changed()
  }

  /** What began under this number is not told of, because we failed ourselves; nobody waits for it. */
  abandon(mark: Mark): void {
    this.#underWay.delete(mark)
    for (const settle of this.#settling) settle()
  }

  /** Newest first. */
  get latest(): readonly Arrival[] {
    return this.#latest
  }

  /** The last number, once everything that had begun by now has been told of. */
  async settled(): Promise<Mark> {
    const last = this.#last
    const isOpen = (): boolean => [...this.#underWay].some((mark) => mark <= last)
    if (!isOpen()) return last
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        if (isOpen()) return
        this.#settling = this.#settling.filter((other) => other !== settle)
        resolve()
      }
      this.#settling.push(settle)
    })
    return last
  }

  /** A later rule for the same operation takes the place of an earlier one. */
  rule({ operation, answer, times }: Told): void {
    this.#rules.set(operation, { operation, answer, left: times === 'always' ? Infinity : times })
  }

  /** What the next request of this operation is told; undefined where it gets the normal answer. */
  ruleFor(operation: OperationId | undefined): RuleInForce | undefined {
    return operation === undefined ? undefined : this.#rules.get(operation)
  }

  /** Counts one request that is answered so; false where another request or a later rule was quicker. */
  use(rule: RuleInForce): boolean {
    if (this.#rules.get(rule.operation) !== rule) return false
    rule.left -= 1
    if (rule.left < 1) this.#rules.delete(rule.operation)
    return true
  }

  present(handshake: ToldHandshake): void {
    this.#handshake = handshake
    this.#renewedAt = performance.now()
  }

  /** When the API last began to present itself otherwise, on the monotonic clock in milliseconds. */
  get renewedAt(): number {
    return this.#renewedAt
  }

  get handshake(): ToldHandshake | undefined {
    return this.#handshake
  }

  /** Every rule is forgotten, and whoever is kept waiting is let go. */
  normal(): void {
    this.#rules.clear()
    if (this.#handshake !== undefined) this.#renewedAt = performance.now()
    this.#handshake = undefined
    this.#silence.abort()
    this.#silence = new AbortController()
  }

  /** Aborted once rules are forgotten: until then a silent answer stays silent. */
  get silence(): AbortSignal {
    return this.#silence.signal
  }

  /** An answer is under way: its connection is left open until then, though the API may present itself otherwise by now. */
  serve(response: ServerResponse): void {
    const began = performance.now()
    this.#serving.add(response)
    const { socket } = response.req
    response.once('close', () => {
      this.#serving.delete(response)
      if (this.#renewedAt > began) socket.destroySoon()
    })
  }

  /** Whether an answer is under way over a connection. */
  serves(socket: Socket): boolean {
    return [...this.#serving].some(({ req }) => req.socket === socket)
  }

  /** A client was sent to the platform's pages with this request; the answer to it is the way back. */
  departed(journey: string, request: Seen): void {
    this.#journeys.set(journey, request)
    const [first] = this.#journeys.keys()
    if (this.#journeys.size > mostJourneys && first !== undefined) this.#journeys.delete(first)
  }

  /** The request that a client's journey began with. */
  journey(id: string): Seen | undefined {
    return this.#journeys.get(id)
  }

  returned(journey: string): void {
    this.#journeys.delete(journey)
  }
}
