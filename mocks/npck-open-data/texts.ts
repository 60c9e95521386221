import { z } from 'zod'

/** The languages of the invented banks; the first where a caller wants none of them. */
export const languages = ['ru', 'kk', 'en'] as const
export type Language = (typeof languages)[number]

// Types, not interfaces: only a type is seen as JSON.
/** A text in every language. */
export type Texts = { readonly ru: string; readonly kk: string; readonly en: string }

const text = z.string().min(1)
export const texts = z.strictObject({ ru: text, kk: text, en: text })

/** A text in each language, made by one rule. */
export const inEach = (make: (language: Language) => string): Texts => ({
  ru: make('ru'),
  kk: make('kk'),
  en: make('en'),
})
