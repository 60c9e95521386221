import { inLanguage } from '../base/text.js'
import type { ProtocolBasis } from './basis.js'
import { documentLines, type ClosingDocuments, type ClosingStyle } from './closing.js'
import { countsText } from './conclusion.js'
import { sign } from './console.js'
import { countsOf, subjectResults, type State } from './results.js'
import { asideText, runSpan, runSubject } from './run-text.js'
import { standingsOf } from './standings.js'
import { wordings } from './wording/index.js'

/** What a Protocol over several runs says on a terminal: which runs count, how they ended, what the Act ticks, where it all is. */
export function protocolLines(basis: ProtocolBasis, documents: ClosingDocuments, style: ClosingStyle): string[] {
  const { language, paint } = style
  const wording = wordings[language]
  const { runs } = wording
  const told = basis.runs.flatMap((run) => {
    const { record, number } = run
    const aside = asideText(run, wording)
    const state: State = aside === undefined ? record.outcome : 'not-applicable'
    return [
      `${sign(state, paint)} ${paint.bold(`${runs.label(number)}, ${record.run}`)}: ${runSubject(run, language)}`,
      `    ${runSpan(run, wording)}`,
      `    ${wording.console.outcome[record.outcome]}: ${countsText(countsOf(subjectResults(record)), wording)}`,
      ...(aside === undefined ? [] : [`    ${paint.yellow(aside)}`]),
    ]
  })
  const rule = basis.runs.some(({ aside }) => aside) ? [paint.dim(`${runs.rule}: ${runs.ruleText}.`)] : []
  const ticks =
    documents.actRefusal !== undefined
      ? []
      : standingsOf(basis).map(({ title, against }) => {
          const name = inLanguage(title, language)
          return against === undefined
            ? paint.green(runs.ticked(name))
            : paint.yellow(runs.notTicked(name, inLanguage(against, language)))
        })
  const blocks = [[...told, ...rule], ticks, documentLines(documents, style)]
  return blocks.filter((block) => block.length > 0).flatMap((block) => ['', ...block])
}
