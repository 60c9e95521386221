import { canonicalJson, type Json } from '../base/json.js'
import type { RunFolder } from '../evidence/run-folder.js'
import type { CapturedFact, EvidenceEvent, StepPath } from '../model/evidence.js'
import type { Finding } from '../model/finding.js'
import type { Plan, PlanItem, PlannedStep } from '../model/plan.js'
import type { JudgedAttempt, RunRecord } from '../model/run.js'
import type { CheckUse } from '../model/scenario.js'
import type { Requirement } from '../model/system.js'
import type { Verdict } from '../model/verdict.js'
import type { CheckKind } from '../model/vocabulary.js'
import { pairChecks } from './check-pairs.js'
import { notMetIn, without } from './not-met.js'
import { reasonText, type Reason, type RunAgain } from './reasons.js'
import { judgedAttempt, judgeFolder, readingOf, recordOf } from './record.js'
import { RunJudge } from './run.js'

type PlannedItem = Extract<PlanItem, { planned: true }>

/** What became of one script's verdict. */
export interface Rejudged {
  readonly item: PlanItem
  readonly before: Verdict
  readonly after: Verdict
  /** Whether the outcome is another one, only what was found, or neither. */
  readonly changed: 'outcome' | 'findings' | 'nothing'
  /** What differs in files and program; empty where nothing does. */
  readonly reasons: readonly Reason[]
}

/** A run judged by the scenario files of another day. */
export interface JudgedAgain {
  readonly record: RunRecord
  /** The same evidence by the plan that was carried out, judged by the same program. */
  readonly before: RunRecord
  readonly scripts: readonly Rejudged[]
  /** Scripts that the files no longer have. */
  readonly gone: readonly PlanItem[]
  /** Whether the Protocol's table or the Act's services are others. */
  readonly forms: boolean
  /** What the Act rests on now and did not, and the other way round. */
  readonly required: { readonly added: Plan['required']; readonly removed: Plan['required'] }
}

/**
 * Judges the evidence of a run by a plan made again from mended files: scripts are matched by id and mode. Where what was
 * sent would differ, or a check needs a fact that nobody captured, the script is inconclusive with «run again», whatever
 * else its evidence shows: never pass or fail.
 */
export function judgeAgain(
  run: RunFolder,
  mended: Plan,
  checks: ReadonlyMap<string, CheckKind>,
  by: NonNullable<RunRecord['again']>,
  /** Outcomes that were told during the run, by `scenario\nmode`; the program may judge otherwise today. */
  told: ReadonlyMap<string, string> = new Map(),
): JudgedAgain {
  const before = judgeFolder(run, checks)
  const judge = new RunJudge({ checks, requirements: mended.requirements })
  const scripts: Rejudged[] = []
  const attempts: JudgedAttempt[] = []
  const gone: PlanItem[] = []
  for (const old of before.attempts) {
    const item = mended.items.find(
      ({ scenario, mode }) => scenario.id === old.item.scenario.id && mode === old.item.mode,
    )
    if (!item) {
      gone.push(old.item)
      judge.judge(old.item, old.events)
      continue
    }
    const again = old.item.planned && item.planned ? runAgainReasons(old.item, item, old.events, checks) : []
    const attempt = judged(run, old, item, again, judge)
    attempts.push(attempt)
    const then = told.get(`${item.scenario.id}\n${item.mode}`)
    const reasons: Reason[] = [
      ...(then !== undefined && then !== old.verdict.outcome
        ? [{ kind: 'tool', from: before.tool.version, to: by.version } as const]
        : []),
      ...again,
      ...differences(old.item, item, run.plan, mended),
    ]
    const changed = changeOf(then ?? old.verdict.outcome, old.verdict, attempt.verdict)
    const unexplained = changed !== 'nothing' && reasons.length === 0
    scripts.push({
      item,
      before: old.verdict,
      after: attempt.verdict,
      changed,
      reasons: unexplained ? [{ kind: 'other-scripts' }] : reasons,
    })
  }
  return {
    record: { ...recordOf(run, mended, attempts), again: by },
    before,
    scripts,
    gone,
    forms: textOf(run.plan.forms) !== textOf(mended.forms),
    required: {
      added: missingIn(mended.required, run.plan.required),
      removed: missingIn(run.plan.required, mended.required),
    },
  }
}

/** One item by its new form. What its old form proved of credentials stays proven: the evidence is the same. */
function judged(
  run: RunFolder,
  old: JudgedAttempt,
  item: PlanItem,
  again: readonly RunAgain[],
  judge: RunJudge,
): JudgedAttempt {
  const reading = readingOf(run, old.item)
  const [first] = again
  if (!item.planned || !old.item.planned || !first) {
    const events = remapped(old.item, item, old.events)
    return { ...judgedAttempt(item, reading, judge.judge(item, events)), events }
  }
  judge.judge(old.item, old.events)
  const verdict = toRunAgain(item, first)
  // Steps that nobody carried out must not stand beside what others received.
  const fits = again.every(({ kind }) => kind === 'fact')
  return fits
    ? { ...judgedAttempt(item, reading, verdict), events: remapped(old.item, item, old.events) }
    : judgedAttempt(item, undefined, verdict)
}

