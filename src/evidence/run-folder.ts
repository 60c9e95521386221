import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '../base/digest.js'
import { diskProblem } from '../base/disk.js'
import { problem } from '../base/problem.js'
import { asText } from '../base/text.js'
import { writeWhole } from '../base/write-whole.js'
import type { EvidenceEvent } from '../model/evidence.js'
import type { Plan, PlanItem } from '../model/plan.js'
import type { Resumption, RunEvent } from '../model/run.js'
import type { RecordedMandate } from '../model/witness.js'
import { chainLine, chainStart, readChain, type ChainReading } from './chain.js'

/** What is intact of a part of a run's own record. */
export interface PartEnd {
  readonly file: string
  readonly head: string
  readonly count: number
}

/** What run.ndjson records of a run, and run.2.ndjson and so on where it was resumed. */
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
  /** The first line of a further part: what was intact of all parts before it, and of attempts that came to no end. */
  | ({
      readonly type: 'run-resumed'
      readonly at: string
      readonly version: string
      readonly after: readonly PartEnd[]
    } & Resumption)

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
  private readonly attempts = new Map<number, ChainFile>()

  private constructor(
    readonly folder: string,
    private readonly run: ChainFile,
  ) {}

  /** The record of a new run. @throws ProblemError where the disk does not take it */
  static begin(folder: string, plan: Plan): RunFolderWriter {
    const file = join(folder, 'plan.json')
    try {
      mkdirSync(join(folder, 'attempts'), { recursive: true, mode: 0o700 })
      writeFileSync(file, `${JSON.stringify(plan, null, 1)}\n`, { flag: 'wx', mode: 0o600 })
    } catch (error) {
      throw diskProblem(error, file) ?? error
    }
    return new RunFolderWriter(folder, new ChainFile(join(folder, partName(1))))
  }

  /** A further part of the record of a run that was cut off: no byte of what is there is touched. */
  static goOn(folder: string): { readonly writer: RunFolderWriter; readonly after: PartEnd[] } {
    const after = readParts(folder).map(({ file, head, count }) => ({ file, head, count }))
    const next = new ChainFile(join(folder, partName(after.length + 1)))
    return { writer: new RunFolderWriter(folder, next), after }
  }

  /** Appends one line to the run's own record. */
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

  /** Closes the run's own record. */
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
  /** As it was carried out: an item has the number of its last attempt. */
  readonly plan: Plan
  /** As it was made; the same unless the run was resumed. */
  readonly planned: Plan
  /** Of all parts, in their order. */
  readonly lines: readonly RunLine[]
  /** run.ndjson, and a further part for each resumption; `tornTail` where a crash cut off the last line. */
  readonly parts: readonly (PartEnd & { readonly tornTail: boolean })[]
  /** Every attempt that left a record, abandoned ones too. */
  readonly attempts: ReadonlyMap<number, ChainReading<EvidenceEvent>>
  /** Attempts whose end is attested by the run's own record: their events are all there. */
  readonly sealed: ReadonlySet<number>
  /** Whether the run's end is attested; where it is not, it was cut off or still goes on. */
  readonly ended: boolean
}

/** Reads a run's folder as far as it came. @throws ProblemError where it is no run or its record was changed. */
export function readRunFolder(folder: string): RunFolder {
  const parts = readParts(folder)
  const lines = parts.flatMap(({ events }) => events)
  const start = lines[0]
  if (start?.type !== 'run-started') {
    throw problem(
      'run-not-found',
      'there is no run in this folder',
      'Give the folder of a run, e.g. one of those in reports/.',
      { file: folder },
    )
  }
  const planned = readPlan(join(folder, 'plan.json'), start.planDigest)
  const plan = { ...planned, items: planned.items.map((item) => withLastAttempt(item, lines)) }
  const attempts = readAttempts(folder, planned, lines)
  for (const line of lines) {
    if (line.type === 'attempt-sealed') refuseOther(folder, attempts, line, 'sealed')
    if (line.type === 'run-resumed') for (const end of line.abandoned) refuseOther(folder, attempts, end, 'abandoned')
  }
  return {
    folder,
    plan,
    planned,
    lines,
    parts: parts.map(({ file, head, count, tornTail }) => ({ file, head, count, tornTail })),
    attempts,
    sealed: new Set(lines.flatMap((line) => (line.type === 'attempt-sealed' ? [line.attempt] : []))),
    ended: lines.at(-1)?.type === 'run-ended',
  }
}

/** `run.ndjson`, `run.2.ndjson` and so on. */
const partName = (nth: number): string => (nth === 1 ? 'run.ndjson' : `run.${nth}.ndjson`)

type Part = ChainReading<RunLine> & { readonly file: string }

