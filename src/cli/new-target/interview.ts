import { isProblemError, problem } from '../../base/problem.js'
import { inLanguage, type Language, type Text } from '../../base/text.js'

/** A screen with somebody at it: is told things and asked for a line of text. */
export interface Dialogue {
  write(text: string): void
  /** @throws ProblemError `terminal-missing` where nobody can answer. */
  ask(question: string): Promise<string>
}

export interface Question<T> {
  /** The option that answers it beforehand, without its dashes. */
  readonly flag: string
  readonly ask: Text
  /** Why it is asked, in one line. */
  readonly why: Text
  /** What Enter alone means. */
  readonly fallback: string
  readonly read: (answer: string) => Reading<T>
}

/** The value of an answer, or what would be a right one. */
export type Reading<T> = { readonly value: T } | { readonly wrong: Text }

export interface InterviewOptions {
  readonly terminal: Dialogue
  readonly language: Language
  /** Answers by the option's name. */
  readonly given: Readonly<Record<string, string | undefined>>
  /** Nobody is asked: what is not given is as by Enter alone. */
  readonly unattended: boolean
}

/** Puts questions until each has a good answer. What an option has answered is not asked. */
export class Interview {
  readonly #asked = new Set<string>()

  constructor(private readonly options: InterviewOptions) {}

  /** @throws ProblemError where an option's answer is wrong, or nobody is there to be asked. */
  async answer<T>(question: Question<T>, given = this.options.given[question.flag]): Promise<T> {
    this.#asked.add(question.flag)
    const known = given ?? (this.options.unattended ? question.fallback : undefined)
    return known === undefined ? this.#put(question) : this.#taken(question, known)
  }

  /** Options that answer what was never asked. */
  unasked(): string[] {
    const given = Object.entries(this.options.given).filter(([, answer]) => answer !== undefined)
    return given.map(([flag]) => flag).filter((flag) => !this.#asked.has(flag))
  }

  say(text: Text): void {
    this.options.terminal.write(`${inLanguage(text, this.options.language)}\n`)
  }

  #taken<T>({ flag, read }: Question<T>, answer: string): T {
    const reading = read(answer)
    if ('value' in reading) return reading.value
    throw problem('answer-wrong', `«${answer}»: ${this.#text(reading.wrong)}`, `Give another --${flag}.`, {
      name: `--${flag}`,
    })
  }

  async #put<T>({ ask, why, fallback, read }: Question<T>): Promise<T> {
    const { terminal } = this.options
    terminal.write(`\n${this.#text(ask)}\n  ${this.#text(why)}\n`)
    for (;;) {
      const typed = await terminal.ask(fallback === '' ? '> ' : `[${fallback}] > `).catch(nobodyThere)
      const reading = read(typed === '' ? fallback : typed)
      if ('value' in reading) return reading.value
      terminal.write(`  ${this.#text(reading.wrong)}\n`)
    }
  }

  #text(text: Text): string {
    return inLanguage(text, this.options.language)
  }
}

/** Here there is another way than the one that a terminal's own message names. */
function nobodyThere(error: unknown): never {
  if (!isProblemError(error) || error.problems[0].code !== 'terminal-missing') throw error
  throw problem(
    'terminal-missing',
    'somebody has to be asked, but standard in is no terminal',
    'Start it in a terminal, or give the answers as options and --yes for the rest (--help lists them).',
    { name: 'standard in' },
  )
}
