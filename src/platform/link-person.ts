import { isProblemError, problem, type ProblemError } from '../base/problem.js'
import { inLanguage, type Language, type Text } from '../base/text.js'
import type { Person } from '../model/ports.js'
import type { TargetClient } from '../model/target.js'
import type { VisitGoal } from '../model/visit-goals.js'
import { linkWording } from './link-wording.js'
import { qrCode } from './qr.js'
import { listenForRedirect, type ListenerOptions } from './redirect-listener.js'
import { isRefusal } from './refusal.js'
import type { Terminal } from './terminal.js'
import { arrivedAt, beginningAt, isAnswer, redirectMatcher, startAddress } from './visit-address.js'

export interface LinkPersonOptions extends ListenerOptions {
  readonly terminal: Terminal
  /** For the whole visit. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/**
 * A real client who opens a link or scans its QR code. The redirect is awaited on a local listener at the path of
 * the application's redirect URI; where the client's device cannot reach it, its address can be typed in.
 * A visit throws a ProblemError where the time is over, the run is interrupted or somebody types `n`.
 */
export function personByLink(options: LinkPersonOptions): Person {
  const { terminal, language, timeoutMs } = options
  return {
    /** Nobody tells what the application showed at the end. */
    async walkThrough(url, client, goal) {
      const start = beginningAt(url)
      const limit = AbortSignal.timeout(timeoutMs)
      const ended = AbortSignal.any([limit, ...(options.signal ? [options.signal] : [])])
      terminal.write(invitation(start.href, client, goal, [linkWording.back], language))
      await confirmed(terminal, language, ended).catch((error: unknown) => {
        throw limit.aborted ? tooLate(timeoutMs) : options.signal?.aborted ? interrupted() : error
      })
      return { pages: [] }
    },
    async visit(url, client, goal, redirectUri) {
      const start = startAddress(url)
      const listener = await listenForRedirect(redirectUri, options)
      const over = new AbortController()
      const timer = setTimeout(() => over.abort(tooLate(timeoutMs)), timeoutMs)
      const interrupt = (): void => over.abort(interrupted())
      options.signal?.addEventListener('abort', interrupt)
      try {
        terminal.write(
          invitation(
            start.href,
            client,
            goal,
            [linkWording.awaited(listener.address), linkWording.elsewhere],
            language,
          ),
        )
        if (options.signal?.aborted) interrupt()
        const back = await Promise.race([
          listener.redirected,
          aborted(over.signal),
          typed(terminal, redirectUri, language, over.signal),
        ])
        return arrivedAt(back, [])
      } finally {
        clearTimeout(timer)
        options.signal?.removeEventListener('abort', interrupt)
        over.abort(interrupted())
        await listener.close()
      }
    },
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(signal.reason as ProblemError)
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
  })
}

/** Waits until Enter says that the client is back. @throws ProblemError where she cannot be, or nobody can type. */
async function confirmed(terminal: Terminal, language: Language, ended: AbortSignal): Promise<void> {
  for (;;) {
    const line = await terminal.ask('> ', ended)
    if (line === '') return
    if (isRefusal(line)) throw notWalked()
    terminal.write(`${inLanguage(linkWording.back, language)}\n`)
  }
}

/** The redirect's address as somebody types it. Where nobody can type, it is left to the listener. */
async function typed(terminal: Terminal, redirectUri: string, language: Language, signal: AbortSignal): Promise<URL> {
  const isRedirect = redirectMatcher(redirectUri)
  for (;;) {
    let line: string
    try {
      line = await terminal.ask('> ', signal)
    } catch (error) {
      if (isProblemError(error) && error.problems[0].code === 'terminal-missing') return aborted(signal)
      throw error
    }
    if (isRefusal(line)) throw notWalked()
    const url = URL.canParse(line) ? new URL(line) : undefined
    if (url && isRedirect(url) && isAnswer(url)) return url
    terminal.write(`${inLanguage(linkWording.notTheRedirect(redirectUri), language)}\n`)
  }
}

function invitation(
  link: string,
  client: TargetClient,
  goal: VisitGoal,
  ending: readonly Text[],
  language: Language,
): string {
  const say = (text: Text): string => inLanguage(text, language)
  const { heading, open } = linkWording
  const who = client.representative ? linkWording.signInFor(client.name) : linkWording.signInAs(client.name)
  return [
    '',
    `── ${say(heading)} ──`,
    say(open),
    '',
    link,
    '',
    `${qrCode(link)}${say(who)} ${say(linkWording[goal])}`,
    ...ending.map(say),
    '',
  ].join('\n')
}

const tooLate = (timeoutMs: number): ProblemError =>
  problem(
    'visit-timeout',
    `Nobody came back from the platform within ${Math.round(timeoutMs / 1000)} s.`,
    'Run it again with the client at hand; where the browser cannot reach the listener, type the address that it shows.',
    { name: 'visit' },
  )

const interrupted = (): ProblemError =>
  problem('visit-interrupted', 'The run was interrupted before the client came back.', 'Run it again.', {
    name: 'visit',
  })

const notWalked = (): ProblemError =>
  problem(
    'visit-not-done',
    "The person at the screen said that the platform's pages cannot be walked.",
    'Run the script again when they can be.',
    { name: 'visit' },
  )
