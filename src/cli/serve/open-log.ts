import { createLog, forPeople, logLevels, type Log } from '../../base/log.js'
import { problem } from '../../base/problem.js'

/**
 * The log of a program that stays up, on standard error: JSON lines at level `info`, or, at a terminal, lines for people of what
 * goes wrong. SYNAQ_LOG names another level. @throws ProblemError where it names none
 */
export function openLog(): Log {
  const asked = process.env.SYNAQ_LOG ?? ''
  const people = process.stderr.isTTY
  const level = asked === '' ? (people ? 'warn' : 'info') : logLevels.find((known) => known === asked)
  if (!level)
    throw problem('log-level', `«${asked}» is no level of the log`, `Levels: ${logLevels.join(', ')}.`, {
      name: 'SYNAQ_LOG',
    })
  const write = (text: string): void => void process.stderr.write(text)
  return createLog({ level, to: people ? forPeople(write) : { write }, secrets: passwordOf(process.env.DATABASE_URL) })
}

function passwordOf(url: string | undefined): string[] {
  if (url === undefined || !URL.canParse(url)) return []
  const { password } = new URL(url)
  return [password, decodeURIComponent(password)]
}
