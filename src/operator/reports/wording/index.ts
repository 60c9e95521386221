import type { Language } from '../../../base/text.js'
import { en } from './en.js'
import { kk } from './kk.js'
import { ru } from './ru.js'
import type { ReportWords } from './words.js'

export type { ReportWords } from './words.js'

/** What reports of availability say, by language. */
export const reportWords: Readonly<Record<Language, ReportWords>> = { ru, kk, en }
