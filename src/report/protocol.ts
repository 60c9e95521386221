import { inLanguage, type Language } from '../base/text.js'
import type { RunRecord } from '../model/run.js'
import type { Mode } from '../model/system.js'
import { isOverSeveral, type GivenRun, type ProtocolBasis } from './basis.js'
import { conclusionText, countsText } from './conclusion.js'
import { departuresView } from './departures.js'
import type { DocumentData } from './document-data.js'
import { documentFrame } from './frame.js'
import { partyLine, signaturesOf } from './party-view.js'
import { printable } from '../render/printable.js'
import { asksForConsents, isDraft, selfCheckResults, subjectResults } from './results.js'
import { filledRows, type FilledRow, type RowNote } from './rows.js'
import { asideText, pauseTexts, runLabel, runSpan, runSubject } from './run-text.js'
import { markOf, scenarioSheet } from './scenario-sheet.js'
import { selfCheckRow } from './self-check.js'
import { dateText, lengthText, momentText } from './times.js'
import { wordings, type Wording } from './wording/index.js'

interface LabelledLine {
  readonly label: string
  readonly lines: readonly string[]
  readonly hash: string | null
}

/** Everything that templates/protocol.hbs prints, ready: the template only places it. `signer` is who signs it with its evidence. */
export function protocolView(basis: ProtocolBasis, data: DocumentData, language: Language, signer?: string): object {
  const wording = wordings[language]
  const { form } = wording
  const [{ record }] = basis.counted
  const { participant } = record.plan.target
  const rows = filledRows(basis)
  const title = wording.title.protocol(data.number ?? wording.blank.number, dateText(data.date, wording))
  return {
    ...documentFrame(
      basis,
      language,
      title,
      basis.counted.some((run) => isDraft(run.record)),
    ),
    form: { ...form.protocol, guide: form.guide },
    object: data.object ?? basis.counted.map((run) => objectText(run.record, language)).join('\n'),
    participants: participantLines(record, data, wording),
    place: data.place ?? null,
    environment: environmentLines(basis, wording, signer),
    terms: termLines(basis, language),
    termsText: data.terms ?? null,
    rows: rows.map((row) => ({
      number: row.row.number,
      title: inLanguage(row.row.title, language),
      ...rowNote(row, wording),
    })),
    rowCounts: { lead: wording.rows.counts, items: rows.flatMap((row) => rowCounts(row, wording)) },
    departures: departuresView(basis, language),
    conclusion: {
      text: data.conclusion ?? conclusionText(basis, language),
      proposed: data.conclusion === undefined ? wording.conclusion.proposed : null,
      recommendationLead: wording.conclusion.recommendation,
      recommendation: data.recommendation ?? null,
      caution: `${form.caution} ${wording.conclusion.cautionSource}`,
    },
    signatures: [
      ...signaturesOf(wording.signatures.fromParticipant, data.signatories?.participant, printable(participant.name)),
      ...signaturesOf(wording.signatures.fromOperator, data.signatories?.operator, null),
    ],
    signatureWords: { ...wording.signatures, blankDate: wording.blank.date },
    scenarios: basis.counted.map((run, i) => ({
      number: wording.appendix.number(i + 1),
      heading: wording.appendix.scenarios,
      run: isOverSeveral(basis) ? runHeading(run, language) : null,
      heads: wording.appendix.heads,
      resultLabel: wording.appendix.result,
      sheets: subjectResults(run.record).map((result, j) => scenarioSheet(run.record, result, j + 1, language)),
    })),
    selfCheck: selfCheckView(basis, language),
  }
}

