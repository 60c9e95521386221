import { isProblemError, ProblemError } from '../base/problem.js'
import type { RunEvent } from '../model/run.js'

/**
 * Hands a run's events to whoever records them. Where that fails (a full disk) nothing more is recorded and `broken` is
 * aborted: the run ends in good order, with everything put back, instead of in the middle of what it does.
 */
export class Recording {
  private readonly stop = new AbortController()
  private readonly left: string[] = []
  private failure: unknown

  constructor(private readonly record: (event: RunEvent) => void) {}

  /** Aborted once an event could not be recorded. */
  get broken(): AbortSignal {
    return this.stop.signal
  }

  /** Takes one event; never throws. */
  readonly on = (event: RunEvent): void => {
    if (event.type === 'attempt-event' && event.event.type === 'undo' && event.event.outcome === 'failed')
      this.left.push(event.event.what)
    if (this.broken.aborted) return
    try {
      this.record(event)
    } catch (error) {
      this.failure = error
      this.stop.abort()
    }
  }

  /** @throws what kept events from being recorded; a problem then tells whether everything was put back */
  throwIfBroken(): void {
    if (!this.broken.aborted) return
    if (!isProblemError(this.failure)) throw this.failure
    const [{ what, ...first }] = this.failure.problems
    const undone =
      this.left.length === 0
        ? 'what it had changed was put back'
        : `it could not put back everything: ${this.left.join(', ')}`
    throw new ProblemError([
      {
        ...first,
        what: `${what}: the run was ended, and ${undone}. What was recorded until then can be read: synaq judge`,
      },
    ])
  }
}
