import { inLanguage, type Language } from '../base/text.js'
import type { RunRecord } from '../model/run.js'
import type { Mode } from '../model/system.js'
import { countsText, proposedConclusion } from './conclusion.js'
import { departuresView } from './departures.js'
import type { DocumentData } from './document-data.js'
import { documentFrame } from './frame.js'
import { partyLine, signaturesOf } from './party-view.js'
import { printable } from './printable.js'
import { isDraft, selfCheckResults, subjectResults } from './results.js'
import { filledRows } from './rows.js'
import { markOf, scenarioSheet } from './scenario-sheet.js'
import { selfCheckRow } from './self-check.js'
import { dateText, lengthText, momentText, pausesOf } from './times.js'
import { wordings, type Wording } from './wording/index.js'

interface LabelledLine {
  readonly label: string
  readonly lines: readonly string[]
  readonly hash: string | null
}

/** Everything that templates/protocol.hbs prints, ready: the template only places it. */
export function protocolView(record: RunRecord, data: DocumentData, language: Language): object {
  const wording = wordings[language]
  const { form } = wording
  const { participant } = record.plan.target
  const subject = subjectResults(record)
  const selfCheck = selfCheckResults(record)
  const rows = filledRows(record)
  const title = wording.title.protocol(data.number ?? wording.blank.number, dateText(data.date, wording))
  return {
    ...documentFrame(record, language, title, isDraft(record)),
    form: { ...form.protocol, guide: form.guide },
    object: data.object ?? objectText(record, language),
    participants: participantLines(record, data, wording),
    place: data.place ?? null,
    environment: environmentLines(record, wording),
    terms: termLines(record, wording),
    termsText: data.terms ?? null,
    rows: rows.map(({ row, note }) => ({
      number: row.number,
      title: inLanguage(row.title, language),
      note: form.protocol.notes[note],
      mark: note === 'passed' ? 'good' : note === 'failed' ? 'bad' : 'plain',
    })),
    rowCounts: {
      lead: wording.rows.counts,
      items: rows
        .filter(({ counts }) => Object.values(counts).some((n) => n > 0))
        .map(({ row, counts }) => wording.rows.row(row.number, countsText(counts, wording))),
    },
    departures: departuresView(record, language),
    conclusion: {
      text: data.conclusion ?? proposedConclusion(record, wording),
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
    scenarios: {
      number: wording.appendix.number(1),
      heading: wording.appendix.scenarios,
      heads: wording.appendix.heads,
      resultLabel: wording.appendix.result,
      sheets: subject.map((result, i) => scenarioSheet(record, result, i + 1, language)),
    },
    selfCheck:
      selfCheck.length === 0
        ? null
        : {
            number: wording.appendix.number(2),
            heading: wording.appendix.selfCheck,
            text: wording.appendix.selfCheckText,
            heads: wording.appendix.selfCheckHeads,
            rows: selfCheck.map((result) => ({
              ...selfCheckRow(record, result, language),
              mark: markOf(result.state),
            })),
          },
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

function environmentLines(record: RunRecord, wording: Wording): LabelledLine[] {
  const { place, mode } = wording
  const { target } = record.plan
  const line = (label: string, ...lines: string[]): LabelledLine => ({ label, lines, hash: null })
  const { platform } = target.endpoints
  const urlOf = (m: Mode) => target.endpoints[m] ?? (m === 'through' ? platform : undefined)
  const named = target.modes.map((m) => [mode[m], urlOf(m)] as const)
  const known = platform === undefined || named.some(([, url]) => url === platform)
  const endpoints = known ? named : [...named, [place.platform, platform] as const]
  return [
    line(place.environment, place.environments[target.environment]),
    line(place.target, printable(target.name)),
    line(place.endpoints, ...endpoints.map(([name, url]) => (url === undefined ? name : `${name}: ${printable(url)}`))),
    record.plan.role === 'user'
      ? line(place.sandbox, place.sandboxText)
      : line(place.consent, place.consentCheck[target.consentCheck]),
    line(place.software, `Synaq ${record.tool.version}, ${place.run(record.run)}`),
    {
      ...line(
        place.contract,
        `${printable(target.contract.title)}, ${place.version(printable(target.contract.version))}, SHA-256`,
      ),
      hash: target.contract.digest,
    },
    ...(target.contract.overlay ? [{ ...line(place.overlay, 'SHA-256'), hash: target.contract.overlay.digest }] : []),
    line(place.basis, place.basisText),
    line(place.record, place.recordText),
  ]
}

function termLines(record: RunRecord, wording: Wording): LabelledLine[] {
  const { terms } = wording
  const line = (label: string, ...lines: string[]): LabelledLine => ({ label, lines, hash: null })
  const pauses = pausesOf(record).map(({ from, to }) =>
    terms.pause(momentText(from), momentText(to), lengthText(from, to, wording)),
  )
  const ended = record.endedAt
  const end = ended === null ? [] : [`${momentText(ended)} (${terms.zone})`]
  return [
    line(terms.start, `${momentText(record.startedAt)} (${terms.zone})`),
    line(terms.end, ...end, ...(record.how === 'complete' ? [] : [terms.notEnded])),
    ...(ended === null ? [] : [line(terms.duration, lengthText(record.startedAt, ended, wording))]),
    line(terms.pauses, ...(pauses.length > 0 ? pauses : [terms.noPauses])),
  ]
}
