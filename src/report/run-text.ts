import { inLanguage, type Language } from '../base/text.js'
import { isOverSeveral, type GivenRun, type ProtocolBasis } from './basis.js'
import { lengthText, momentText, pausesOf } from './times.js'
import { wordings, type Wording } from './wording/index.js'

/** What a run was about: «service», role, way of calling. */
export function runSubject({ record }: GivenRun, language: Language): string {
  const wording = wordings[language]
  const { forms, role, target } = record.plan
  const modes = target.modes.map((mode) => wording.mode[mode]).join(', ')
  return `«${inLanguage(forms.title, language)}», ${wording.role[role]}, ${modes}`
}

/** `Прогон 2` where there are several; undefined for the only one, which needs no name. */
export function runLabel(basis: ProtocolBasis, run: GivenRun, { runs }: Wording): string | undefined {
  return isOverSeveral(basis) ? runs.label(run.number) : undefined
}

/** From when to when a run went, and how long. */
export function runSpan({ record }: GivenRun, wording: Wording): string {
  const { startedAt, endedAt } = record
  return endedAt === null
    ? wording.runs.since(momentText(startedAt))
    : wording.terms.pause(momentText(startedAt), momentText(endedAt), lengthText(startedAt, endedAt, wording))
}

/** When a run stood still, and when it was cut off and resumed, in words; empty where neither was so. */
export function pauseTexts({ record }: Pick<GivenRun, 'record'>, wording: Wording): string[] {
  const { terms } = wording
  const pauses = pausesOf(record).map(({ from, to }) => ({
    from,
    text: terms.pause(momentText(from), momentText(to), lengthText(from, to, wording)),
  }))
  const interruptions = (record.interruptions ?? []).map(({ from, to, repeated }) => ({
    from,
    text: terms.interruption(momentText(from), momentText(to), lengthText(from, to, wording), repeated),
  }))
  return [...pauses, ...interruptions].sort((a, b) => (a.from < b.from ? -1 : 1)).map(({ text }) => text)
}

/** Why a run does not count; undefined where it does. */
export function asideText({ aside }: GivenRun, { runs }: Wording): string | undefined {
  return aside && runs[aside.why](aside.by)
}
