import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '../base/digest.js'
import { diskProblem } from '../base/disk.js'
import { problem } from '../base/problem.js'
import { asText } from '../base/text.js'
import { writeWhole } from '../base/write-whole.js'
import type { EvidenceEvent } from '../model/evidence.js'
import type { Plan, PlanItem } from '../model/plan.js'
import type { RunEvent } from '../model/run.js'
import type { RecordedMandate } from '../model/witness.js'
import { chainLine, chainStart, readChain, type ChainReading } from './chain.js'

/** What run.ndjson records of a run. */
export type RunLine =
  | {
      readonly type: 'run-started'
      readonly at: string
      readonly run: string
      readonly version: string
      readonly planDigest: string
      /** Under which operator's mandate it was made; the mandate itself is `witness.json`. */
      readonly witness?: RecordedMandate
    }
  | {
      readonly type: 'attempt-sealed'
      readonly at: string
      readonly attempt: number
      readonly head: string
      readonly count: number
    }
  | { readonly type: 'run-ended'; readonly at: string; readonly how: 'complete' | 'interrupted' }

/**
 * An append-only file of chained lines: a write for each event survives a kill, an fsync comes with the seal.
 * After a write that failed nothing may be appended: its torn line has to stay the last.
 */
class ChainFile {
  private readonly fd: number
  private seq = 0
  private head = chainStart

  /** @throws ProblemError where the disk does not take a new file, as `append` and `seal` do for what they write */
  constructor(private readonly file: string) {
    try {
      this.fd = openSync(file, 'ax', 0o600)
    } catch (error) {
      throw diskProblem(error, file) ?? error
    }
  }

  append(event: unknown): void {
    const { line, head } = chainLine(this.seq, this.head, event)
    this.write(Buffer.from(line))
    this.seq += 1
    this.head = head
  }

  seal(): { head: string; count: number } {
    try {
      fsyncSync(this.fd)
    } catch (error) {
      throw diskProblem(error, this.file) ?? error
    } finally {
      closeSync(this.fd)
    }
    return { head: this.head, count: this.seq }
  }

  /** A disk that is nearly full takes a part of the bytes and says so only by their number. */
  private write(bytes: Buffer): void {
    try {
      for (let done = 0; done < bytes.length;) done += writeSync(this.fd, bytes, done)
    } catch (error) {
      throw diskProblem(error, this.file) ?? error
    }
  }
}

/** The file of an attempt within the run's folder: `attempts/0007.ndjson`. */
export function attemptFile(attempt: number): string {
  return join('attempts', `${String(attempt).padStart(4, '0')}.ndjson`)
}

/** SHA-256 of a plan as run.ndjson records it. */
function planDigest(plan: Plan): string {
  return sha256(JSON.stringify(plan))
}

/** Writes a run's record as its events come. */
export class RunFolderWriter {
  private readonly run: ChainFile
  private readonly attempts = new Map<number, ChainFile>()

  constructor(
    readonly folder: string,
    plan: Plan,
  ) {
    const file = join(folder, 'plan.json')
    try {
      mkdirSync(join(folder, 'attempts'), { recursive: true, mode: 0o700 })
      writeFileSync(file, `${JSON.stringify(plan, null, 1)}\n`, { flag: 'wx', mode: 0o600 })
    } catch (error) {
      throw diskProblem(error, file) ?? error
    }
    this.run = new ChainFile(join(folder, 'run.ndjson'))
  }

  /** Appends one line to run.ndjson. */
  note(line: RunLine): void {
    this.run.append(line)
  }

  /** Appends an event to its attempt's record. */
  event(attempt: number, event: EvidenceEvent): void {
    this.fileOf(attempt).append(event)
  }

  /** Closes an attempt's record. */
  seal(attempt: number): { head: string; count: number } {
    return this.fileOf(attempt).seal()
  }

  /** Closes run.ndjson. */
  end(line: Extract<RunLine, { type: 'run-ended' }>): void {
    this.run.append(line)
    this.run.seal()
  }

  private fileOf(attempt: number): ChainFile {
    let file = this.attempts.get(attempt)
    if (!file) {
      file = new ChainFile(join(this.folder, attemptFile(attempt)))
      this.attempts.set(attempt, file)
    }
    return file
  }
}

