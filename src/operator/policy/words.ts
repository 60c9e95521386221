import type { Text } from '../../base/text.js'
import type { Rule } from './policy.js'

const minutes = (ms: number): number => Math.round(ms / 6000) / 10

/** What a decision says of itself. */
export const words = {
  nonconforming: (departing: number, said: number, { rounds, of }: Extract<Rule, { when: 'nonconforming' }>): Text => ({
    ru: `Расхождения в ${departing} из последних ${said} раундов проверки; порог: ${rounds} из ${of}.`,
    en: `${departing} of the last ${said} rounds depart from the requirements; the threshold is ${rounds} of ${of}.`,
    kk: `Соңғы ${said} тексеру кезеңінің ${departing}-інде талаптардан ауытқу бар; шегі: ${of} кезеңнен ${rounds}.`,
  }),
  down: (lastedMs: number, rounds: number, seenBy: number, { forMs }: Extract<Rule, { when: 'down' }>): Text => ({
    ru: `Не отвечает ${minutes(lastedMs)} мин (порог ${minutes(forMs)} мин): раундов подряд ${rounds}, ${seenBy > 1 ? `это видели исполнители: ${seenBy}` : 'это видел один исполнитель, второго нет'}.`,
    en: `No answer for ${minutes(lastedMs)} min (the threshold is ${minutes(forMs)} min): ${rounds} rounds in a row, seen by ${seenBy > 1 ? `${seenBy} workers` : 'one worker, since there is no second'}.`,
    kk: `${minutes(lastedMs)} мин жауап жоқ (шегі ${minutes(forMs)} мин): қатарынан ${rounds} кезең, ${seenBy > 1 ? `мұны ${seenBy} орындаушы көрді` : 'мұны бір орындаушы көрді, екіншісі жоқ'}.`,
  }),
  back: (rounds: number, lastedMs: number): Text => ({
    ru: `Раундов без расхождений подряд: ${rounds}, за ${minutes(lastedMs)} мин.`,
    en: `${rounds} rounds in a row without departures, over ${minutes(lastedMs)} min.`,
    kk: `Қатарынан ${rounds} кезең ауытқусыз өтті, ${minutes(lastedMs)} мин ішінде.`,
  }),
}
