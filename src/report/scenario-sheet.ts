import { asText, inLanguage, type Language } from '../base/text.js'
import type { StepPath } from '../model/evidence.js'
import type { Finding } from '../model/finding.js'
import type { PlannedStep } from '../model/plan.js'
import type { RunRecord } from '../model/run.js'
import type { CheckUse } from '../model/scenario.js'
import { whySkipped } from './departures.js'
import { printable } from '../render/printable.js'
import { clauseOf, recordFile, type Result } from './results.js'
import { argumentsText, questionOf, stepArguments, stepName } from './step-text.js'
import { lengthText, momentText } from './times.js'
import { wordings, type Wording } from './wording/index.js'

/** One scenario of the appendix, with its steps, checks and results. */
export interface ScenarioSheet {
  readonly heading: string
  readonly facts: readonly { readonly label: string; readonly text: string; readonly hash: string | null }[]
  readonly rows: readonly SheetRow[]
  readonly state: string
  readonly mark: Mark
}

/** How a result is set off on paper. */
export type Mark = 'good' | 'bad' | 'open' | 'plain'

export interface SheetRow {
  readonly path: string
  readonly step: boolean
  readonly what: string
  readonly detail: string | null
  readonly result: string
  readonly more: string | null
  readonly mark: Mark
}

/** How many findings of one check are printed; the rest is in summary.json. */
const shownPerCheck = 5

/** The sheet of one scenario, as it was planned and judged. */
export function scenarioSheet(record: RunRecord, result: Result, number: number, language: Language): ScenarioSheet {
  const wording = wordings[language]
  const { appendix } = wording
  const { scenario, attempt, item } = result
  const requirements = scenario.requires.map((id) => `${id} (${inLanguage(clauseOf(record, id), language)})`).join('; ')
  const file = recordFile(result)
  const why = whySkipped(result, wording)
  const facts = [
    { label: appendix.id, text: `${scenario.id} · ${wording.script[scenario.script]}`, hash: null },
    { label: appendix.mode, text: wording.mode[result.mode], hash: null },
    { label: appendix.requirements, text: requirements, hash: null },
    { label: appendix.time, text: timeOf(result, wording), hash: null },
    ...(why === undefined ? [] : [{ label: wording.departures.why, text: why, hash: null }]),
    ...(file !== undefined && attempt?.head !== undefined
      ? [
          {
            label: appendix.evidence,
            text: appendix.evidenceText(file, attempt.count ?? attempt.events.length),
            hash: attempt.head,
          },
        ]
      : []),
  ]
  return {
    heading: `${number}. ${inLanguage(scenario.title, language)}`,
    facts,
    rows: item.planned ? item.steps.flatMap((step) => stepRows(step, result, language)) : [],
    state: wording.state[result.state],
    mark: markOf(result.state),
  }
}

export function markOf(state: Result['state']): Mark {
  if (state === 'pass') return 'good'
  if (state === 'fail') return 'bad'
  return state === 'inconclusive' || state === 'open' ? 'open' : 'plain'
}

function timeOf({ attempt }: Result, wording: Wording): string {
  if (attempt?.startedAt === undefined) return wording.appendix.notRun
  const length = attempt.endedAt === undefined ? '' : ` (${lengthText(attempt.startedAt, attempt.endedAt, wording)})`
  return momentText(attempt.startedAt) + length
}

/** Steps this deep are printed always; those inside a procedure of a procedure only where they have something to tell. */
const shownDepth = 2

/** A step's row, the rows of its checks and, for a procedure, of the steps inside. */
function stepRows(step: PlannedStep, result: Result, language: Language): SheetRow[] {
  const { appendix } = wordings[language]
  const started = result.attempt?.events.some((e) => e.type === 'step-started' && within(e.step, step.path)) ?? false
  const failed = result.attempt?.events.find((e) => e.type === 'step-failed' && e.step === step.path)
  const trouble = failed?.type === 'step-failed' ? printable(inLanguage(asText(failed.trouble.what), language)) : null
  const own: SheetRow = {
    path: step.path,
    step: true,
    what: stepName(step),
    detail: detailOf(step, language),
    result: trouble !== null ? appendix.stepFailed : started ? appendix.done : appendix.notDone,
    more: trouble,
    mark: trouble !== null ? 'open' : 'plain',
  }
  const inside = step.type === 'call' ? step.steps.flatMap((below) => stepRows(below, result, language)) : []
  const checks = step.checks.flatMap((check, index) => checkRows(check, findingsAt(result, step.path, index), language))
  const onStep = findingsAt(result, step.path, undefined).map((finding) =>
    findingRow(finding, finding.check, null, language),
  )
  const rows = [...inside, ...checks, ...onStep]
  const tellsNothing = step.path.split('.').length > shownDepth && rows.length === 0 && trouble === null
  return tellsNothing ? [] : [own, ...rows]
}

/** What a step was given; a question in full. */
function detailOf(step: PlannedStep, language: Language): string | null {
  const question = questionOf(step)
  return question ? printable(inLanguage(question, language)) : stepArguments(step)
}

const within = (path: StepPath, above: StepPath) => path === above || path.startsWith(`${above}.`)

function findingsAt(result: Result, path: StepPath, check: number | undefined): Finding[] {
  const findings = result.attempt?.verdict.findings ?? []
  return findings.filter(({ place }) => place.step === path && place.check === check)
}

function checkRows(check: CheckUse, findings: readonly Finding[], language: Language): SheetRow[] {
  const { appendix, departures } = wordings[language]
  const name = `${check.kind} (${check.requirement})`
  if (findings.length === 0) {
    const detail = argumentsText(check.params)
    return [{ path: '', step: false, what: name, detail, result: appendix.notJudged, more: null, mark: 'plain' }]
  }
  const rows = alike(findings).map(({ finding, times }) => {
    const row = findingRow(finding, check.kind, finding.requirement, language)
    return times === 1 ? row : { ...row, result: `${row.result} (×${times})` }
  })
  const rest = rows.length - shownPerCheck
  const more: SheetRow = {
    path: '',
    step: false,
    what: departures.more(rest),
    detail: null,
    result: '',
    more: null,
    mark: 'plain',
  }
  return rest > 0 ? [...rows.slice(0, shownPerCheck), more] : rows
}

/** Findings that say the same told once, with their number; what was not met comes first. */
function alike(findings: readonly Finding[]): { readonly finding: Finding; readonly times: number }[] {
  const groups = new Map<string, { finding: Finding; times: number }>()
  for (const finding of findings) {
    const key = JSON.stringify([finding.result, finding.requirement, finding.expected, finding.actual])
    groups.set(key, { finding, times: (groups.get(key)?.times ?? 0) + 1 })
  }
  const all = [...groups.values()]
  return [
    ...all.filter(({ finding }) => finding.result !== 'met'),
    ...all.filter(({ finding }) => finding.result === 'met'),
  ]
}

function findingRow(finding: Finding, kind: string, requirement: string | null, language: Language): SheetRow {
  const { appendix } = wordings[language]
  const actual = appendix.got(printable(inLanguage(finding.actual, language)))
  return {
    path: '',
    step: false,
    what: requirement === null ? kind : `${kind} (${requirement})`,
    detail: printable(inLanguage(finding.expected, language)),
    ...(finding.result === 'met'
      ? { result: appendix.met, more: null, mark: 'good' as const }
      : finding.result === 'departed'
        ? {
            result: appendix.departed[finding.weight],
            more: actual,
            mark: finding.weight === 'failure' ? ('bad' as const) : ('plain' as const),
          }
        : { result: appendix.undecided, more: actual, mark: 'open' as const }),
  }
}
