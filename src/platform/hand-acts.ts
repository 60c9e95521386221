import { durationMs, type Clock } from '../base/clock.js'
import { formatsOf } from '../base/formats.js'
import { problem, type ProblemError } from '../base/problem.js'
import { inLanguage, type Language, type Text } from '../base/text.js'
import type { PlatformAct, PlatformActResult } from '../model/act.js'
import type { PlatformActs } from '../model/ports.js'
import type { TargetClient } from '../model/target.js'
import { participantStates } from './act-results.js'
import { complaints, frame, instructionFor, tooEarly } from './act-wording.js'
import type { HandAct, Instruction } from './instruction.js'
import { isRefusal } from './refusal.js'
import { standings } from './registry-wording.js'
import type { Terminal } from './terminal.js'

export interface HandOptions {
  readonly language: Language
  /** Names stand for clients on the screen. */
  readonly clients: readonly TargetClient[]
  readonly clock: Clock
  /** Ends the waiting; what is asked for afterwards is only shown, for the person to put back. */
  readonly signal?: AbortSignal
}

/**
 * Acts carried out by a person in the operator's cabinet: tells exactly what to do and waits for Enter, for the
 * result, or for `n`. Whatever cannot be done ends in a ProblemError, so that the script stays without a verdict.
 */
export function byHandActs(terminal: Terminal, options: HandOptions): PlatformActs {
  return {
    async perform<A extends PlatformAct>(act: A): Promise<PlatformActResult<A>> {
      const wanted: PlatformAct = act
      if (wanted.act === 'mint-token') throw onlyThePlatform()
      return (await byHand(wanted, terminal, options)) as PlatformActResult<A>
    },
  }
}

async function byHand(act: HandAct, terminal: Terminal, options: HandOptions): Promise<unknown> {
  const { language, clock, signal } = options
  const instruction = instructionFor(act, nameOf(act, options.clients), clock.now())
  if (signal?.aborted) {
    terminal.write(reminder(instruction, language))
    throw notDone(act, 'the run was interrupted')
  }
  terminal.write(sheet(instruction, language))
  const read = answerReader(act, clock)
  for (;;) {
    const typed = await terminal.ask('> ', signal)
    if (isRefusal(typed)) throw notDone(act, 'the person at the screen said that it cannot be done')
    const answer = read(typed)
    if ('result' in answer) return answer.result
    terminal.write(`${inLanguage(answer.complaint, language)}\n`)
  }
}

/** The client's name in the target; of an unknown one, the end of the number. */
function nameOf(act: HandAct, clients: readonly TargetClient[]): string {
  if (act.act !== 'grant-consent') return ''
  return clients.find(({ iin }) => iin === act.iin)?.name ?? `…${act.iin.slice(-4)}`
}

type Answer = { readonly result: unknown } | { readonly complaint: Text }

/** Understands what is typed when the act is done. */
function answerReader(act: HandAct, clock: Clock): (typed: string) => Answer {
  const started = clock.ticks()
  switch (act.act) {
    case 'grant-consent':
      return (typed) =>
        formatsOf(typed).includes('uuid') ? { result: { consentId: typed } } : { complaint: complaints.uuid }
    case 'participant-state':
      return (typed) => chosen(typed, participantStates, (before) => ({ before }))
    case 'limited-mode':
    case 'connection':
      return (typed) => chosen(typed, ['on', 'off'], (before) => ({ before: before === 'on' }))
    case 'register-participant':
      return (typed) => (/^\S{1,40}$/.test(typed) ? { result: { participant: typed } } : { complaint: complaints.id })
    case 'api-check':
    case 'publication':
      return (typed) => {
        const before = standings[Number(typed) - 1]
        return before ? { result: { before } } : { complaint: complaints.choice }
      }
    case 'revoke-consent':
    case 'narrow-consent':
    case 'rate-limit':
      return enterOnly
    case 'age-consent':
      return (typed) => {
        const left = (durationMs(act.by) ?? 0) - (clock.ticks() - started)
        return left > 0 ? { complaint: tooEarly(left) } : enterOnly(typed)
      }
  }
}

const enterOnly = (typed: string): Answer => (typed === '' ? { result: {} } : { complaint: complaints.enter })

/** One of the words, or its number in the list from 1. */
function chosen<W extends string>(typed: string, words: readonly W[], result: (word: W) => unknown): Answer {
  const word = words.find((candidate, i) => typed === String(i + 1) || typed.toLowerCase() === candidate)
  return word === undefined ? { complaint: complaints.choice } : { result: result(word) }
}

function sheet(instruction: Instruction, language: Language): string {
  const say = (text: Text): string => inLanguage(text, language)
  const lines = [
    '',
    `── ${say(frame.heading)} ──`,
    say(instruction.task),
    ...factLines(instruction, language),
    say(instruction.done),
    say(frame.impossible),
  ]
  return `${lines.join('\n')}\n`
}

function reminder(instruction: Instruction, language: Language): string {
  const say = (text: Text): string => inLanguage(text, language)
  return `${['', `── ${say(frame.interrupted)}`, say(instruction.task), ...factLines(instruction, language)].join('\n')}\n`
}

function factLines({ facts }: Instruction, language: Language): string[] {
  const rows = facts.map(([name, value]) => [inLanguage(name, language), inLanguage(value, language)] as const)
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `  ${`${name}:`.padEnd(width + 2)}${value}`)
}

const onlyThePlatform = (): ProblemError =>
  problem(
    'act-not-by-hand',
    'A token of the platform cannot be issued by hand: only the platform has the key that signs it.',
    'Let a command or the control API carry out the acts, or test through the platform, which issues the token itself.',
    { name: 'mint-token' },
  )

const notDone = (act: HandAct, why: string): ProblemError =>
  problem(
    'act-not-done',
    `«${act.act}» was not carried out: ${why}.`,
    'Run the script again when it can be done, or let a command or the control API carry out the acts.',
    { name: act.act },
  )