/** The note of a row: one where all runs of its system say the same, else one for each run. */
function rowNote({ parts }: FilledRow, wording: Wording): { readonly note: string; readonly mark: string } {
  const { notes } = wording.form.protocol
  const kinds = new Set(parts.map(({ note }) => note))
  const [only = 'notRun'] = kinds
  const worst: RowNote = kinds.has('failed') ? 'failed' : kinds.size > 1 ? 'notRun' : only
  const mark = worst === 'passed' ? 'good' : worst === 'failed' ? 'bad' : 'plain'
  if (kinds.size < 2) return { note: notes[only], mark }
  const each = parts.map(({ run, note }) => `${notes[note]} (${whoseRun(run, wording)})`)
  return { note: each.join('; '), mark }
}

/** A run among others of its system: by number, role and way of calling. */
function whoseRun({ number, record }: GivenRun, { runs, role, mode }: Wording): string {
  const modes = record.plan.target.modes.map((one) => mode[one]).join(', ')
  return `${runs.label(number).toLowerCase()}: ${role[record.plan.role]}, ${modes}`
}

function rowCounts({ row, parts }: FilledRow, wording: Wording): string[] {
  const counted = parts.filter(({ counts }) => Object.values(counts).some((n) => n > 0))
  if (counted.length === 0) return []
  const texts = counted.map(({ run, counts }) => {
    const text = countsText(counts, wording)
    return counted.length === 1 ? text : `${wording.runs.label(run.number).toLowerCase()} – ${text}`
  })
  return [wording.rows.row(row.number, texts.join('; '))]
}

function runHeading(run: GivenRun, language: Language): string {
  const wording = wordings[language]
  const about = wording.runs.about(runSubject(run, language), runSpan(run, wording))
  return `${wording.runs.label(run.number)} (${run.record.run}): ${about}`
}

/** The platform's self-check in all runs; null where none had any. */
function selfCheckView(basis: ProtocolBasis, language: Language): object | null {
  const wording = wordings[language]
  const rows = basis.counted.flatMap((run) =>
    selfCheckResults(run.record).map((result) => {
      const row = selfCheckRow(run.record, result, language)
      const label = runLabel(basis, run, wording)
      return { ...row, id: label === undefined ? row.id : `${label}, ${row.id}`, mark: markOf(result.state) }
    }),
  )
  if (rows.length === 0) return null
  const { appendix } = wording
  return {
    number: appendix.number(basis.counted.length + 1),
    heading: appendix.selfCheck,
    text: appendix.selfCheckText,
    heads: appendix.selfCheckHeads,
    rows,
  }
}

function objectText(record: RunRecord, language: Language): string {
  const { participant } = record.plan.target
  const wording = wordings[language]
  const name = `${printable(participant.name)} (${wording.participants.id(printable(participant.id))})`
  const service = inLanguage(record.plan.forms.title, language)
  if (record.plan.role === 'user') return wording.objectOfUser(service, name)
  return wording.object(service, wording.role[record.plan.role], name)
}

/** Who took part: as named in the data file; otherwise what the target knows, and a blank for the operator. */
function participantLines(record: RunRecord, data: DocumentData, { participants }: Wording): LabelledLine[] {
  const { participant } = record.plan.target
  const bin = participant.bin === undefined ? [] : [participants.bin(printable(participant.bin))]
  const known = [printable(participant.name), participants.id(printable(participant.id)), ...bin].join(', ')
  const named = (data.participants ?? []).map(partyLine).filter((line) => line !== '')
  return [
    { label: participants.participant, lines: [known, ...named], hash: null },
    {
      label: participants.operator,
      lines: (data.operator ?? []).map(partyLine).filter((line) => line !== ''),
      hash: null,
    },
  ]
}

const line = (label: string, ...lines: string[]): LabelledLine => ({ label, lines, hash: null })

/** What is the same for all runs first and last, and between it what is of each. */
function environmentLines(basis: ProtocolBasis, wording: Wording, signer: string | undefined): LabelledLine[] {
  const { place } = wording
  const [{ record }] = basis.counted
  return [
    line(place.environment, place.environments[record.plan.target.environment]),
    ...basis.counted.flatMap((run) => {
      const label = runLabel(basis, run, wording)
      return [...(label === undefined ? [] : [line(label, run.record.run)]), ...placeLines(run.record, wording)]
    }),
    line(place.basis, place.basisText),
    line(place.record, place.recordText, ...(signer === undefined ? [] : [place.signed(signer)])),
  ]
}

