import type { Text } from '../base/text.js'
import type { SubjectId } from './trial.js'

/** Names of the subjects. */
export const subjectNames: Readonly<Record<SubjectId, Text>> = {
  'example-bank': { ru: 'Банк-пример', en: 'The example bank' },
  'invented-bank': { ru: 'Банк песочницы', en: 'A bank of the sandbox' },
  platform: { ru: 'Платформа песочницы', en: "The sandbox's platform" },
}

/** Headings of groups. */
export const ofContract: Text = { ru: 'по контракту', en: 'by the contract' }
