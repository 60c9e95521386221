import type { ControlClient } from '../control/client.js'
import type { Stage, WatchEvent } from '../control/api.js'
import type { AnswerRule, Arrival, Awaited, Inbox, Mark } from '../model/application.js'

type Control = Pick<ControlClient, 'watch' | 'endWatch' | 'mark' | 'rule' | 'normal' | 'stage'>

/** The inbox of an application under test in a sandbox, and the page on which the sandbox shows it to a person. */
export interface AppInbox extends Inbox {
  /** What the page shows from now on. @throws ProblemError */
  stage(stage: Stage): Promise<void>
  /** The button of a prompt that a person presses; undefined where the signal ends the wait. @throws ProblemError */
  pressed(prompt: string, signal: AbortSignal): Promise<string | undefined>
}

/** Begins to watch the application of a participant: nothing is missed from then on. @throws ProblemError */
export async function openAppInbox(control: Control, participant: string): Promise<AppInbox> {
  const watch = new WatchedApplication(control, participant)
  await watch.begun
  return watch
}

class WatchedApplication implements AppInbox {
  readonly begun: Promise<void>
  /** In the order of their marks. */
  readonly #arrivals: Arrival[] = []
  readonly #presses = new Map<string, string>()
  readonly #ended = new AbortController()
  /** Looked at again whenever something came. */
  readonly #waiting = new Set<() => void>()
  #settled: Mark = 0
  #lost: Error | undefined

  constructor(
    private readonly control: Control,
    private readonly participant: string,
  ) {
    this.begun = new Promise((resolve, reject) => {
      this.#listen(resolve).catch((error: unknown) => {
        this.#lost = error instanceof Error ? error : new Error(String(error))
        reject(this.#lost)
        this.#look()
      })
    })
  }

  async #listen(begun: () => void): Promise<void> {
    for await (const event of this.control.watch(this.participant, this.#ended.signal)) {
      if (event.type === 'watching') begun()
      else this.#take(event)
      this.#look()
    }
  }

  #take(event: Exclude<WatchEvent, { type: 'watching' }>): void {
    switch (event.type) {
      case 'arrival': {
        // What began earlier may end later.
        const later = this.#arrivals.findIndex(({ mark }) => mark > event.arrival.mark)
        this.#arrivals.splice(later < 0 ? this.#arrivals.length : later, 0, event.arrival)
        break
      }
      case 'settled':
        this.#settled = Math.max(this.#settled, event.mark)
        break
      case 'pressed':
        this.#presses.set(event.prompt, event.button)
    }
  }

  #look(): void {
    for (const look of [...this.#waiting]) look()
  }

  /** Waits until `find` finds something among what came; undefined where the signal ends it first. */
  async #until<T>(find: () => T | undefined, signal: AbortSignal): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        this.#waiting.delete(look)
        signal.removeEventListener('abort', stopped)
        settle()
      }
      const stopped = (): void => end(() => resolve(undefined))
      const look = (): void => {
        const found = find()
        const lost = this.#lost
        if (found !== undefined) end(() => resolve(found))
        else if (lost) end(() => reject(lost))
      }
      this.#waiting.add(look)
      signal.addEventListener('abort', stopped)
      if (signal.aborted) stopped()
      else look()
    })
  }

  async mark(): Promise<Mark> {
    const mark = await this.control.mark(this.participant)
    // The number came by another connection than the arrivals, which may be on their way still.
    await this.#until(() => (this.#settled >= mark ? true : undefined), this.#ended.signal)
    return mark
  }

  async next(wish: Awaited, after: Mark, withinMs: number, signal: AbortSignal): Promise<Arrival | undefined> {
    const over = new AbortController()
    const timer = setTimeout(() => over.abort(), withinMs)
    const find = () => this.#arrivals.find((it) => it.mark > after && meets(it, wish))
    try {
      return await this.#until(find, AbortSignal.any([signal, this.#ended.signal, over.signal]))
    } finally {
      clearTimeout(timer)
    }
  }

  between(from: Mark, until: Mark): readonly Arrival[] {
    return this.#arrivals.filter(({ mark }) => mark > from && mark < until)
  }

  async respond(rule: AnswerRule): Promise<void> {
    await this.control.rule(this.participant, rule)
  }

  async respondNormally(): Promise<void> {
    await this.control.normal(this.participant)
  }

  async stage(stage: Stage): Promise<void> {
    await this.control.stage(this.participant, stage)
  }

  async pressed(prompt: string, signal: AbortSignal): Promise<string | undefined> {
    return this.#until(() => this.#presses.get(prompt), AbortSignal.any([signal, this.#ended.signal]))
  }

  async close(): Promise<void> {
    if (this.#ended.signal.aborted) return
    // Said aloud, so that the next watch finds the place free; a platform that is gone watches nobody.
    if (!this.#lost) await this.control.endWatch(this.participant).catch(() => undefined)
    this.#ended.abort()
  }
}

function meets({ exchange: { request, outcome } }: Arrival, wish: Awaited): boolean {
  if ('operation' in wish) return request.operation === wish.operation
  return request.operation === null && request.method === 'CONNECT' && 'failure' in outcome
}
