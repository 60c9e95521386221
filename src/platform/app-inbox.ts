import type { ControlClient } from '../control/client.js'
import type { Stage } from '../control/api.js'
import type { AnswerRule, Arrival, Awaited, Inbox, Mark } from '../model/application.js'

type Control = Pick<ControlClient, 'watch' | 'mark' | 'rule' | 'normal' | 'stage'>

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
  readonly #arrivals: Arrival[] = []
  readonly #presses = new Map<string, string>()
  readonly #ended = new AbortController()
  /** Looked at again whenever something came. */
  readonly #waiting = new Set<() => void>()
  #lost: unknown

  constructor(
    private readonly control: Control,
    private readonly participant: string,
  ) {
    this.begun = new Promise((resolve, reject) => {
      this.#listen(resolve).catch((error: unknown) => {
        this.#lost = error
        reject(error instanceof Error ? error : new Error(String(error)))
        this.#look()
      })
    })
  }

  async #listen(begun: () => void): Promise<void> {
    for await (const event of this.control.watch(this.participant, this.#ended.signal)) {
      if (event.type === 'watching') begun()
      else if (event.type === 'arrival') this.#arrivals.push(event.arrival)
      else this.#presses.set(event.prompt, event.button)
      this.#look()
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
        if (found !== undefined) end(() => resolve(found))
        else if (this.#lost !== undefined)
          end(() => reject(this.#lost instanceof Error ? this.#lost : new Error(String(this.#lost))))
      }
      this.#waiting.add(look)
      signal.addEventListener('abort', stopped)
      if (signal.aborted) stopped()
      else look()
    })
  }

  async mark(): Promise<Mark> {
    const mark = await this.control.mark(this.participant)
    // The number came by another connection than the arrivals: each of them comes once, in whichever order.
    await this.#until(
      () => (this.#arrivals.filter((it) => it.mark <= mark).length >= mark ? true : undefined),
      this.#ended.signal,
    )
    return mark
  }

  async next(wish: Awaited, after: Mark, withinMs: number, signal: AbortSignal): Promise<Arrival | undefined> {
    const find = (): Arrival | undefined =>
      this.#arrivals.filter((it) => it.mark > after && meets(it, wish)).sort((a, b) => a.mark - b.mark)[0]
    return this.#until(find, AbortSignal.any([signal, this.#ended.signal, AbortSignal.timeout(Math.ceil(withinMs))]))
  }

  between(from: Mark, until: Mark): readonly Arrival[] {
    return this.#arrivals.filter(({ mark }) => mark > from && mark < until).sort((a, b) => a.mark - b.mark)
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
    this.#ended.abort()
  }
}

function meets({ exchange: { request, outcome } }: Arrival, wish: Awaited): boolean {
  return 'operation' in wish ? request.operation === wish.operation : request.operation === null && 'failure' in outcome
}
