import { readFileSync } from 'node:fs'
import type { Language } from '../base/text.js'
import { fontCss } from '../render/fonts.js'
import { pageFootCss } from '../render/page-css.js'
import { templatesFolder, trusted } from '../render/templates.js'
import { isOverSeveral, type ProtocolBasis } from './basis.js'
import { wordings } from './wording/index.js'

/** What every document has around its text: language, title, style, page numbers, watermarks, mark of translation. */
export function documentFrame(basis: ProtocolBasis, language: Language, title: string, draft: boolean): object {
  const wording = wordings[language]
  const watermarks = [
    ...(draft ? [wording.watermark.draft] : []),
    ...(basis.counted[0].record.plan.target.participant.invented ? [wording.watermark.sample] : []),
  ]
  const versions = [...new Set(basis.counted.map(({ record }) => record.tool.version))]
  const tool = `Synaq ${versions.join(', ')}`
  const made = isOverSeveral(basis)
    ? wording.runs.madeBy(tool, basis.runs.length)
    : wording.madeBy(tool, basis.counted[0].record.run)
  const { again } = basis.counted[0].record
  const foot = again ? wording.madeAgain(made, again.scenarios.slice(0, 12)) : made
  return {
    language,
    title,
    css: trusted(
      [fontCss(), readFileSync(templatesFolder('print.css'), 'utf8'), pageFootCss(foot, wording.page)].join('\n'),
    ),
    translation: wording.translation,
    watermarks,
  }
}
