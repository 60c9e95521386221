import { randomUUID } from 'node:crypto'
import { isProblemError, problem, type ProblemError } from '../../base/problem.js'
import { inLanguage, joinTexts, literal, mapText, type Language, type Text } from '../../base/text.js'
import type { Stage } from '../../control/api.js'
import type { AppDriver, AppErrand } from '../../model/application.js'
import { isRefusal } from '../refusal.js'
import type { Terminal } from '../terminal.js'
import { errandWording, handWording, type ErrandWords } from './hand-wording.js'

/** The sandbox's page for the application: what it shows, and which of its buttons is pressed. */
export interface StagePage {
  stage(stage: Stage): Promise<void>
  /** Undefined where the signal ends the wait. */
  pressed(prompt: string, signal: AbortSignal): Promise<string | undefined>
}

export interface HandDriverOptions extends ErrandWords {
  readonly terminal: Terminal
  /** Without it, the terminal alone. */
  readonly page?: StagePage
  readonly language: Language
  /** For each thing that is asked for. */
  readonly timeoutMs: number
}

/**
 * An application that a person drives, told what to do on the terminal and on the sandbox's page; whichever is answered first
 * counts. Whatever cannot be done ends in a ProblemError, so that the script stays without a verdict.
 */
export function handDriver(options: HandDriverOptions): AppDriver {
  return {
    async drive(errand, signal) {
      const told = errandWording(errand, options)
      const answer = await asked(
        { text: told, buttons: doneButtons, typed: handWording.enter },
        readDone,
        options,
        signal,
      )
      if (answer === 'cannot') throw notDone(errand)
      return { pages: [] }
    },
    async ask(question, signal) {
      const text = joinTexts([handWording.look, question], '\n')
      const answer = await asked(
        { text, buttons: answerButtons, typed: handWording.yesOrNo },
        readAnswer,
        options,
        signal,
      )
      return answer === 'yes' || answer === 'no' ? answer : undefined
    },
  }
}

interface Asked {
  readonly text: Text
  readonly buttons: NonNullable<Stage['prompt']>['buttons']
  /** What is to be typed on the terminal. */
  readonly typed: Text
}

const doneButtons = [
  { id: 'done', text: handWording.done },
  { id: 'cannot', text: handWording.cannot },
] as const

const answerButtons = [
  { id: 'yes', text: handWording.yes },
  { id: 'no', text: handWording.no },
  { id: 'unknown', text: handWording.unknown },
] as const

type Read = (typed: string) => string | undefined

const readDone: Read = (typed) => (typed === '' ? 'done' : isRefusal(typed) ? 'cannot' : undefined)

const readAnswer: Read = (typed) => {
  if (typed === '?') return 'unknown'
  if (isRefusal(typed)) return 'no'
  return /^(y|yes|д|да|и|иә)$/i.test(typed) ? 'yes' : undefined
}

/** The id of the button that is pressed, or of the one that what is typed stands for. @throws ProblemError */
async function asked(
  { text, buttons, typed }: Asked,
  read: Read,
  { terminal, page, pageUrl, language, timeoutMs }: HandDriverOptions,
  signal: AbortSignal,
): Promise<string> {
  const prompt = { id: randomUUID(), text, buttons }
  const over = new AbortController()
  const limit = AbortSignal.timeout(timeoutMs)
  const ended = AbortSignal.any([signal, limit, over.signal])
  await page?.stage({ prompt })
  try {
    terminal.write(sheet([text, typed, ...(page ? [handWording.elsewhere(pageUrl)] : [])], language))
    const answer = await Promise.race([
      ...(page ? [page.pressed(prompt.id, ended)] : []),
      lineFrom(terminal, { typed, read, language, alone: !page }, ended),
    ])
    if (answer !== undefined) return answer
    throw signal.aborted ? interrupted() : tooLate(timeoutMs)
  } finally {
    over.abort()
    // What is known by now does not depend on whether the page was cleared.
    await page?.stage({}).catch(() => undefined)
  }
}

/** What the person types stands for; undefined where the wait ends. Where nobody can type, it is left to the page. */
async function lineFrom(
  terminal: Terminal,
  {
    typed,
    read,
    language,
    alone,
  }: {
    readonly typed: Text
    readonly read: Read
    readonly language: Language
    /** Nobody answers elsewhere. */
    readonly alone: boolean
  },
  ended: AbortSignal,
): Promise<string | undefined> {
  for (;;) {
    let line: string
    try {
      line = await terminal.ask('> ', ended)
    } catch (error) {
      const code = isProblemError(error) ? error.problems[0].code : ''
      if (code === 'terminal-aborted') return undefined
      if (code === 'terminal-missing' && !alone) return whenAborted(ended)
      throw error
    }
    const answer = read(line)
    if (answer !== undefined) return answer
    terminal.write(`${inLanguage(typed, language)}\n`)
  }
}

function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    else signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}

function sheet(parts: readonly Text[], language: Language): string {
  const heading = mapText(handWording.heading, (said) => `── ${said} ──`)
  return inLanguage(joinTexts([literal(''), heading, ...parts, literal('')], '\n'), language)
}

const notDone = ({ act }: AppErrand): ProblemError =>
  problem(
    'drive-not-done',
    `«${act}» was not carried out in the application: the person said that it cannot be done.`,
    'Run the script again when it can be done.',
    { name: act },
  )

const tooLate = (timeoutMs: number): ProblemError =>
  problem(
    'drive-timeout',
    `Nobody answered within ${Math.round(timeoutMs / 60_000)} min, neither on the terminal nor on the sandbox's page.`,
    'Run it again with somebody at the application, or let a webhook or a command drive it (app.drive).',
    { name: 'app.drive' },
  )

const interrupted = (): ProblemError =>
  problem('drive-interrupted', 'The run was interrupted before the person had answered.', 'Run it again.', {
    name: 'app.drive',
  })
