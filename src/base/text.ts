/** The languages of documents and pages; Russian is the first. */
export type Language = 'ru' | 'kk' | 'en'

/** A wording in several languages. Kazakh may be missing; Russian then stands in for it. */
export interface Text {
  readonly ru: string
  readonly en: string
  readonly kk?: string
}

/** The wording in a language; where Kazakh is missing, the Russian one. */
export function inLanguage(text: Text, language: Language): string {
  return text[language] ?? text.ru
}

/** The same wording in every language: codes, paths, numbers. */
export function literal(value: string | number): Text {
  const s = String(value)
  return { ru: s, en: s, kk: s }
}

/** The wording with every language changed in the same way. */
export function mapText(text: Text, change: (said: string) => string): Text {
  return { ru: change(text.ru), en: change(text.en), ...(text.kk === undefined ? {} : { kk: change(text.kk) }) }
}

/** Quotes within quotes as Russian and Kazakh write them: «ТОО „Самғау“», not «ТОО «Самғау»». */
export const withInnerQuotes = (said: string): string => said.replace(/«([^«»]*)«([^«»]*)»([^«»]*)»/g, '«$1„$2“$3»')

/** A wording that may be in one language only. */
export function asText(value: Text | string): Text {
  return typeof value === 'string' ? literal(value) : value
}

/** Joins wordings language by language. */
export function joinTexts(texts: readonly Text[], separator: string): Text {
  return {
    ru: texts.map((t) => t.ru).join(separator),
    en: texts.map((t) => t.en).join(separator),
    kk: texts.map((t) => t.kk ?? t.ru).join(separator),
  }
}

/** True for the code of a language that Synaq speaks. */
export function isLanguage(code: string): code is Language {
  return code === 'ru' || code === 'kk' || code === 'en'
}
