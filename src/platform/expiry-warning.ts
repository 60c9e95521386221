import { durationMs, type Instant } from '../base/clock.js'
import type { Text } from '../base/text.js'
import type { ImportedConsent } from '../model/target.js'
import { lengthText, localMoment } from './length-text.js'

/**
 * What to tell the tester of a consent that expires within `within` (ISO 8601 duration) or has expired; undefined
 * where there is time enough.
 */
export function expiryWarning(consent: ImportedConsent, now: Instant, within: string): Text | undefined {
  const expiry = Date.parse(consent.expiresAt)
  // What is no time is long past.
  const left = Number.isNaN(expiry) ? -Infinity : expiry - Date.parse(now)
  if (left > (durationMs(within) ?? 0)) return undefined
  const { client, expiresAt } = consent
  const at = Number.isFinite(left) ? localMoment(expiresAt) : `«${expiresAt}»`
  if (left <= 0) {
    return {
      ru: `Согласие клиента «${client}» истекло ${at}. Получите новое и впишите его в файл цели.`,
      kk: `«${client}» клиентінің келісім мерзімі өтіп кетті: ${at}. Жаңасын алып, нысана файлына жазыңыз.`,
      en: `The consent of the client «${client}» expired on ${at}. Get a new one and write it into the target file.`,
    }
  }
  const rest = lengthText(left)
  return {
    ru: `Согласие клиента «${client}» истекает ${at}, осталось ${rest.ru}. Получите новое заранее.`,
    kk: `«${client}» клиентінің келісім мерзімі ${at} аяқталады, қалған уақыт: ${rest.kk ?? rest.ru}. Жаңасын алдын ала алыңыз.`,
    en: `The consent of the client «${client}» expires on ${at}, ${rest.en} from now. Get a new one in time.`,
  }
}
