import type { Text } from '../../base/text.js'
import type { Rule } from './policy.js'

/** A length of time in minutes, or in seconds where it is under one. */
const span = (ms: number, min: string, s: string): string =>
  ms < 60_000 ? `${Math.round(ms / 1000)} ${s}` : `${Math.round(ms / 6000) / 10} ${min}`
const russian = (ms: number): string => span(ms, 'мин', 'с')
const english = (ms: number): string => span(ms, 'min', 's')

/** What a decision says of itself. */
export const words = {
  nonconforming: (departing: number, said: number, { rounds, of }: Extract<Rule, { when: 'nonconforming' }>): Text => ({
    ru: `Расхождения в ${departing} из последних ${said} раундов проверки; порог: ${rounds} из ${of}.`,
    en: `${departing} of the last ${said} rounds depart from the requirements; the threshold is ${rounds} of ${of}.`,
    kk: `Соңғы ${said} тексеру кезеңінің ${departing}-інде талаптардан ауытқу бар; шегі: ${of} кезеңнен ${rounds}.`,
  }),
  down: (lastedMs: number, rounds: number, seenBy: number, { forMs }: Extract<Rule, { when: 'down' }>): Text => ({
    ru: `Не отвечает ${russian(lastedMs)} (порог ${russian(forMs)}): раундов подряд ${rounds}, ${seenBy > 1 ? `это видели исполнители: ${seenBy}` : 'это видел один исполнитель, второго нет'}.`,
    en: `No answer for ${english(lastedMs)} (the threshold is ${english(forMs)}): ${rounds} rounds in a row, seen by ${seenBy > 1 ? `${seenBy} workers` : 'one worker, since there is no second'}.`,
    kk: `${russian(lastedMs)} жауап жоқ (шегі ${russian(forMs)}): қатарынан ${rounds} кезең, ${seenBy > 1 ? `мұны ${seenBy} орындаушы көрді` : 'мұны бір орындаушы көрді, екіншісі жоқ'}.`,
  }),
  back: (rounds: number, lastedMs: number): Text => ({
    ru: `Раундов без расхождений подряд: ${rounds}, за ${russian(lastedMs)}.`,
    en: `${rounds} rounds in a row without departures, over ${english(lastedMs)}.`,
    kk: `Қатарынан ${rounds} кезең ауытқусыз өтті, ${russian(lastedMs)} ішінде.`,
  }),
}
