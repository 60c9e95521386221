import type { Clock } from '../base/clock.js'
import type { RawExchange } from '../model/exchange.js'
import type { LoadFacts, LoadPlan } from '../model/load.js'
import { LoadTally } from './load-tally.js'

/**
 * Seconds' worth of requests that may be under way at a time. Where so many are, an answer takes as long on average
 * (Little's law): what then has to wait is held up by the server and not by us.
 */
const secondsInFlight = 4

/** A request that went later than this after it was due was held up by our own machine. */
const lateMs = 250

/** What came of a load: the numbers, and a few of its exchanges. */
export interface Load {
  readonly facts: LoadFacts
  readonly samples: readonly RawExchange[]
}

/**
 * Starts requests at a steady rate whatever the answers do, and counts the time of each from when it was due: a server
 * that stands still is not spared the requests that would have come (no coordinated omission). After the declared time
 * nothing is started; what is under way is waited for. The signal ends it at once.
 */
export function generateLoad(
  send: () => Promise<RawExchange>,
  plan: LoadPlan,
  clock: Clock,
  signal: AbortSignal,
): Promise<Load> {
  const planned = Math.round(plan.rate * plan.seconds)
  const most = Math.ceil(plan.rate * secondsInFlight)
  const tally = new LoadTally(plan, planned)
  return new Promise((resolve) => {
    const start = clock.ticks()
    let next = 0
    let inFlight = 0
    /** The server holds back what is due: too much is under way already. */
    let heldUp = false
    let timer: NodeJS.Timeout | undefined

    const end = (how: LoadFacts['ended']): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      resolve({ facts: tally.facts(how, clock.ticks() - start), samples: tally.samples() })
    }
    const stop = (): void => end('stopped')

    const begin = (due: number, lag: number): void => {
      next += 1
      inFlight += 1
      tally.began(lag, lag > lateMs, inFlight)
      void send().then((exchange) => {
        if (signal.aborted) return
        inFlight -= 1
        tally.ended(exchange, clock.ticks() - due)
        if (heldUp || next >= planned) turn()
      })
    }

    /** Starts what is due, and comes back when the next one is. */
    const turn = (): void => {
      clearTimeout(timer)
      while (next < planned) {
        const now = clock.ticks()
        const due = start + (next * 1000) / plan.rate
        if (now - start > plan.seconds * 1000 + lateMs) {
          if (!heldUp) tally.neverWent(planned - next, now - due)
          next = planned
        } else if (due > now) {
          heldUp = false
          timer = setTimeout(turn, due - now)
          return
        } else if (inFlight >= most) {
          heldUp = true
          return
        } else begin(due, heldUp ? 0 : now - due)
      }
      if (inFlight === 0) end('complete')
    }

    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    else turn()
  })
}
