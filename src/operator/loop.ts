/** Something that is done again and again, never twice at once. */
export interface Loop {
  /** Does it now, if it waits. */
  wake(): void
  /** After the turn under way it is not done again. */
  stop(): Promise<void>
}

/** Nothing is done. */
export const noLoop: Loop = { wake: () => undefined, stop: () => Promise.resolve() }

/** Does `turn` at once and then `pauseMs` after each turn; an answer of true means that there is more, without a pause. */
export function startLoop(pauseMs: number, turn: () => Promise<boolean>, failed: (error: unknown) => void): Loop {
  let stopped = false
  let wake: (() => void) | undefined
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, pauseMs)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const run = async (): Promise<void> => {
    while (!isStopped()) {
      const more = await turn().catch((error: unknown) => {
        failed(error)
        return false
      })
      if (!more && !isStopped()) await pause()
    }
  }
  const isStopped = (): boolean => stopped
  const ended = run()
  return {
    wake: () => wake?.(),
    stop: async () => {
      stopped = true
      wake?.()
      await ended
    },
  }
}
