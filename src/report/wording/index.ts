import type { Language, Text } from '../../base/text.js'
import { en } from './en.js'
import { kk } from './kk.js'
import { ru, type Wording } from './ru.js'

export type { Wording } from './ru.js'

/** All wording of documents and console, by language. */
export const wordings: Readonly<Record<Language, Wording>> = { ru, kk, en }

/** The same thing said in every language. */
export function inEveryLanguage(say: (wording: Wording, language: Language) => string): Text {
  return { ru: say(ru, 'ru'), en: say(en, 'en'), kk: say(kk, 'kk') }
}
