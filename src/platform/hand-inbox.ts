import { inLanguage, type Language } from '../base/text.js'
import type { Inbox } from './fill-in.js'
import type { Terminal } from './terminal.js'

/** One-time codes that a person reads from a phone and types in; of the number only the end is shown. */
export function handInbox(terminal: Terminal, language: Language, signal?: AbortSignal): Inbox {
  return async (phone) => {
    const end = phone.slice(-4)
    const question = {
      ru: `Код из SMS на номер, который кончается на ${end}: `,
      kk: `${end} деп аяқталатын нөмірге келген SMS-тегі код: `,
      en: `The code of the SMS to the number that ends in ${end}: `,
    }
    const code = await terminal.ask(inLanguage(question, language), signal)
    return code === '' ? undefined : code
  }
}
