import type { Instant } from '../base/clock.js'
import { inLanguage, type Language } from '../base/text.js'
import type { AdmissionRecord } from '../model/admission.js'
import { apiEnvironments } from '../model/registry.js'
import type { GateItem, GateReport } from '../operator/admission/gate.js'
import { momentText } from './times.js'
import { wordings } from './wording/index.js'

/** More than these are folded away. */
const few = 5

/**
 * Everything that templates/operator/gate.hbs prints: of a draft what is there and what is missing, of others the runs that
 * they were admitted by; null where there is neither.
 */
export function gateView(
  gate: GateReport | undefined,
  admissions: readonly AdmissionRecord[],
  now: Instant,
  language: Language,
): object | null {
  const { gate: words } = wordings[language]
  if (gate)
    return {
      words,
      verdict: gate.open ? words.open : words.closed,
      items: gate.items.map((item) => itemView(item, now, language)),
    }
  const last = apiEnvironments.flatMap((environment): GateItem[] => {
    const admission = admissions.find((one) => one.environment === environment)
    return admission ? [{ part: environment, missing: [], admission, footing: admission.footing }] : []
  })
  return last.length === 0 ? null : { words, verdict: null, items: last.map((item) => itemView(item, now, language)) }
}

function itemView({ part, missing, admission, footing }: GateItem, now: Instant, language: Language): object {
  const { gate: words } = wordings[language]
  const met = missing.length === 0
  const excused = footing?.required.filter(({ kind }) => kind === 'excused') ?? []
  const leftOut = footing?.leftOut ?? []
  return {
    kind: met ? 'conforms' : 'departs',
    mark: met ? words.met : words.lacks,
    name: words.parts[part],
    admission: admission
      ? {
          run: admission.proof.run,
          link: words.evidence,
          text: words.admitted(momentText(admission.admittedAt, now), admission.admittedBy),
        }
      : null,
    notes: [
      ...(footing ? [words.required(footing.required.length)] : []),
      ...(excused.length > 0 ? [words.excused(excused.length)] : []),
      ...(leftOut.length > 0 ? [words.leftOut(leftOut.length)] : []),
    ],
    missingWord: words.missing,
    few: missing.length <= few,
    missing: missing.map(({ what, remedy }) => ({
      what: inLanguage(what, language),
      remedy: inLanguage(remedy, language),
    })),
  }
}