/** The verdict of a script that has to be run again. */
function toRunAgain(item: PlannedItem, reason: RunAgain): Verdict {
  const { scenario } = item
  const step = 'step' in reason ? reason.step : '1'
  const finding: Finding = {
    id: `${item.attempt}:${step}:-:again`,
    place: { scenario: scenario.id, step, ...(reason.kind === 'fact' ? { check: reason.index } : {}) },
    check: reason.kind === 'fact' ? reason.check : 'run-again',
    requirement: reason.kind === 'fact' ? reason.requirement : scenario.requires[0],
    expected: {
      ru: 'запись прогона отвечает на то, о чём спрашивает сценарий',
      kk: 'сынақ жазбасы сценарий сұрағанға жауап береді',
      en: 'the record of the run answers what the script asks',
    },
    actual: reasonText(reason),
    result: 'undecided',
    cause: 'harness',
    next: { ru: 'Прогоните сценарий заново.', kk: 'Сценарийді қайта орындаңыз.', en: 'Run the scenario again.' },
  }
  const unjudged = pathsOf(item.steps).map((path) => ({ scenario: scenario.id, step: path }))
  return { outcome: 'inconclusive', cause: 'harness', why: finding.id, findings: [finding], unjudged }
}

/** Why the evidence of a script cannot be judged by its new form; empty where it can. */
function runAgainReasons(
  old: PlannedItem,
  item: PlannedItem,
  events: readonly EvidenceEvent[],
  checks: ReadonlyMap<string, CheckKind>,
): RunAgain[] {
  // What was never carried out is not judged by anything; it says so itself.
  if (events.length === 0) return []
  const wishes = ({ scenario: { client, other } }: PlannedItem): string =>
    textOf([client?.has ?? null, other?.has ?? null])
  return [
    ...(old.scenario.subject === item.scenario.subject ? [] : [{ kind: 'subject' } as const]),
    ...(wishes(old) === wishes(item) ? [] : [{ kind: 'clients' } as const]),
    ...stepDifferences(old.steps, item.steps),
    ...missingFacts(old, item, events, checks),
  ]
}

/** Steps, called ones by their call, that do something else than what was carried out. */
function stepDifferences(old: readonly PlannedStep[], now: readonly PlannedStep[]): RunAgain[] {
  const found: RunAgain[] = []
  for (const [i, step] of now.entries()) {
    const before = old[i]
    if (!before) found.push({ kind: 'step-added', step: step.path })
    else if (textOf(deedOf(before)) !== textOf(deedOf(step))) found.push({ kind: 'step-changed', step: step.path })
  }
  return [...found, ...old.slice(now.length).map(({ path }) => ({ kind: 'step-removed', step: path }) as const)]
}

/** All that a step does, what it calls and what undoes it included; without its checks and its place in the file. */
function deedOf(step: PlannedStep): object {
  if (step.type === 'step') return { kind: step.kind, args: step.args, as: step.as }
  const { procedure, takes, gives, as, imported, undo } = step
  const undone = undo && { ...undo, steps: undo.steps.map(deedOf) }
  return { procedure, takes, gives, as, imported, undo: undone, steps: step.steps.map(deedOf) }
}

/** Facts that checks of the new form need, of steps that were carried out. */
function missingFacts(
  old: PlannedItem,
  item: PlannedItem,
  events: readonly EvidenceEvent[],
  checks: ReadonlyMap<string, CheckKind>,
): RunAgain[] {
  const before = checksByStep(old.steps)
  return [...checksByStep(item.steps)].flatMap(([step, uses]): RunAgain[] => {
    if (!wasCarriedOut(events, step)) return []
    const captured = factsAt(events, step)
    return pairChecks(before.get(step) ?? [], uses).flatMap((pair): RunAgain[] => {
      const use = pair.after === undefined ? undefined : uses[pair.after]
      const kind = use && checks.get(use.kind)
      if (!use || pair.after === undefined || !kind?.observe) return []
      const own = pair.same ? captured.filter((fact) => fact.check === pair.before && fact.kind === kind.name) : []
      // Where the same check captured nothing then, it says itself what that means.
      if (pair.same && own.length === 0) return []
      if (own.some(({ version }) => version === kind.version)) return []
      const [other] = own
      const { requirement } = use
      const needs = { step, check: kind.name, index: pair.after, requirement, needed: kind.version }
      return [{ kind: 'fact', ...needs, captured: other?.version ?? null }]
    })
  })
}

function wasCarriedOut(events: readonly EvidenceEvent[], path: StepPath): boolean {
  const at = events.filter((event) => 'step' in event && event.step === path)
  return (
    at.some(({ type }) => type === 'step-started') &&
    !at.some(({ type }) => type === 'step-failed' || type === 'unresolved')
  )
}

function factsAt(events: readonly EvidenceEvent[], path: StepPath): CapturedFact[] {
  return events.flatMap((event) => (event.type === 'facts' && event.step === path ? event.facts : []))
}

