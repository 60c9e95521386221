import { kazakhstanTime, type Instant } from '../base/clock.js'
import { joinTexts, literal, type Text } from '../base/text.js'

const second: Text = { ru: 'с', kk: 'с', en: 's' }
const units: readonly (readonly [seconds: number, short: Text])[] = [
  [86_400, { ru: 'дн.', kk: 'күн', en: 'd' }],
  [3600, { ru: 'ч', kk: 'сағ', en: 'h' }],
  [60, { ru: 'мин', kk: 'мин', en: 'min' }],
  [1, second],
]

/** A length of time for people, by its two largest units: «31 дн. 2 ч». */
export function lengthText(milliseconds: number): Text {
  let rest = Math.floor(milliseconds / 1000)
  const parts: Text[] = []
  for (const [seconds, short] of units) {
    const count = Math.floor(rest / seconds)
    rest -= count * seconds
    if (count > 0) parts.push(joinTexts([literal(count), short], ' '))
  }
  return parts.length === 0 ? joinTexts([literal(0), second], ' ') : joinTexts(parts.slice(0, 2), ' ')
}

/** Date and time in Kazakhstan: `22.11.2026 12:42`. */
export function localMoment(at: Instant): string {
  const { date, time } = kazakhstanTime(at)
  return `${date.split('-').reverse().join('.')} ${time.slice(0, 5)}`
}
