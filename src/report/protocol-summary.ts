import { basename } from 'node:path'
import { kazakhstanTime } from '../base/clock.js'
import { sha256 } from '../base/digest.js'
import type { Json, JsonObject } from '../base/json.js'
import type { Text } from '../base/text.js'
import type { RunOutcome } from '../model/verdict.js'
import type { GivenRun, ProtocolBasis } from './basis.js'
import { countsOf, selfCheckResults, subjectResults } from './results.js'
import { filledRows } from './rows.js'
import { noActBecause, standingsOf } from './standings.js'
import { waiversSummary, type SummaryDocuments } from './summary.js'

/** A Protocol over several runs as one JSON object for machines. Runs are told by number, documents by their file's name. */
export function protocolSummary(basis: ProtocolBasis, documents?: SummaryDocuments): JsonObject {
  const refusal = noActBecause(basis)
  const { participant, environment } = basis.counted[0].record.plan.target
  return {
    format: 'synaq-protocol/1',
    outcome: protocolOutcome(basis),
    participant: { ...participant },
    environment,
    runs: basis.runs.map(runSummary),
    rows: filledRows(basis).map(({ row, parts }) => ({
      number: row.number,
      system: row.system,
      script: row.script,
      runs: parts.map(({ run, note, counts }) => ({ number: run.number, note, counts: { ...counts } })),
    })),
    waivers: waiversSummary(basis.counted.map(({ record }) => record)),
    documents: {
      protocol: documents === undefined ? null : basename(documents.protocol),
      act: documents?.act === undefined ? null : basename(documents.act),
      translations: (documents?.translations ?? []).map((path) => basename(path)),
    },
    act: {
      issued: documents?.act !== undefined,
      refusal: refusal === undefined ? null : bilingual(refusal),
      services: standingsOf(basis).map(({ system, title, against }) => ({
        system,
        title: bilingual(title),
        ticked: refusal === undefined && against === undefined,
        against: against === undefined ? null : bilingual(against),
      })),
    },
  }
}

function runSummary({ number, record, aside }: GivenRun): JsonObject {
  const { plan } = record
  return {
    number,
    run: record.run,
    folder: record.folder,
    system: plan.system,
    role: plan.role,
    modes: plan.target.modes,
    outcome: record.outcome,
    counts: aside === undefined,
    ...(aside ? { aside: { ...aside } } : {}),
    contract: { ...plan.target.contract },
    times: { startedAt: record.startedAt, endedAt: record.endedAt },
    subject: { ...countsOf(subjectResults(record)) },
    selfCheck: { ...countsOf(selfCheckResults(record)) },
  }
}

/** The worst outcome of the runs that count. */
export function protocolOutcome({ counted }: ProtocolBasis): RunOutcome {
  const outcomes = counted.map(({ record }) => record.outcome)
  return (['fail', 'open', 'inconclusive'] as const).find((outcome) => outcomes.includes(outcome)) ?? 'pass'
}

/** The folder's name for a Protocol: the same runs have the same one, e.g. `protocol-20261122-3f9a1c02`. */
export function protocolName({ runs }: ProtocolBasis): string {
  const latest = runs.map(({ record }) => record.startedAt).reduce((a, b) => (a > b ? a : b))
  const of = sha256(runs.map(({ record }) => record.run).join('\n')).slice(0, 8)
  return `protocol-${kazakhstanTime(latest).date.replaceAll('-', '')}-${of}`
}

const bilingual = ({ ru, en }: Text): Json => ({ ru, en })
