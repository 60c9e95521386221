import { durationMs, type Instant } from '../base/clock.js'
import { literal, type Text } from '../base/text.js'
import type { ParticipantState } from '../model/act.js'
import { participantStates } from './act-results.js'
import { howItWas, participant, pressEnter, type HandAct, type Instruction } from './instruction.js'
import { lengthText, localMoment } from './length-text.js'
import { registryInstruction } from './registry-wording.js'

/** The instruction for an act. `clientName` stands for the client: an IIN is never shown. `since` is when it is given. */
export function instructionFor(act: HandAct, clientName: string, since: Instant): Instruction {
  switch (act.act) {
    case 'grant-consent':
      return {
        task: {
          ru: 'Оформите в кабинете оператора согласие от имени клиента:',
          kk: 'Оператор кабинетінде клиент атынан келісім рәсімдеңіз:',
          en: "In the operator's cabinet, give a consent on behalf of the client:",
        },
        facts: [
          [{ ru: 'Клиент', kk: 'Клиент', en: 'Client' }, literal(clientName)],
          [{ ru: 'Данные', kk: 'Деректер', en: 'Data' }, literal(act.scopes.join(', '))],
          [{ ru: 'У кого данные', kk: 'Деректер кімде', en: 'Who has the data' }, literal(act.providers.join(', '))],
          [{ ru: 'Кому', kk: 'Кімге', en: 'Given to' }, literal(act.by)],
        ],
        done: {
          ru: 'Введите номер согласия (UUID).',
          kk: 'Келісім нөмірін (UUID) енгізіңіз.',
          en: "Type the consent's id (a UUID).",
        },
      }
    case 'revoke-consent':
      return {
        task: {
          ru: 'Отзовите в кабинете оператора согласие:',
          kk: 'Оператор кабинетінде келісімді кері қайтарып алыңыз:',
          en: "In the operator's cabinet, revoke the consent:",
        },
        facts: [[consentNumber, literal(act.consentId)]],
        done: pressEnter,
      }
    case 'narrow-consent':
      return {
        task: {
          ru: 'Пусть клиент изменит своё согласие так, чтобы в нём остались только эти данные:',
          kk: 'Клиент өз келісімін онда тек мына деректер қалатындай өзгертсін:',
          en: 'Have the client change the consent so that only these data are left in it:',
        },
        facts: [
          [consentNumber, literal(act.consentId)],
          [{ ru: 'Данные', kk: 'Деректер', en: 'Data' }, literal(act.scopes.join(', '))],
        ],
        done: pressEnter,
      }
    case 'age-consent':
      return aging(act, since)
    case 'participant-state':
      return {
        task: {
          ru: 'Измените в кабинете оператора состояние участника:',
          kk: 'Оператор кабинетінде қатысушының күйін өзгертіңіз:',
          en: "In the operator's cabinet, change a participant's state:",
        },
        facts: [
          [participant, literal(act.participant)],
          [{ ru: 'Новое состояние', kk: 'Жаңа күйі', en: 'New state' }, stateNames[act.state]],
        ],
        done: howItWas(stateChoices),
      }
    case 'limited-mode':
      return {
        task: act.on
          ? {
              ru: 'Включите в кабинете оператора режим ограниченной доступности:',
              kk: 'Оператор кабинетінде шектеулі қолжетімділік режимін қосыңыз:',
              en: "In the operator's cabinet, switch the limited-availability mode on:",
            }
          : {
              ru: 'Выключите в кабинете оператора режим ограниченной доступности:',
              kk: 'Оператор кабинетінде шектеулі қолжетімділік режимін өшіріңіз:',
              en: "In the operator's cabinet, switch the limited-availability mode off:",
            },
        facts: [[participant, literal(act.participant)]],
        done: howItWas(modeChoices),
      }
    default:
      return registryInstruction(act)
  }
}

