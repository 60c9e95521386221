import type { Instant } from '../base/clock.js'
import { sha256 } from '../base/digest.js'
import type { Text } from '../base/text.js'
import type { JudgedAttempt, RunRecord } from '../model/run.js'
import type { Mode } from '../model/system.js'
import type { RunOutcome } from '../model/verdict.js'
import { notMetIn, without, type NotMet } from './not-met.js'

/** How a script ended in one run; `absent` where the run does not have it. */
export type Ended = 'pass' | 'fail' | 'inconclusive' | 'not-applicable' | 'not-provided' | 'absent'

/**
 * What became of a script from one run to the next. `undecided`: it lost its verdict; `decided`: it got one; `left-out` and
 * `taken-in`: whether it was run at all; `otherwise`: the same outcome, with something else found.
 */
export type Fate =
  | 'fixed'
  | 'broken'
  | 'still-failing'
  | 'undecided'
  | 'decided'
  | 'left-out'
  | 'taken-in'
  | 'new'
  | 'gone'
  | 'otherwise'

/** One script whose outcome or findings differ between two runs, or that fails in both. */
export interface ScriptDiff {
  readonly scenario: string
  readonly mode: Mode
  readonly title: Text
  readonly before: Ended
  readonly after: Ended
  readonly fate: Fate
  /** What the second run found that the first did not, and the other way round. */
  readonly appeared: readonly NotMet[]
  readonly disappeared: readonly NotMet[]
  /** The file of the scenario is another one. */
  readonly mended: boolean
  readonly worse: boolean
}

/** Something of the runs as a whole that is not the same. */
export interface AspectDiff {
  readonly aspect:
    'outcome' | 'contract' | 'tool' | 'participant' | 'target' | 'endpoints' | 'scenarios' | 'required' | 'how'
  readonly before: string
  readonly after: string
}

export interface RunDiff {
  readonly before: RunSide
  readonly after: RunSide
  readonly aspects: readonly AspectDiff[]
  /** Scripts that changed, in the order of the second run, then those that are gone. */
  readonly changed: readonly ScriptDiff[]
  /** Scripts that fail in both runs for the same reasons. */
  readonly stillFailing: readonly ScriptDiff[]
  readonly worse: boolean
}

/** One of the two runs. */
export interface RunSide {
  readonly run: string
  readonly startedAt: Instant
  readonly endedAt: Instant | null
  readonly outcome: RunOutcome
}

/** What is different between two runs, scripts being matched by id and mode. The diff of a run with itself changes nothing. */
export function diffRuns(before: RunRecord, after: RunRecord): RunDiff {
  const [then, now] = [scriptsOf(before), scriptsOf(after)]
  const keys = [...now.keys(), ...[...then.keys()].filter((key) => !now.has(key))]
  const scripts = keys.flatMap((key) => scriptDiff(then.get(key), now.get(key)) ?? [])
  const isSame = ({ fate, appeared, disappeared, mended }: ScriptDiff): boolean =>
    fate === 'still-failing' && appeared.length + disappeared.length === 0 && !mended
  return {
    before: sideOf(before),
    after: sideOf(after),
    aspects: aspectsOf(before, after),
    changed: scripts.filter((script) => !isSame(script)),
    stillFailing: scripts.filter(isSame),
    worse: scripts.some(({ worse }) => worse),
  }
}

const sideOf = ({ run, startedAt, endedAt, outcome }: RunRecord): RunSide => ({ run, startedAt, endedAt, outcome })

function scriptsOf({ attempts }: RunRecord): ReadonlyMap<string, JudgedAttempt> {
  return new Map(attempts.map((attempt) => [`${attempt.item.scenario.id}\n${attempt.item.mode}`, attempt]))
}

function scriptDiff(then: JudgedAttempt | undefined, now: JudgedAttempt | undefined): ScriptDiff | undefined {
  const known = now ?? then
  if (!known) return undefined
  const [before, after] = [endedAs(then), endedAs(now)]
  const [found, finds] = [then ? notMetIn(then.verdict) : [], now ? notMetIn(now.verdict) : []]
  const appeared = without(finds, found)
  const disappeared = without(found, finds)
  const mended = then !== undefined && now !== undefined && then.item.scenario.digest !== now.item.scenario.digest
  const differs = appeared.length + disappeared.length > 0 || mended
  const fate = fateOf(before, after) ?? (differs ? 'otherwise' : undefined)
  if (fate === undefined) return undefined
  const { scenario, mode } = known.item
  const failsMore = after === 'fail' && (before !== 'fail' || appeared.some(({ weight }) => weight === 'failure'))
  const worse = failsMore || (before === 'pass' && (after === 'inconclusive' || after === 'not-provided'))
  return {
    scenario: scenario.id,
    mode,
    title: scenario.title,
    before,
    after,
    fate,
    appeared,
    disappeared,
    mended,
    worse,
  }
}

function endedAs(attempt: JudgedAttempt | undefined): Ended {
  if (!attempt) return 'absent'
  const { verdict } = attempt
  return verdict.outcome === 'skipped' ? verdict.reason.kind : verdict.outcome
}

const isLeftOut = (ended: Ended): boolean => ended === 'not-applicable' || ended === 'not-provided'

/** Undefined where the outcome is the same, unless it fails in both. */
function fateOf(before: Ended, after: Ended): Fate | undefined {
  if (before === after) return after === 'fail' ? 'still-failing' : undefined
  if (before === 'absent') return 'new'
  if (after === 'absent') return 'gone'
  if (isLeftOut(before) && isLeftOut(after)) return 'otherwise'
  if (isLeftOut(after)) return 'left-out'
  if (isLeftOut(before)) return 'taken-in'
  if (after === 'inconclusive') return 'undecided'
  if (before === 'inconclusive') return 'decided'
  return after === 'pass' ? 'fixed' : 'broken'
}

function aspectsOf(a: RunRecord, b: RunRecord): AspectDiff[] {
  const [then, now] = [aspects(a), aspects(b)]
  return names.flatMap((aspect) =>
    then[aspect] === now[aspect] ? [] : [{ aspect, before: then[aspect], after: now[aspect] }],
  )
}

const names = [
  'outcome',
  'how',
  'tool',
  'participant',
  'target',
  'endpoints',
  'contract',
  'scenarios',
  'required',
] as const satisfies readonly AspectDiff['aspect'][]

function aspects({ plan, tool, outcome, how, again }: RunRecord): Record<AspectDiff['aspect'], string> {
  const { target, system, role } = plan
  const { contract, participant, endpoints } = target
  return {
    outcome,
    how,
    tool: tool.version + (again ? ` (${again.version})` : ''),
    participant: `${participant.name} (${participant.id})`,
    target: [system, role, target.name, target.environment, target.modes.join('+'), target.consentCheck].join(', '),
    endpoints: Object.entries(endpoints)
      .map(([way, url]) => `${way} ${url}`)
      .sort()
      .join(', '),
    contract: [contract.digest, ...(contract.overlay ? [contract.overlay.digest] : [])].join(' + '),
    scenarios: listText(plan.items.map(({ scenario, mode }) => `${scenario.id} ${mode} ${scenario.digest}`)),
    required: listText(plan.required.map(({ scenario, mode }) => `${scenario} ${mode}`)),
  }
}

/** A list as its number and the digest of its sorted members. */
const listText = (list: readonly string[]): string => `${list.length}, SHA-256 ${sha256([...list].sort().join('\n'))}`