/** A run's folder read back, before judging. */
export interface RunFolder {
  readonly folder: string
  readonly plan: Plan
  readonly lines: readonly RunLine[]
  readonly attempts: ReadonlyMap<number, ChainReading<EvidenceEvent>>
}

/** Reads a run's folder. @throws ProblemError where it is no run or its record was changed. */
export function readRunFolder(folder: string): RunFolder {
  const lines = readIntact<RunLine>(folder, 'run.ndjson').events
  const start = lines[0]
  if (start?.type !== 'run-started') {
    throw problem(
      'run-not-found',
      'there is no run in this folder',
      'Give the folder of a run, e.g. one of those in reports/.',
      { file: folder },
    )
  }
  const plan = readPlan(join(folder, 'plan.json'), start.planDigest)
  const attempts = new Map<number, ChainReading<EvidenceEvent>>()
  for (const item of plan.items) {
    if (!item.planned) continue
    if (existsSync(join(folder, attemptFile(item.attempt)))) {
      attempts.set(item.attempt, readIntact<EvidenceEvent>(folder, attemptFile(item.attempt)))
    }
  }
  for (const line of lines) {
    if (line.type !== 'attempt-sealed') continue
    const reading = attempts.get(line.attempt)
    if (reading?.head === line.head && reading.count === line.count && !reading.tornTail) continue
    throw changed(join(folder, attemptFile(line.attempt)), 'it is not what was sealed')
  }
  return { folder, plan, lines, attempts }
}

/** The plan, if it still is the one that the run was started with: verdicts rest on its requirements. */
function readPlan(file: string, digest: string): Plan {
  const plan = existsSync(file) ? parsedPlan(readFileSync(file, 'utf8')) : undefined
  if (plan === undefined || planDigest(plan) !== digest) throw changed(file, 'it is not what was run')
  return { ...plan, items: plan.items.map(withTexts) }
}

/** Records of earlier versions tell why something was left out in one language only. */
function withTexts(item: PlanItem): PlanItem {
  if (item.planned) return item
  const { reason } = item
  return {
    ...item,
    reason:
      reason.kind === 'not-applicable'
        ? { ...reason, why: asText(reason.why) }
        : { ...reason, what: asText(reason.what) },
  }
}

function parsedPlan(text: string): Plan | undefined {
  try {
    return JSON.parse(text) as Plan
  } catch {
    return undefined
  }
}

function readIntact<E>(folder: string, name: string): ChainReading<E> {
  const file = join(folder, name)
  const reading = readChain<E>(existsSync(file) ? readFileSync(file, 'utf8') : '')
  if (reading.broken) throw changed(file, `line ${reading.broken.line} ${reading.broken.what}`)
  return reading
}

function changed(file: string, what: string): Error {
  return problem(
    'evidence-changed',
    `the record was changed after it was written: ${what}`,
    'Nothing can be concluded from a changed record. Take the original folder or run again.',
    { file },
  )
}

/** A mandate of an operator under which a run is made, as its file has it. */
export interface GivenMandate extends RecordedMandate {
  readonly bytes: Uint8Array
}

/** The file of a run's folder that keeps the mandate. */
export const mandateFile = 'witness.json'

/** A subscriber that writes a run's events to its folder as they come. It throws where the disk does not take them. */
export function recorder(folder: string, version: string, mandate?: GivenMandate): (event: RunEvent) => void {
  let writer: RunFolderWriter | undefined
  return (event) => {
    switch (event.type) {
      case 'run-started':
        writer = new RunFolderWriter(folder, event.plan)
        writer.note({
          ...{ type: 'run-started', at: event.at, run: event.run, version, planDigest: planDigest(event.plan) },
          ...(mandate ? { witness: { nonce: mandate.nonce, digest: mandate.digest } } : {}),
        })
        if (mandate) writeWhole(join(folder, mandateFile), mandate.bytes)
        break
      case 'attempt-event':
        writer?.event(event.attempt, event.event)
        break
      case 'attempt-ended': {
        const seal = writer?.seal(event.attempt)
        if (seal) writer?.note({ type: 'attempt-sealed', at: event.at, attempt: event.attempt, ...seal })
        break
      }
      case 'run-ended':
        writer?.end({ type: 'run-ended', at: event.at, how: event.how })
        break
      case 'attempt-judged':
        break
    }
  }
}
