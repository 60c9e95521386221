import { inLanguage, type Language, type Text } from '../base/text.js'
import type { Inbox } from './fill-in.js'
import type { Terminal } from './terminal.js'

/** One-time codes that a person reads from a phone and types in; of the number only the end is shown. */
export function handInbox(terminal: Terminal, language: Language, signal?: AbortSignal): Inbox {
  const asking = (question: (end: string) => Text) => async (phone: string) => {
    const code = await terminal.ask(inLanguage(question(phone.slice(-4)), language), signal)
    return code === '' ? undefined : code
  }
  return { newest: asking(newest), late: asking(late), earlier: asking(earlier) }
}

const newest = (end: string): Text => ({
  ru: `Код из SMS на номер, который кончается на ${end}: `,
  kk: `${end} деп аяқталатын нөмірге келген SMS-тегі код: `,
  en: `The code of the SMS to the number that ends in ${end}: `,
})

const late = (end: string): Text => ({
  ru: `Код из SMS на номер, который кончается на ${end}. Введите его, когда он перестанет действовать: `,
  kk: `${end} деп аяқталатын нөмірге келген SMS-тегі код. Оны мерзімі өткеннен кейін енгізіңіз: `,
  en: `The code of the SMS to the number that ends in ${end}. Type it when it is no longer good: `,
})

const earlier = (end: string): Text => ({
  ru: `Код из предпоследней SMS на номер, который кончается на ${end}, по которому уже входили: `,
  kk: `${end} деп аяқталатын нөмірге келген соңғының алдындағы SMS-тегі, бұрын пайдаланылған код: `,
  en: `The code of the last SMS but one to the number that ends in ${end}, which was used already: `,
})
