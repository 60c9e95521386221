import { inLanguage, type Language } from '../base/text.js'
import type { ProtocolBasis } from './basis.js'
import type { DocumentData } from './document-data.js'
import { documentFrame } from './frame.js'
import { signaturesOf } from './party-view.js'
import { printable } from '../render/printable.js'
import { standingsOf } from './standings.js'
import { dateText } from './times.js'
import { waivedView } from './waivers-view.js'
import { wordings } from './wording/index.js'

export { actRefusal } from './refusal.js'

/**
 * Everything that templates/act.hbs prints. Call it only where `noActBecause` has nothing to say: then some service passed
 * its required set, and just those that did are ticked.
 */
export function actView(basis: ProtocolBasis, data: DocumentData, language: Language): object {
  const wording = wordings[language]
  const participant = printable(basis.counted[0].record.plan.target.participant.name)
  const standings = standingsOf(basis)
  const ticked = standings.filter(({ against }) => against === undefined).map(({ system }) => system)
  const others = standings.filter(({ listed, against }) => !listed && against === undefined)
  return {
    ...documentFrame(basis, language, wording.title.act, false),
    form: { ...wording.form.act, guide: wording.form.guide },
    participant,
    services: [
      ...standings
        .filter(({ listed }) => listed)
        .map(({ title, against }) => ({
          ticked: against === undefined,
          title: inLanguage(title, language),
          blank: false,
          named: null,
        })),
      {
        ticked: others.length > 0,
        title: wording.form.act.other,
        blank: others.length === 0,
        named: others.length === 0 ? null : others.map(({ title }) => inLanguage(title, language)).join('; '),
      },
    ],
    // The Act rests on waivers only where it ticks a service in spite of what failed.
    waived: waivedView(
      basis.counted.map(({ record }) => record).filter(({ plan }) => ticked.includes(plan.system)),
      language,
    ),
    protocols: wording.act.protocols(data.number ?? wording.blank.number, dateText(data.date, wording)),
    signatures: [
      ...signaturesOf(wording.signatures.fromParticipant, data.signatories?.participant, participant),
      ...signaturesOf(wording.signatures.fromOperator, data.signatories?.operator, null),
    ],
    signatureWords: { ...wording.signatures, blankDate: wording.blank.date },
  }
}
