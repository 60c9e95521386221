import { problem } from '../../src/base/problem.js'
import type { Terminal } from '../../src/platform/terminal.js'

/** A person at a screen who types these answers one after another, then nothing more. */
export class TestTerminal implements Terminal {
  /** Everything that was written. */
  shown = ''
  readonly #answers: string[]
  #onWrite: () => void = () => undefined

  constructor(...answers: string[]) {
    this.#answers = answers
  }

  write(text: string): void {
    this.shown += text
    this.#onWrite()
  }

  async ask(question: string, signal?: AbortSignal): Promise<string> {
    this.write(question)
    const interrupted = problem('terminal-aborted', 'interrupted', 'none')
    if (signal?.aborted) throw interrupted
    const answer = this.#answers.shift()
    if (answer !== undefined) return answer
    return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(interrupted)))
  }

  /** Waits until the pattern stands on the screen; answers its first group. */
  says(pattern: RegExp): Promise<string> {
    return new Promise((resolve) => {
      this.#onWrite = () => {
        const found = pattern.exec(this.shown)
        if (found) resolve(found[1] ?? '')
      }
      this.#onWrite()
    })
  }
}
