import { inLanguage, type Language } from '../base/text.js'
import type { RunRecord } from '../model/run.js'
import type { DocumentData } from './document-data.js'
import { documentFrame } from './frame.js'
import { signaturesOf } from './party-view.js'
import { printable } from './printable.js'
import { dateText } from './times.js'
import { wordings } from './wording/index.js'

export { actRefusal } from './refusal.js'

/**
 * Everything that templates/act.hbs prints. Call it only where `actRefusal` has nothing to say: then the required
 * set of the run's system passed, and its service is the one that is ticked.
 */
export function actView(record: RunRecord, data: DocumentData, language: Language): object {
  const wording = wordings[language]
  const participant = printable(record.plan.target.participant.name)
  return {
    ...documentFrame(record, language, wording.title.act, false),
    form: { ...wording.form.act, guide: wording.form.guide },
    participant,
    services: [
      ...record.plan.forms.services.map((service) => ({
        ticked: service.system === record.plan.system,
        title: inLanguage(service.title, language),
        blank: false,
      })),
      { ticked: false, title: wording.form.act.other, blank: true },
    ],
    protocols: wording.act.protocols(data.number ?? wording.blank.number, dateText(data.date, wording)),
    signatures: [
      ...signaturesOf(wording.signatures.fromParticipant, data.signatories?.participant, participant),
      ...signaturesOf(wording.signatures.fromOperator, data.signatories?.operator, null),
    ],
    signatureWords: { ...wording.signatures, blankDate: wording.blank.date },
  }
}
