/** What was started, to be ended in the opposite order, whatever happens. */
export class Closing {
  private readonly ends: (() => Promise<void>)[] = []

  /** Remembers how to end something. */
  add(end: () => Promise<void>): void {
    this.ends.push(end)
  }

  /** Ends all of it, the last first; one that fails does not keep the others from being ended. Answers what failed. */
  async close(): Promise<unknown[]> {
    const failures: unknown[] = []
    for (const end of this.ends.splice(0).reverse()) await end().catch((error: unknown) => failures.push(error))
    return failures
  }
}
