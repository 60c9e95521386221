import { inLanguage, type Language } from '../base/text.js'
import type { JudgedAgain, Rejudged } from '../judge/again.js'
import { reasonText } from '../judge/reasons.js'
import type { Verdict } from '../model/verdict.js'
import type { Plan } from '../model/plan.js'
import { plainLine } from '../render/printable.js'
import { sign, type Paint } from './console.js'
import type { State } from './results.js'
import { comparedWordings, type ComparedWording } from './wording/compared.js'
import { wordings } from './wording/index.js'

/** Which verdicts other scenario files change, and why; `all` tells of those that stay too. */
export function againLines(
  { record, before, scripts, gone, forms, required }: JudgedAgain,
  { language, paint, all }: { readonly language: Language; readonly paint: Paint; readonly all: boolean },
): string[] {
  const words = comparedWordings[language]
  const outcomes = wordings[language].console.outcome
  const shown = scripts.filter(({ changed }) => all || changed !== 'nothing')
  const list = (some: Plan['required']): string => some.map(({ scenario, mode }) => `${scenario} (${mode})`).join(', ')
  return [
    words.judgedBy(record.again?.scenarios ?? ''),
    '',
    ...shown.flatMap((script) => scriptLines(script, words, language, paint)),
    ...(scripts.some(({ changed }) => changed !== 'nothing') ? [] : [words.nothing]),
    ...(gone.length > 0
      ? [words.gone(gone.length), ...gone.map(({ scenario, mode }) => `    ${scenario.id} (${mode})`)]
      : []),
    ...(forms ? [words.forms] : []),
    ...(required.added.length > 0 ? [words.requiredAdded(list(required.added))] : []),
    ...(required.removed.length > 0 ? [words.requiredRemoved(list(required.removed))] : []),
    '',
    words.outcome(outcomes[before.outcome], paint.bold(outcomes[record.outcome])),
  ]
}

function scriptLines(
  { item, before, after, changed, reasons }: Rejudged,
  words: ComparedWording,
  language: Language,
  paint: Paint,
): string[] {
  const { mode } = wordings[language]
  const [then, now] = [stateOf(before), stateOf(after)]
  const became =
    changed === 'nothing'
      ? words.same
      : changed === 'findings'
        ? words.findings
        : `${words.ended[then]} → ${paint.bold(words.ended[now])}`
  const title = plainLine(inLanguage(item.scenario.title, language))
  return [
    `${sign(now, paint)} ${title} ${paint.dim(`(${mode[item.mode]})`)}: ${became}`,
    ...reasons.map((reason) => `    ${inLanguage(reasonText(reason), language)}`),
  ]
}

function stateOf(verdict: Verdict): Exclude<State, 'open'> {
  return verdict.outcome === 'skipped' ? verdict.reason.kind : verdict.outcome
}
