import type { Text } from '../base/text.js'
import type { KnownDefect } from '../model/defect.js'
import type { SubjectId } from './trial.js'

/** Names of the subjects. */
export const subjectNames: Readonly<Record<SubjectId, Text>> = {
  'example-bank': { ru: 'Банк-пример', en: 'The example bank' },
  'invented-bank': { ru: 'Банк песочницы', en: 'A bank of the sandbox' },
  'example-app': { ru: 'Приложение-пример', en: 'The example application' },
  platform: { ru: 'Платформа песочницы', en: "The sandbox's platform" },
}

/** Headings of groups. */
export const ofContract: Text = { ru: 'по контракту', en: 'by the contract' }

/** What a defect is; a name that nobody has put into words is one in English. */
export function aboutOf({ id, about }: KnownDefect): Text {
  const words = id.replaceAll('-', ' ')
  return about ?? { ru: words, en: words }
}