/** The parts of a run's own record; each further one begins with what was intact of those before it. @throws ProblemError */
function readParts(folder: string): Part[] {
  const parts: Part[] = []
  for (const [i, file] of partNames(folder).entries()) {
    const part = { file, ...readIntact<RunLine>(folder, file) }
    const [first] = part.events
    if (i > 0 && first && (first.type !== 'run-resumed' || !fits(first.after, parts)))
      throw changed(join(folder, file), 'it does not go on from what is there')
    if (part.events.slice(1).some(({ type }) => type === 'run-resumed' || type === 'run-started'))
      throw changed(join(folder, file), 'a run begins in the middle of it')
    parts.push(part)
  }
  return parts
}

/** Names of parts that there are; one that is missing between others is named too, and is then found to be empty. */
function partNames(folder: string): string[] {
  const numbers = existsSync(folder)
    ? readdirSync(folder).flatMap((name) => /^run\.([1-9]\d{0,3})\.ndjson$/.exec(name)?.[1] ?? [])
    : []
  return Array.from({ length: Math.max(1, ...numbers.map(Number)) }, (_, i) => partName(i + 1))
}

function fits(after: readonly PartEnd[], parts: readonly Part[]): boolean {
  return (
    after.length === parts.length &&
    parts.every(({ file, head, count }, i) => {
      const end = after[i]
      return end?.file === file && end.head === head && end.count === count
    })
  )
}

/** The records of planned attempts and of those that resumptions made. */
function readAttempts(
  folder: string,
  planned: Plan,
  lines: readonly RunLine[],
): ReadonlyMap<number, ChainReading<EvidenceEvent>> {
  const numbers = [
    ...planned.items.flatMap((item) => (item.planned ? [item.attempt] : [])),
    ...lines.flatMap((line) => (line.type === 'run-resumed' ? line.attempts.map(({ attempt }) => attempt) : [])),
  ]
  const known = [...new Set(numbers)].filter((attempt) => existsSync(join(folder, attemptFile(attempt))))
  return new Map(known.map((attempt) => [attempt, readIntact<EvidenceEvent>(folder, attemptFile(attempt))]))
}

/** An attempt whose record is not what the run's own record says of it. */
function refuseOther(
  folder: string,
  attempts: ReadonlyMap<number, ChainReading<EvidenceEvent>>,
  { attempt, head, count }: { readonly attempt: number; readonly head: string; readonly count: number },
  how: 'sealed' | 'abandoned',
): void {
  const reading = attempts.get(attempt)
  if (reading?.head === head && reading.count === count && (how === 'abandoned' || !reading.tornTail)) return
  const what = how === 'sealed' ? 'it is not what was sealed' : 'it is not what was there when the run was resumed'
  throw changed(join(folder, attemptFile(attempt)), what)
}

/** An item with the number of the attempt that the last resumption gave it. */
function withLastAttempt(item: PlanItem, lines: readonly RunLine[]): PlanItem {
  if (!item.planned) return item
  const given = lines.flatMap((line) =>
    line.type === 'run-resumed' ? line.attempts.filter(({ planned }) => planned === item.attempt) : [],
  )
  return { ...item, attempt: given.at(-1)?.attempt ?? item.attempt }
}

/** SHA-256 of the run's own record, all parts of it: it seals plan and attempts. */
export function runDigest(folder: string): string {
  return sha256(Buffer.concat(partNames(folder).map((name) => readFileSync(join(folder, name)))))
}

/** Names of what a run's record consists of within its folder. */
export function recordNames(folder: string): string[] {
  return ['plan.json', ...partNames(folder), 'attempts']
}

/** The plan, if it still is the one that the run was started with: verdicts rest on its requirements. */
function readPlan(file: string, digest: string): Plan {
  const plan = planOf(existsSync(file) ? readFileSync(file, 'utf8') : '', digest)
  if (plan === undefined) throw changed(file, 'it is not what was run')
  return { ...plan, items: plan.items.map(withTexts) }
}

/** True where the text of plan.json is the plan that a run was started with. */
export function isPlanOf({ planDigest: digest }: Extract<RunLine, { type: 'run-started' }>, text: string): boolean {
  return planOf(text, digest) !== undefined
}

function planOf(text: string, digest: string): Plan | undefined {
  const plan = parsedPlan(text)
  return plan !== undefined && planDigest(plan) === digest ? plan : undefined
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
        writer = RunFolderWriter.begin(folder, event.plan)
        writer.note({
          ...{ type: 'run-started', at: event.at, run: event.run, version, planDigest: planDigest(event.plan) },
          ...(mandate ? { witness: { nonce: mandate.nonce, digest: mandate.digest } } : {}),
        })
        if (mandate) writeWhole(join(folder, mandateFile), mandate.bytes)
        break
      case 'run-resumed': {
        const opened = RunFolderWriter.goOn(folder)
        writer = opened.writer
        writer.note({ type: 'run-resumed', at: event.at, version, after: opened.after, ...event.resumption })
        break
      }
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
