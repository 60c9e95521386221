import type { JsonObject } from '../base/json.js'
import { inLanguage, type Language } from '../base/text.js'
import type { RunRecord } from '../model/run.js'
import { whySkipped } from './departures.js'
import { durationOf, explainedFindings, explainedIn, explainedLines, explainedShortly } from './explained.js'
import { plainLine } from '../render/printable.js'
import { recordFile, resultsOf, type Result, type State } from './results.js'
import { wordings } from './wording/index.js'

/** The version of the specification (ctrf.io) that the shape keeps to. */
const specVersion = '0.0.0'

const statuses = {
  pass: 'passed',
  fail: 'failed',
  inconclusive: 'other',
  open: 'other',
  'not-applicable': 'skipped',
  'not-provided': 'skipped',
} as const satisfies Record<State, string>

/** The run as CTRF JSON. Inconclusive and unfinished scripts are `other`: they say nothing about the subject. */
export function ctrfOf(record: RunRecord, language: Language): JsonObject {
  const results = resultsOf(record)
  const { plan, tool } = record
  const count = (status: string) => results.filter(({ state }) => statuses[state] === status).length
  const end = record.endedAt ?? record.startedAt
  return {
    reportFormat: 'CTRF',
    specVersion,
    timestamp: end,
    generatedBy: `${tool.name} ${tool.version}`,
    results: {
      tool: { ...tool },
      summary: {
        tests: results.length,
        passed: count('passed'),
        failed: count('failed'),
        pending: 0,
        skipped: count('skipped'),
        other: count('other'),
        suites: new Set(results.map((result) => suiteOf(record, result).join(' '))).size,
        start: Date.parse(record.startedAt),
        stop: Date.parse(end),
      },
      tests: results.map((result) => test(record, result, language)),
      environment: {
        appName: plainLine(plan.target.participant.name),
        testEnvironment: plan.target.environment,
        extra: {
          run: record.run,
          outcome: record.outcome,
          how: record.how,
          target: plainLine(plan.target.name),
          participant: plan.target.participant.id,
          contract: `${plan.target.contract.version} sha256:${plan.target.contract.digest}`,
        },
      },
    },
  }
}

const suiteOf = ({ plan }: RunRecord, { scenario, mode }: Result): string[] => [plan.system, scenario.subject, mode]

function test(record: RunRecord, result: Result, language: Language): JsonObject {
  const { scenario, mode, state, attempt } = result
  const findings = explainedFindings(record, result)
  const [first] = findings.filter(({ kind }) => kind !== 'remark')
  const message = (first && explainedShortly(first, language)) ?? whySkipped(result, wordings[language])
  const file = recordFile(result)
  return {
    name: plainLine(inLanguage(scenario.title, language)) || scenario.id,
    status: statuses[state],
    rawStatus: state,
    duration: durationOf(result),
    ...(attempt?.startedAt === undefined ? {} : { start: Date.parse(attempt.startedAt) }),
    ...(attempt?.endedAt === undefined ? {} : { stop: Date.parse(attempt.endedAt) }),
    suite: suiteOf(record, result),
    tags: [scenario.script, mode, ...(scenario.tags ?? [])],
    filePath: scenario.position.file,
    line: scenario.position.line,
    ...(message === undefined ? {} : { message }),
    ...(findings.length === 0
      ? {}
      : { trace: findings.map((finding) => explainedLines(finding, language).join('\n')).join('\n\n') }),
    ...(attempt === undefined || file === undefined
      ? {}
      : { attachments: [{ name: 'evidence', contentType: 'application/x-ndjson', path: file }] }),
    extra: { scenario: scenario.id, findings: findings.map((finding) => explainedIn(finding, language)) },
  }
}
