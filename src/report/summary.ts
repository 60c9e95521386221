import { basename } from 'node:path'
import type { Json, JsonObject } from '../base/json.js'
import type { Text } from '../base/text.js'
import type { RunRecord } from '../model/run.js'
import { advised } from './explain/index.js'
import { actRefusal } from './refusal.js'
import {
  charged,
  clauseOf,
  countsOf,
  exchangeLine,
  recordFile,
  resultsOf,
  selfCheckResults,
  subjectResults,
  type Departed,
  type Result,
  type Undecided,
} from './results.js'
import { isRequired } from './rows.js'
import { restsOnWaivers, waiverNumber, waiverSignature, waiverUses } from './waivers.js'

/** Paths of the documents that a summary names. */
export interface SummaryDocuments {
  readonly protocol: string
  readonly act?: string
  readonly translations: readonly string[]
}

/**
 * The whole run as one JSON object for machines: same keys whatever the outcome; texts in Russian and English.
 * Documents are named relative to the folder they lie in.
 */
export function summaryOf(record: RunRecord, documents?: SummaryDocuments): JsonObject {
  const { plan } = record
  const { contract, ...target } = plan.target
  const refusal = actRefusal(record)
  return {
    format: 'synaq-summary/1',
    run: record.run,
    outcome: record.outcome,
    how: record.how,
    tool: { ...record.tool },
    system: plan.system,
    role: plan.role,
    target: {
      name: target.name,
      environment: target.environment,
      participant: { ...target.participant },
      modes: target.modes,
      endpoints: { ...target.endpoints },
      consentCheck: target.consentCheck,
    },
    contract: { ...contract },
    ...(target.code ? { code: { ...target.code } } : {}),
    again: record.again === undefined ? null : { ...record.again },
    times: {
      startedAt: record.startedAt,
      endedAt: record.endedAt,
      durationMs: record.endedAt === null ? null : Date.parse(record.endedAt) - Date.parse(record.startedAt),
    },
    interruptions: (record.interruptions ?? []).map((interruption) => ({ ...interruption })),
    counts: {
      subject: { ...countsOf(subjectResults(record)) },
      selfCheck: { ...countsOf(selfCheckResults(record)) },
    },
    scenarios: resultsOf(record).map((result) => scenarioSummary(record, result)),
    waivers: waiversSummary([record]),
    documents: {
      protocol: documents === undefined ? null : basename(documents.protocol),
      act: documents?.act === undefined ? null : basename(documents.act),
      translations: (documents?.translations ?? []).map((path) => basename(path)),
    },
    act: { issued: documents?.act !== undefined, refusal: refusal === undefined ? null : bilingual(refusal) },
  }
}

function scenarioSummary(record: RunRecord, result: Result): JsonObject {
  const { scenario, mode, attempt, item, state } = result
  const verdict = attempt?.verdict
  const reason = !item.planned ? item.reason : verdict?.outcome === 'skipped' ? verdict.reason : undefined
  const why = reason === undefined ? undefined : reason.kind === 'not-applicable' ? reason.why : reason.what
  const notMet = (verdict?.findings ?? []).filter((finding) => finding.result !== 'met')
  return {
    id: scenario.id,
    mode,
    title: bilingual(scenario.title),
    subject: scenario.subject,
    script: scenario.script,
    required: isRequired(record, result),
    outcome: state,
    ...(verdict?.outcome === 'inconclusive' ? { cause: verdict.cause } : {}),
    ...(why === undefined ? {} : { reason: bilingual(why) }),
    ...(reason?.kind === 'not-provided' && reason.toConfirm ? { toConfirm: reason.toConfirm.map(bilingual) } : {}),
    digest: scenario.digest,
    record: attempt === undefined ? null : (recordFile(result) ?? null),
    head: attempt?.head ?? null,
    findings: notMet.map((finding) => findingSummary(record, result, finding)),
  }
}

function findingSummary(record: RunRecord, result: Result, finding: Departed | Undecided): JsonObject {
  const { place, check, requirement, exchange } = finding
  const { likelyCause, next } = advised(result, finding)
  return {
    id: finding.id,
    result: finding.result,
    ...(finding.result === 'departed' ? { weight: finding.weight } : {}),
    ...(finding.result === 'undecided' ? { cause: finding.cause } : {}),
    ...waivedBy(record, result, finding),
    requirement,
    clause: bilingual(clauseOf(record, requirement)),
    step: place.step,
    check,
    expected: bilingual(finding.expected),
    actual: bilingual(finding.actual),
    exchange: exchange === undefined ? null : { event: exchange, line: exchangeLine(result, finding, 'en') ?? null },
    likelyCause: bilingual(likelyCause),
    next: bilingual(next),
  }
}

/** The number of the waiver of a departure that counts; nothing for any other finding. */
function waivedBy(record: RunRecord, result: Result, finding: Departed | Undecided): JsonObject {
  if (finding.result !== 'departed' || !charged(result).includes(finding)) return {}
  const waiver = waiverNumber(record, result, finding.requirement)
  return waiver === undefined ? {} : { waiver }
}

/** The waivers that documents are made with, who signed them and what they cover; null where there are none. */
export function waiversSummary(records: readonly RunRecord[]): Json {
  const signature = waiverSignature(records)
  if (signature === undefined) return null
  return {
    signature: { ...signature },
    unlockAct: records.some(restsOnWaivers),
    given: waiverUses(records).map(({ number, waiver, state, results, disclosure }) => ({
      number,
      ...waiver,
      scenarios: waiver.scenarios ?? null,
      state,
      disclosure,
      covers: results.map(({ scenario, mode }) => ({ scenario: scenario.id, mode })),
    })),
  }
}

const bilingual = ({ ru, en }: Text): Json => ({ ru, en })