function placeLines(record: RunRecord, wording: Wording): LabelledLine[] {
  const { place, mode } = wording
  const { target } = record.plan
  const { platform } = target.endpoints
  const urlOf = (m: Mode) => target.endpoints[m] ?? (m === 'through' ? platform : undefined)
  const named = target.modes.map((m) => [mode[m], urlOf(m)] as const)
  const known = platform === undefined || named.some(([, url]) => url === platform)
  const endpoints = known ? named : [...named, [place.platform, platform] as const]
  return [
    line(place.target, printable(target.name)),
    line(place.endpoints, ...endpoints.map(([name, url]) => (url === undefined ? name : `${name}: ${printable(url)}`))),
    ...(record.plan.role === 'user' ? [line(place.sandbox, place.sandboxText)] : []),
    ...(asksForConsents(record.plan) ? [line(place.consent, place.consentCheck[target.consentCheck])] : []),
    line(place.software, `Synaq ${record.tool.version}, ${place.run(record.run)}`),
    {
      ...line(
        place.contract,
        `${printable(target.contract.title)}, ${place.version(printable(target.contract.version))}, SHA-256`,
      ),
      hash: target.contract.digest,
    },
    ...(target.contract.overlay ? [{ ...line(place.overlay, 'SHA-256'), hash: target.contract.overlay.digest }] : []),
    ...(record.again
      ? [{ ...line(place.again, place.againText(record.again.version)), hash: record.again.scenarios }]
      : []),
    ...(target.code ? [{ ...line(place.code, 'SHA-256'), hash: target.code.digest }] : []),
  ]
}

/** When testing began and ended; where there are several runs, each of them with its times, those that do not count too. */
function termLines(basis: ProtocolBasis, language: Language): LabelledLine[] {
  const wording = wordings[language]
  const { terms, runs } = wording
  const records = basis.runs.map(({ record }) => record)
  const startedAt = records.map((record) => record.startedAt).sort()[0] ?? ''
  const whole = records.every(({ endedAt }) => endedAt !== null)
  const ended = whole
    ? (records
        .flatMap(({ endedAt }) => endedAt ?? [])
        .sort()
        .at(-1) ?? null)
    : null
  const end = ended === null ? [] : [`${momentText(ended)} (${terms.zone})`]
  const isWhole = records.every(({ how }) => how === 'complete')
  const start = line(terms.start, `${momentText(startedAt)} (${terms.zone})`)
  if (!isOverSeveral(basis)) {
    const [run] = basis.counted
    const pauses = pauseTexts(run, wording)
    return [
      start,
      line(terms.end, ...end, ...(isWhole ? [] : [terms.notEnded])),
      ...(ended === null ? [] : [line(terms.duration, lengthText(startedAt, ended, wording))]),
      line(terms.pauses, ...(pauses.length > 0 ? pauses : [terms.noPauses])),
    ]
  }
  return [
    start,
    line(terms.end, ...(end.length > 0 ? end : [terms.notEnded])),
    ...basis.runs.map((run) => {
      const aside = asideText(run, wording)
      const pauses = pauseTexts(run, wording)
      return line(
        runs.label(run.number),
        `${runSubject(run, language)}, ${run.record.run}`,
        runSpan(run, wording),
        ...(pauses.length > 0 ? [runs.pauses(pauses.join(', '))] : []),
        ...(aside === undefined ? [] : [`${aside}; ${runs.outcome(wording.console.outcome[run.record.outcome])}`]),
      )
    }),
    ...(basis.runs.some(({ aside }) => aside) ? [line(runs.rule, runs.ruleText)] : []),
  ]
}
