import { ProblemError, type Problem } from '../base/problem.js'
import type { RunRecord } from '../model/run.js'
import type { Mode } from '../model/system.js'
import { formText, type GivenRun, type ProtocolBasis } from './basis.js'
import { isComplete } from './results.js'

/**
 * The basis of one Protocol over these runs. Of runs of one system, role and way of calling the latest complete one counts;
 * an incomplete one counts only where there is no complete one.
 * @throws ProblemError where runs do not belong together (participant, environment, contract, form), with each run that does not.
 */
export function gatherRuns(records: readonly [RunRecord, ...RunRecord[]]): ProtocolBasis {
  const [first, ...rest] = [...records].sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1)) as [RunRecord, ...RunRecord[]]
  refuse(rest.flatMap((record, i) => strangeness(record, [first, ...rest.slice(0, i)])))
  const sorted = [first, ...rest]
  const chosen = choose(sorted)
  refuse(chosen.problems)
  const runs = sorted.map((record, i): GivenRun => {
    const number = i + 1
    const instead = chosen.aside.get(record)
    if (!instead) return { number, record }
    const why = isComplete(record) ? 'superseded' : 'incomplete'
    return { number, record, aside: { why, by: sorted.indexOf(instead) + 1 } }
  })
  const [one, ...others] = runs.filter(({ aside }) => !aside)
  if (!one) throw new Error('the latest run always counts')
  return { runs, counted: [one, ...others] }
}

const timeOf = ({ startedAt, run }: RunRecord): string => `${startedAt} ${run}`

function refuse(problems: readonly Problem[]): void {
  const [first, ...rest] = problems
  if (first) throw new ProblemError([first, ...rest])
}

/** What keeps a run out of a Protocol with the earlier ones. */
function strangeness(record: RunRecord, earlier: readonly [RunRecord, ...RunRecord[]]): Problem[] {
  const found: Problem[] = []
  const [first] = earlier
  const add = (code: string, what: string, remedy: string): void => {
    found.push({ code, what, remedy, place: { file: record.folder } })
  }
  const twin = earlier.find(({ run }) => run === record.run)
  if (twin) {
    add('run-twice', `the run ${record.run} is given twice, here and in ${twin.folder}`, 'Give each run once.')
    return found
  }
  const apart = 'Make a Protocol of its own of it, or run it again as the others were run.'
  const { participant, environment } = record.plan.target
  const other = first.plan.target
  if (identityText(participant) !== identityText(other.participant))
    add(
      'runs-participant',
      `this run is of ${identityText(participant)}, that of ${first.folder} of ${identityText(other.participant)}: a Protocol speaks of one participant`,
      apart,
    )
  if (environment !== other.environment)
    add(
      'runs-environment',
      `this run was made in the environment «${environment}», that of ${first.folder} in «${other.environment}»`,
      apart,
    )
  const same = earlier.find(({ plan }) => plan.system === record.plan.system)
  if (same && contractText(record) !== contractText(same))
    add(
      'runs-contract',
      `this run rests on the contract ${contractText(record)}, that of ${same.folder} on ${contractText(same)}: results by different contracts do not add up`,
      'Run again by the contract in force, or make a Protocol for each contract.',
    )
  const clash = earlier.find((one) => formsDiffer(one, record))
  if (clash)
    add(
      'runs-form',
      `the table of the Protocol that «${record.plan.system}» has differs from that of «${clash.plan.system}» in ${clash.folder}`,
      'Only systems of one form make one Protocol: give their system.yaml the same «rows», or make a Protocol for each.',
    )
  return found
}

function identityText({ id, name, bin, invented }: RunRecord['plan']['target']['participant']): string {
  return `${name} (${[id, ...(bin === undefined ? [] : [`BIN ${bin}`]), ...(invented ? ['invented'] : [])].join(', ')})`
}

/** The digests that stand for a contract. */
function contractText({ plan }: RunRecord): string {
  const { digest, overlay } = plan.target.contract
  return `${digest.slice(0, 12)}…${overlay ? ` with the overlay ${overlay.digest.slice(0, 12)}…` : ''}`
}

/** One number must not stand for two rows. */
function formsDiffer(a: RunRecord, b: RunRecord): boolean {
  return a.plan.forms.rows.some((row) =>
    b.plan.forms.rows.some((other) => other.number === row.number && formText(other) !== formText(row)),
  )
}

/** Which runs are set aside, and for which; newest first, complete ones before others. */
function choose(sorted: readonly RunRecord[]): {
  readonly aside: ReadonlyMap<RunRecord, RunRecord>
  readonly problems: readonly Problem[]
} {
  const newest = [...sorted].reverse()
  const aside = new Map<RunRecord, RunRecord>()
  const problems: Problem[] = []
  const counted: RunRecord[] = []
  for (const record of [...newest.filter(isComplete), ...newest.filter((one) => !isComplete(one))]) {
    const alike = counted.filter(({ plan }) => plan.system === record.plan.system && plan.role === record.plan.role)
    const instead = alike.find(({ plan }) => record.plan.target.modes.some((mode) => plan.target.modes.includes(mode)))
    const covered = new Set<Mode>(alike.flatMap(({ plan }) => plan.target.modes))
    if (!instead) counted.push(record)
    else if (record.plan.target.modes.every((mode) => covered.has(mode))) aside.set(record, instead)
    else problems.push(overlap(record, instead))
  }
  return { aside, problems }
}

function overlap(record: RunRecord, counted: RunRecord): Problem {
  const modesOf = ({ plan }: RunRecord): string => plan.target.modes.join(' and ')
  return {
    code: 'runs-overlap',
    place: { file: record.folder },
    what: `this run tested ${modesOf(record)}, and ${counted.folder}, which counts before it, ${modesOf(counted)}: it would count in part only`,
    remedy: 'Leave one of the two out, or run again in all modes.',
  }
}
