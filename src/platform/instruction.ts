import { joinTexts, literal, type Text } from '../base/text.js'
import type { PlatformAct } from '../model/act.js'

/** An act that a person can carry out: only the platform itself can sign a token. */
export type HandAct = Exclude<PlatformAct, { act: 'mint-token' }>

/** What a person is told to do. */
export interface Instruction {
  /** What to do, as an order. */
  readonly task: Text
  /** With what: name and value. */
  readonly facts: readonly (readonly [name: Text, value: Text])[]
  /** What to type when it is done. */
  readonly done: Text
}

/** Names of facts that several acts have. */
export const participant: Text = { ru: 'Участник', kk: 'Қатысушы', en: 'Participant' }

export const pressEnter: Text = {
  ru: 'Когда сделано, нажмите Enter.',
  kk: 'Орындалған соң Enter басыңыз.',
  en: 'Press Enter when it is done.',
}

/** Asks how something was before, by number: `1 – …`, one a line. */
export function howItWas(choices: readonly Text[]): Text {
  return joinTexts(
    [
      { ru: 'Введите, как было:', kk: 'Бұрын қалай болғанын енгізіңіз:', en: 'Type how it was:' },
      ...choices.map((text, i) => joinTexts([literal(`  ${i + 1} –`), text], ' ')),
    ],
    '\n',
  )
}
