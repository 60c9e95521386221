import type { WatchEvent } from '../../control/api.js'
import type { AnswerRule, Mark, ToldAnswer, ToldHandshake } from '../../model/application.js'
import type { OperationId } from '../../model/contract.js'
import type { RawExchange } from '../../model/exchange.js'

type Told = Extract<AnswerRule, { operation: OperationId }>

/** One application that somebody watches: what it does here, numbered, and what it is told instead of the normal answer. */
export class Watch {
  readonly #rules = new Map<OperationId, Told>()
  readonly #underWay = new Set<Mark>()
  #last: Mark = 0
  #settling: (() => void)[] = []
  #silence = new AbortController()
  #handshake: ToldHandshake | undefined

  constructor(
    readonly participant: string,
    readonly tell: (event: WatchEvent) => void,
  ) {}

  /** The number of what begins now; it is told of when it has come to its end. */
  begin(): Mark {
    this.#last += 1
    this.#underWay.add(this.#last)
    return this.#last
  }

  /** What began under this number has come to its end; told of before the application can know the answer. */
  arrived(mark: Mark, exchange: RawExchange): void {
    this.tell({ type: 'arrival', arrival: { mark, exchange } })
    this.#underWay.delete(mark)
    for (const settle of this.#settling) settle()
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
  rule(rule: Told): void {
    this.#rules.set(rule.operation, rule)
  }

  present(handshake: ToldHandshake): void {
    this.#handshake = handshake
  }

  get handshake(): ToldHandshake | undefined {
    return this.#handshake
  }

  /** Every rule is forgotten, and whoever is kept waiting is let go. */
  normal(): void {
    this.#rules.clear()
    this.#handshake = undefined
    this.#silence.abort()
    this.#silence = new AbortController()
  }

  /** What the next request of this operation is told; undefined where it gets the normal answer. */
  take(operation: OperationId): ToldAnswer | undefined {
    const rule = this.#rules.get(operation)
    if (!rule) return undefined
    if (rule.times !== 'always') {
      if (rule.times <= 1) this.#rules.delete(operation)
      else this.#rules.set(operation, { ...rule, times: rule.times - 1 })
    }
    return rule.answer
  }

  /** Aborted once rules are forgotten: until then a silent answer stays silent. */
  get silence(): AbortSignal {
    return this.#silence.signal
  }
}
