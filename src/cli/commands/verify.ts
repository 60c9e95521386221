import { existsSync, readFileSync } from 'node:fs'
import { systemClock } from '../../base/clock.js'
import { problem } from '../../base/problem.js'
import { inLanguage } from '../../base/text.js'
import { keysFolder, openOwnKey } from '../../bundle/keys.js'
import { namedKey } from '../../bundle/named-key.js'
import {
  isIntact,
  nobody,
  readTrust,
  verify as verifyPath,
  words,
  type Statement,
  type Trust,
  type VerifyReport,
} from '../../bundle/verify/index.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { paint } from '../output.js'
import type { Output, Wiring } from '../wiring.js'

export interface VerifyOptions {
  readonly path: string
  /** Keys that must have signed: thumbprints or files. */
  readonly keys: readonly string[]
  /** Lists of trust, or certificates of authorities. */
  readonly trust: readonly string[]
  /** Keys of the operator, whose signature under mandate and journal counts. */
  readonly operators: readonly string[]
  /** The platform's journal of the run, countersigned by the operator. */
  readonly journal?: string | undefined
}

/**
 * `synaq verify PATH` — what holds of a folder, a package or a PDF, what does not, and by whose key.
 * Answers 0 where it is intact and the signer is known, 1 where something does not hold, 3 where nobody known vouches for it.
 */
export async function verify(
  { path, keys, trust, operators, journal }: VerifyOptions,
  wiring: Wiring,
  out: Output,
): Promise<ExitCode> {
  const report = await verifyPath({
    path,
    trust: trustOf(keys, trust),
    checks: wiring.vocabulary.checks,
    version: wiring.version,
    ...(journal === undefined
      ? {}
      : { witness: { journal: journalIn(journal), operators: new Set(operators.map(namedKey)) } }),
  })
  lines(report, out).forEach((line) => out.line(line))
  out.result({ ...report, intact: isIntact(report) })
  if (!isIntact(report)) return exitCodes.departs
  return report.level === 'identified' || report.level === 'witnessed' ? exitCodes.conforms : exitCodes.open
}

function journalIn(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch {
    throw problem(
      'journal-file',
      'the journal cannot be read',
      'Give the file that the operator countersigned (synaq witness sign).',
      { file },
    )
  }
}

function trustOf(keys: readonly string[], lists: readonly string[]): Trust {
  const read = lists.map(readTrust)
  return {
    ...nobody(systemClock.now()),
    // Verifying makes no key: who has none knows no own one.
    ...(existsSync(keysFolder()) ? { own: openOwnKey().thumbprint } : {}),
    pinned: keys.map(namedKey),
    keys: read.flatMap((list) => list.keys),
    anchors: read.flatMap(({ anchors }) => anchors),
    revocations: read.flatMap(({ revocations }) => revocations),
  }
}

const marks: Readonly<Record<Statement['state'], string>> = { holds: '✓', fails: '✗', note: '!' }

function lines({ statements, level, runs }: VerifyReport, { language }: Output): string[] {
  const colours = { holds: paint.green, fails: paint.red, note: paint.yellow }
  const levelColour = level === 'none' ? paint.red : level === 'self-attested' ? paint.yellow : paint.green
  return [
    ...statements.map(
      ({ state, where, text }) => `${colours[state](marks[state])} ${where}: ${inLanguage(text, language)}`,
    ),
    '',
    ...runs.map(
      ({ run, system, participant, outcome }) =>
        `${run}: ${participant.name}, ${system}, ${inLanguage(words.outcome(outcome), language)}`,
    ),
    levelColour(inLanguage(words.level(level), language)),
  ]
}
