import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { systemClock } from '../../base/clock.js'
import { problem } from '../../base/problem.js'
import { inLanguage } from '../../base/text.js'
import { writeWhole } from '../../base/write-whole.js'
import { openKey, openOwnKey, type OwnKey } from '../../bundle/keys.js'
import { namedKey } from '../../bundle/named-key.js'
import {
  journalText,
  newMandate,
  readJournal,
  readMandate,
  shortfallWords,
  signJournal,
  signMandate,
  witnessing,
  witnessingWords,
} from '../../bundle/witness/index.js'
import { controlClient } from '../../control/client.js'
import { mandateFile, readRunFolder } from '../../evidence/run-folder.js'
import { readMandateFile } from '../given-mandate.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import type { Output } from '../wiring.js'

/** A sandbox that is the platform: its control API and the token of the workspace. */
export interface PlatformAccess {
  readonly control: string
  readonly token: string
}

export interface WitnessStartOptions {
  readonly participant: string
  readonly system?: string
  /** How long the mandate holds, ISO 8601. */
  readonly term: string
  /** The operator's name. */
  readonly name?: string
  /** File of the operator's key; the own one where absent. */
  readonly key?: string
  readonly out: string
  /** Told to journal; a platform that journals by itself needs not be told. */
  readonly platform?: PlatformAccess
}

/** `synaq witness start` — a mandate for a run that is to be witnessed; the platform begins its journal. */
export async function witnessStart(options: WitnessStartOptions, out: Output): Promise<ExitCode> {
  const { participant, platform, name: operator, system, term } = options
  const key = keyOf(options.key, out)
  const wish = { participant, term, ...(system === undefined ? {} : { system }), ...(operator ? { operator } : {}) }
  const mandate = newMandate(wish, systemClock.now())
  if (platform) {
    const { nonce, expiresAt } = mandate
    await controlClient(platform.control, platform.token).witness({ nonce, participant, expiresAt })
  }
  const file = writeWhole(resolve(options.out), signMandate(mandate, key.privateKey))
  out.line(`The mandate for ${participant} is in ${file}; it holds until ${mandate.expiresAt}.`)
  out.line(`It is signed by the key ${key.thumbprint}: whoever verifies needs to know that it is yours.`)
  out.line(
    platform
      ? 'The platform keeps a journal from now on. Hand the file to the participant: synaq run TARGET --witness FILE.'
      : 'No platform was told to keep a journal: name it by --control where it is a sandbox.',
  )
  out.result({ file, mandate, key: key.thumbprint })
  return exitCodes.conforms
}

export interface WitnessJournalOptions {
  /** File of the mandate. */
  readonly mandate: string
  readonly platform: PlatformAccess
  readonly out: string
}

/** `synaq witness journal MANDATE` — reads the platform's journal under a mandate. */
export async function witnessJournal(
  { mandate: given, platform, out: into }: WitnessJournalOptions,
  out: Output,
): Promise<ExitCode> {
  const { mandate } = readMandateFile(given)
  const journal = await controlClient(platform.control, platform.token).witnessed(mandate.nonce)
  const file = writeWhole(resolve(into), journalText(journal, mandate))
  const { from, to, dropped } = journal
  out.line(`${journal.exchanges.length} exchanges between ${from} and ${to} are in ${file}.`)
  if (dropped > 0) out.line(`${dropped} earlier ones were not kept: a run that they belong to cannot be witnessed.`)
  out.line(`Countersign it: synaq witness sign ${into}`)
  out.result({ file, from, to, exchanges: journal.exchanges.length, dropped })
  return exitCodes.conforms
}

export interface WitnessSignOptions {
  readonly journal: string
  readonly name?: string
  readonly key?: string
  /** Where the signed journal goes; in place of the unsigned one where absent. */
  readonly out?: string
}

/** `synaq witness sign JOURNAL` — the operator countersigns the platform's journal. */
export function witnessSign(options: WitnessSignOptions, out: Output): ExitCode {
  const { journal: given, name } = options
  const reading = readJournal(readGiven(given), new Set())
  if (!('value' in reading)) {
    const shortfall =
      reading.state === 'changed'
        ? ({ kind: 'changed', what: 'journal', key: reading.key } as const)
        : ({ kind: 'unreadable', what: 'journal', why: reading.what } as const)
    const remedy = 'Read it from the platform again: synaq witness journal.'
    throw problem('journal-unfit', inLanguage(shortfallWords(shortfall), 'en'), remedy, { file: given })
  }
  const key = keyOf(options.key, out)
  const file = writeWhole(resolve(options.out ?? given), signJournal(reading.value, key.privateKey, name))
  out.line(`${file} is signed by the key ${key.thumbprint}.`)
  out.result({ file, key: key.thumbprint })
  return exitCodes.conforms
}

export interface WitnessCompareOptions {
  /** Folders of the runs that were made under one mandate. */
  readonly runs: readonly string[]
  readonly journal: string
  /** Keys of operators: thumbprints or files. */
  readonly operators: readonly string[]
}

/** `synaq witness compare RUN…` — whether runs are witnessed: the platform's journal against their evidence. */
export function witnessCompare({ runs, journal, operators }: WitnessCompareOptions, out: Output): ExitCode {
  const keys = new Set(operators.map(namedKey))
  const folders = runs.map((run) => readRunFolder(run))
  const [first = ''] = runs
  const mandate = tryRead(resolve(first, mandateFile))
  const found = witnessing(mandate && readMandate(mandate, keys), readJournal(readGiven(journal), keys), folders)
  for (const text of witnessingWords(found)) out.line(inLanguage(text, out.language))
  out.result(found)
  return found.state === 'witnessed' ? exitCodes.conforms : exitCodes.departs
}

/** The key of a file, or the own one. */
function keyOf(file: string | undefined, out: Output): OwnKey {
  if (file !== undefined) return openKey(resolve(file))
  const own = openOwnKey()
  if (own.made) out.line(`A signing key was made for you: ${own.thumbprint}.`)
  return own
}

function readGiven(file: string): Uint8Array {
  const bytes = tryRead(file)
  if (bytes) return bytes
  throw problem('file-missing', 'the file cannot be read', 'Correct the path or its permissions.', { file })
}

function tryRead(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}
