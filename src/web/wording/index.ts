import type { Language } from '../../base/text.js'
import { en } from './en.js'
import { kk } from './kk.js'
import { ru } from './ru.js'
import type { Words } from './words.js'

export type { Words } from './words.js'

/** What the pages say, by language. */
export const wordings: Readonly<Record<Language, Words>> = { ru, kk, en }
