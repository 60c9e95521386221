import pino, { type DestinationStream } from 'pino'
import { isProblemError } from './problem.js'
import { scrub } from './scrub.js'
import { secretsRead } from './secret.js'

/** What a line may tell beside its words: values of our own, never a request or an error as it is. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** What a program that stays up says of itself: one line an event, JSON, without secrets. */
export interface Log {
  debug(what: string, fields?: LogFields): void
  info(what: string, fields?: LogFields): void
  /** Something went wrong that is tried again, or does not matter to others. */
  warn(what: string, error: unknown, fields?: LogFields): void
}

export const logLevels = ['debug', 'info', 'warn', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export interface LogOptions {
  readonly level: LogLevel
  readonly to: DestinationStream
  /** Secrets that this program was given beside those it read itself. */
  readonly secrets?: readonly string[]
}

/** A log of JSON lines (pino). Every text goes through `scrub`: what a library says is not ours to choose. */
export function createLog({ level, to, secrets = [] }: LogOptions): Log {
  const clean = (text: string): string => scrub(text, [...secrets, ...secretsRead()])
  const out = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    to,
  )
  const cleaned = (fields: LogFields = {}): object =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? clean(value) : value]),
    )
  return {
    debug: (what, fields) => out.debug(cleaned(fields), clean(what)),
    info: (what, fields) => out.info(cleaned(fields), clean(what)),
    warn: (what, error, fields) => out.warn({ ...cleaned(fields), error: clean(textOf(error)) }, clean(what)),
  }
}

/** Problems say all there is to say; of other errors it is good to know where they come from. */
function textOf(error: unknown): string {
  if (isProblemError(error)) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** Lines for a person at a terminal instead of JSON. */
export function forPeople(write: (text: string) => void): DestinationStream {
  return {
    write: (line) => {
      const { time, level, msg, error } = JSON.parse(line) as Readonly<Record<string, string | undefined>>
      const [first = ''] = (error ?? '').split('\n    at ')
      write(`${(time ?? '').slice(11, 19)} ${level ?? ''} ${msg ?? ''}${first === '' ? '' : `: ${first}`}\n`)
    },
  }
}