/** Nothing that a person does makes a consent older; it can only be waited for. */
function aging({ consentId, by }: Extract<HandAct, { act: 'age-consent' }>, since: Instant): Instruction {
  const length = durationMs(by) ?? 0
  const until = localMoment(new Date(Date.parse(since) + length).toISOString())
  return {
    task: {
      ru: 'Вручную состарить согласие нельзя, можно только подождать:',
      kk: 'Келісімді қолмен ескірту мүмкін емес, тек күтуге болады:',
      en: 'A consent cannot be made older by hand; it can only be waited for:',
    },
    facts: [
      [consentNumber, literal(consentId)],
      [{ ru: 'Сколько ждать', kk: 'Қанша күту керек', en: 'How long' }, lengthText(length)],
    ],
    done: {
      ru: `Нажмите Enter не раньше ${until}.`,
      kk: `Enter пернесін мына уақыттан ерте баспаңыз: ${until}.`,
      en: `Press Enter not before ${until}.`,
    },
  }
}

const consentNumber: Text = { ru: 'Номер согласия', kk: 'Келісім нөмірі', en: 'Consent id' }
const stateNames: Readonly<Record<ParticipantState, Text>> = {
  registered: { ru: 'зарегистрирован (registered)', kk: 'тіркелген (registered)', en: 'registered' },
  blocked: { ru: 'заблокирован (blocked)', kk: 'бұғатталған (blocked)', en: 'blocked' },
  'not-accredited': {
    ru: 'не аккредитован (not-accredited)',
    kk: 'аккредиттелмеген (not-accredited)',
    en: 'not-accredited',
  },
  unregistered: { ru: 'не зарегистрирован (unregistered)', kk: 'тіркелмеген (unregistered)', en: 'unregistered' },
}

/** Answers in the order of their numbers. */
const stateChoices = participantStates.map((state) => stateNames[state])
const modeChoices: readonly Text[] = [
  { ru: 'был включён (on)', kk: 'қосулы еді (on)', en: 'on' },
  { ru: 'был выключен (off)', kk: 'өшірулі еді (off)', en: 'off' },
]

/** What stands around every instruction. */
export const frame = {
  heading: {
    ru: 'Нужен оператор платформы',
    kk: 'Платформа операторы қажет',
    en: 'The operator of the platform is needed',
  },
  impossible: {
    ru: 'Если сделать это нельзя, введите n.',
    kk: 'Егер бұл мүмкін болмаса, n енгізіңіз.',
    en: 'If it cannot be done, type n.',
  },
  interrupted: {
    ru: 'Прогон прерван. Сделайте это сами, никто больше не напомнит:',
    kk: 'Сынақ үзілді. Мұны өзіңіз орындаңыз, енді ешкім еске салмайды:',
    en: 'The run was interrupted. Do this yourself, nobody will remind you:',
  },
} satisfies Record<string, Text>

/** Why an answer is not taken. */
export const complaints = {
  uuid: {
    ru: 'Это не номер согласия: нужен UUID, например 3f2b8c1e-5d47-4a90-9c61-0e7a4b8d2f15.',
    kk: 'Бұл келісім нөмірі емес: UUID қажет, мысалы 3f2b8c1e-5d47-4a90-9c61-0e7a4b8d2f15.',
    en: 'This is no consent id: a UUID is needed, for instance 3f2b8c1e-5d47-4a90-9c61-0e7a4b8d2f15.',
  },
  id: {
    ru: 'Это не идентификатор: нужен один код без пробелов, например ABCD01.',
    kk: 'Бұл сәйкестендіргіш емес: бос орынсыз бір код қажет, мысалы ABCD01.',
    en: 'This is no identifier: one code without spaces is needed, for instance ABCD01.',
  },
  choice: {
    ru: 'Такого ответа нет. Введите номер из списка.',
    kk: 'Мұндай жауап жоқ. Тізімдегі нөмірді енгізіңіз.',
    en: 'There is no such answer. Type a number of the list.',
  },
  enter: {
    ru: 'Нажмите Enter без текста или введите n.',
    kk: 'Мәтінсіз Enter басыңыз немесе n енгізіңіз.',
    en: 'Press Enter without any text, or type n.',
  },
} satisfies Record<string, Text>

/** How long a consent has still to be waited for. */
export function tooEarly(leftMs: number): Text {
  const rest = lengthText(leftMs)
  return {
    ru: `Ещё рано, осталось ${rest.ru}.`,
    kk: `Әлі ерте, қалған уақыт: ${rest.kk ?? rest.ru}.`,
    en: `It is too early, ${rest.en} are left.`,
  }
}
