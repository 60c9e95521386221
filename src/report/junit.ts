import { inLanguage, type Language } from '../base/text.js'
import type { RunRecord } from '../model/run.js'
import { whySkipped } from './departures.js'
import { durationOf, explainedFindings, explainedLines, explainedShortly } from './explained.js'
import { plainLine } from '../render/printable.js'
import { resultsOf, type Result } from './results.js'
import { wordings } from './wording/index.js'

/**
 * The run as JUnit XML: a suite for each subject and mode, a case for each script. It keeps to what the schemas of
 * Jenkins and of Ant's task have in common, so a case has one child at most: `failure` for a departure that is
 * charged, `error` where nothing can be said about the subject, `skipped` for what was not carried out.
 */
export function junitOf(record: RunRecord, language: Language): string {
  const suites = [...bySubjectAndMode(resultsOf(record)).values()]
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    ...suites.map((results, i) => suite(record, results, i, language)),
    '</testsuites>',
    '',
  ].join('\n')
}

type Suite = readonly [Result, ...Result[]]

function bySubjectAndMode(results: readonly Result[]): Map<string, Suite> {
  const suites = new Map<string, Suite>()
  for (const result of results) {
    const key = `${result.scenario.subject} ${result.mode}`
    const before = suites.get(key)
    suites.set(key, before ? [...before, result] : [result])
  }
  return suites
}

function suite(record: RunRecord, results: Suite, index: number, language: Language): string {
  const [{ scenario, mode }] = results
  const { plan } = record
  const tags = results.map((result) => childTag(result))
  const count = (tag: ReturnType<typeof childTag>) => tags.filter((found) => found === tag).length
  const packageName = `${plan.system}.${scenario.subject}`
  const attributes = {
    id: index,
    name: `${packageName}.${mode}`,
    package: packageName,
    timestamp: record.startedAt.slice(0, 19),
    hostname: hostOf(record, results[0]),
    tests: results.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: seconds(results.reduce((sum, result) => sum + durationOf(result), 0)),
  }
  const properties = {
    run: record.run,
    tool: `${record.tool.name} ${record.tool.version}`,
    target: plan.target.name,
    participant: `${plan.target.participant.id} ${plan.target.participant.name}`,
    contract: `${plan.target.contract.title} ${plan.target.contract.version} sha256:${plan.target.contract.digest}`,
  }
  return [
    `  <testsuite${attributesText(attributes)}>`,
    '    <properties>',
    ...Object.entries(properties).map(([name, value]) => `      <property${attributesText({ name, value })}/>`),
    '    </properties>',
    ...results.map((result) => testcase(record, result, packageName, language)),
    '    <system-out></system-out>',
    '    <system-err></system-err>',
    '  </testsuite>',
  ].join('\n')
}

/** Whose server a suite spoke to; the schema wants something here. */
function hostOf({ plan }: RunRecord, { scenario, mode }: Result): string {
  const address = plan.target.endpoints[scenario.subject === 'platform' ? 'platform' : mode]
  return address !== undefined && URL.canParse(address) ? new URL(address).host : plan.target.name
}

function childTag({ state }: Result): 'failure' | 'error' | 'skipped' | undefined {
  switch (state) {
    case 'pass':
      return undefined
    case 'fail':
      return 'failure'
    case 'inconclusive':
    case 'open':
      return 'error'
    default:
      return 'skipped'
  }
}

function testcase(record: RunRecord, result: Result, packageName: string, language: Language): string {
  const { scenario, mode } = result
  const name = `${scenario.id.split('/').at(-1) ?? scenario.id}: ${inLanguage(scenario.title, language)}`
  const head = `    <testcase${attributesText({ classname: `${packageName}.${mode}`, name, time: seconds(durationOf(result)) })}`
  const tag = childTag(result)
  return tag === undefined ? `${head}/>` : `${head}>\n${child(record, result, tag, language)}\n    </testcase>`
}

function child(record: RunRecord, result: Result, tag: 'failure' | 'error' | 'skipped', language: Language): string {
  const why = whySkipped(result, wordings[language])
  if (tag === 'skipped')
    return `      <skipped${attributesText({ message: why ?? wordings[language].state[result.state] })}/>`
  const wanted = tag === 'failure' ? 'failure' : 'undecided'
  const findings = explainedFindings(record, result).filter(({ kind }) => kind === wanted)
  const [first] = findings
  const verdict = result.attempt?.verdict
  const message = (first && explainedShortly(first, language)) ?? why ?? wordings[language].state[result.state]
  const type = tag === 'failure' ? first?.requirement : verdict?.outcome === 'inconclusive' ? verdict.cause : undefined
  const text = findings.map((finding) => explainedLines(finding, language).join('\n')).join('\n\n')
  return `      <${tag}${attributesText({ message, type: type ?? result.state })}>${escaped(text)}</${tag}>`
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3)

function attributesText(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escaped(plainLine(String(value)))}"`)
    .join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Text as XML holds it; what came from outside has lost its control characters before. */
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