/** The events with each fact at the index that its check has in the new form; facts of other checks are left out. */
function remapped(old: PlanItem, item: PlanItem, events: readonly EvidenceEvent[]): readonly EvidenceEvent[] {
  if (!old.planned || !item.planned) return events
  const before = checksByStep(old.steps)
  const after = checksByStep(item.steps)
  return events.map((event): EvidenceEvent => {
    if (event.type !== 'facts') return event
    const now = after.get(event.step)
    if (!now) return event
    const places = new Map(
      pairChecks(before.get(event.step) ?? [], now).flatMap((pair) =>
        pair.same && pair.after !== undefined ? [[pair.before, pair.after] as const] : [],
      ),
    )
    const facts = event.facts.flatMap((fact): CapturedFact[] => {
      const check = places.get(fact.check)
      return check === undefined ? [] : [{ ...fact, check }]
    })
    return { ...event, facts }
  })
}

/** What differs between two forms of a script, but for what it sends. */
function differences(old: PlanItem, item: PlanItem, from: Plan, to: Plan): Reason[] {
  if (!item.planned) {
    if (!old.planned) return textOf(old.reason) === textOf(item.reason) ? [] : leftOutReason(item.reason)
    return leftOutReason(item.reason)
  }
  if (!old.planned) return []
  const before = checksByStep(old.steps)
  const after = checksByStep(item.steps)
  const script = old.scenario.script === item.scenario.script ? [] : [scriptReason(old, item)]
  // Checks of steps that came or went came and went with them.
  const inChecks = [...after].flatMap(([step, uses]) => checkDifferences(step, before.get(step) ?? uses, uses))
  const named = new Set([...before.values(), ...after.values()].flat().map(({ requirement }) => requirement))
  for (const id of [...old.scenario.requires, ...item.scenario.requires]) named.add(id)
  const inRequirements = [...named].flatMap((id) => requirementDifferences(from.requirements[id], to.requirements[id]))
  return [...script, ...inChecks, ...inRequirements]
}

const scriptReason = (old: PlanItem, item: PlanItem): Reason => ({
  kind: 'script',
  from: old.scenario.script,
  to: item.scenario.script,
})

function leftOutReason(reason: Extract<PlanItem, { planned: false }>['reason']): Reason[] {
  return reason.kind === 'not-provided' ? [{ kind: 'left-out', what: reason.what }] : []
}

function checkDifferences(step: StepPath, before: readonly CheckUse[], after: readonly CheckUse[]): Reason[] {
  return pairChecks(before, after).flatMap((pair): Reason[] => {
    const old = pair.before === undefined ? undefined : before[pair.before]
    const now = pair.after === undefined ? undefined : after[pair.after]
    if (!old) return now ? [{ kind: 'check-added', step, check: now.kind }] : []
    if (!now) return [{ kind: 'check-removed', step, check: old.kind }]
    const { requirement: from } = old
    const { requirement: to, kind: check } = now
    return [
      ...(pair.same ? [] : [{ kind: 'check-settings', step, check } as const]),
      ...(from === to ? [] : [{ kind: 'check-requirement', step, check, from, to } as const]),
    ]
  })
}

function requirementDifferences(from: Requirement | undefined, to: Requirement | undefined): Reason[] {
  if (!from) return []
  if (!to) return [{ kind: 'requirement-gone', requirement: from.id }]
  const said = ({ keyword, addressee, basis }: Requirement) => ({ keyword, basis, addressee: addressee.join(', ') })
  const [then, now] = [said(from), said(to)]
  return (['keyword', 'addressee', 'basis'] as const).flatMap((what): Reason[] =>
    then[what] === now[what]
      ? []
      : [{ kind: 'requirement', requirement: to.id, what, from: then[what], to: now[what] }],
  )
}

function changeOf(outcome: string, before: Verdict, after: Verdict): Rejudged['changed'] {
  if (outcome !== after.outcome) return 'outcome'
  if (before.outcome === 'skipped' && after.outcome === 'skipped')
    return textOf(before.reason) === textOf(after.reason) ? 'nothing' : 'outcome'
  const [then, now] = [notMetIn(before), notMetIn(after)]
  return without(then, now).length + without(now, then).length > 0 ? 'findings' : 'nothing'
}

/** The checks of every step of a script by its path, those of calls and within them too; what undoes is not judged. */
function checksByStep(steps: readonly PlannedStep[]): ReadonlyMap<StepPath, readonly CheckUse[]> {
  return new Map(
    steps.flatMap((step): [StepPath, readonly CheckUse[]][] => [
      [step.path, step.checks],
      ...(step.type === 'call' ? checksByStep(step.steps) : []),
    ]),
  )
}

function pathsOf(steps: readonly PlannedStep[]): StepPath[] {
  return steps.flatMap((step) => (step.type === 'call' ? pathsOf(step.steps) : [step.path]))
}

function missingIn(list: Plan['required'], other: Plan['required']): Plan['required'] {
  return list.filter((one) => !other.some(({ scenario, mode }) => one.scenario === scenario && one.mode === mode))
}

/** Equal of equal values, whichever order their keys have. */
const textOf = (value: unknown): string => canonicalJson(JSON.parse(JSON.stringify(value)) as Json)
