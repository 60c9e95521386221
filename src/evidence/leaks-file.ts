import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { problem, type ProblemError } from '../base/problem.js'
import { writeWhole } from '../base/write-whole.js'
import type { SecretKind } from './known-secrets.js'
import type { Leak } from './leaks.js'

/** Stands in a run's folder where a secret was found in it. While it stands there, nothing is made of the run. */
const leaksFile = 'leaks.json'

/** The code of a problem that is made here. */
export const leaked = 'leaked'

const words: Readonly<Record<SecretKind, string>> = {
  setting: 'a secret that the target names',
  key: 'a private key',
  person: 'data of a client',
  token: 'a token or code of the run',
}

/** More are counted, not listed. */
const mostTold = 5

/** Writes `leaks.json` into the run's folder and answers what a person is told. */
export function leaksProblem(folder: string, leaks: readonly Leak<SecretKind>[]): ProblemError {
  const file = writeWhole(join(folder, leaksFile), `${JSON.stringify({ format: 'synaq-leaks/1', leaks }, null, 2)}\n`)
  const told = leaks
    .slice(0, mostTold)
    .map(({ place, line, kind, encoding }) => `${words[kind]} (${encoding}) in ${place}, line ${line}`)
  const more = leaks.length > mostTold ? ` and ${leaks.length - mostTold} more` : ''
  return problem(
    leaked,
    `a secret was found in what the run leaves, so that no document is made of it: ${told.join('; ')}${more}`,
    'Pass this folder on to nobody, change what was found, then run again. A password that is an ordinary word or a name of the target is found too: choose another. If Synaq let through what a server sent, report it as a mistake of Synaq, with leaks.json.',
    { file },
  )
}

/** @throws ProblemError where a secret was found in the run of this folder. */
export function refuseLeaked(folder: string): void {
  const file = join(folder, leaksFile)
  if (!existsSync(file)) return
  throw problem(
    leaked,
    'a secret was found in what this run leaves: no document is made of it',
    'leaks.json says where. Pass the folder on to nobody, change what was found, then run again.',
    { file },
  )
}
