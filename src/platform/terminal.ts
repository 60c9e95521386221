import { createInterface } from 'node:readline/promises'
import { problem, type ProblemError } from '../base/problem.js'

/** A person at a screen: is told things and asked for a line of text. */
export interface Terminal {
  write(text: string): void
  /**
   * Asks and answers the line that was typed, without the spaces around it. @throws ProblemError `terminal-missing`
   * where nobody can answer, `terminal-closed` where the input ends, `terminal-aborted` by the signal.
   */
  ask(question: string, signal?: AbortSignal): Promise<string>
}

export interface TerminalStreams {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly output: NodeJS.WritableStream
}

/** A terminal over streams, by default of this process. An input that is no terminal cannot be asked, only written to. */
export function streamTerminal(
  { input, output }: TerminalStreams = { input: process.stdin, output: process.stdout },
): Terminal {
  return {
    write: (text) => void output.write(text),
    async ask(question, signal) {
      if (input.isTTY !== true) throw nobodyThere()
      const lines = createInterface({ input, output })
      try {
        return (await answer(lines, question, signal)).trim()
      } catch (error) {
        output.write('\n')
        throw error
      } finally {
        lines.close()
      }
    },
  }
}

function answer(
  lines: ReturnType<typeof createInterface>,
  question: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    lines.once('close', () => reject(inputEnded()))
    // While a line is read, the terminal gives Ctrl-C to us; it is meant for the process.
    lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
    lines.question(question, signal ? { signal } : {}).then(resolve, () => reject(aborted()))
  })
}

const nobodyThere = (): ProblemError =>
  problem(
    'terminal-missing',
    'Somebody has to be asked, but standard in is no terminal.',
    'Start it in a terminal, without a pipe into it; where nobody sits, let a command or the control API do it.',
    { name: 'standard in' },
  )

const inputEnded = (): ProblemError =>
  problem('terminal-closed', 'The input ended before there was an answer.', 'Run it again and type the answer.', {
    name: 'standard in',
  })

const aborted = (): ProblemError =>
  problem('terminal-aborted', 'It was interrupted before there was an answer.', 'Run it again when somebody is there.')
