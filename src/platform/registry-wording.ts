import { joinTexts, literal, type Text } from '../base/text.js'
import type { ApiCheck, ApiStanding, Publication } from '../model/act.js'
import { howItWas, participant, pressEnter, type HandAct, type Instruction } from './instruction.js'

/** An act on the operator's registry of participants, applications and APIs. */
export type RegistryAct = Extract<
  HandAct,
  { act: 'rate-limit' | 'register-participant' | 'connection' | 'api-check' | 'publication' }
>

/** Where an API can have stood before an act, in the order of the numbers that a person types. */
export const standings: readonly ApiStanding[] = [
  { publication: 'published', check: 'passed' },
  { publication: 'draft', check: 'none' },
  { publication: 'draft', check: 'passed' },
  { publication: 'unpublished', check: 'passed' },
  { publication: 'unpublished', check: 'failed' },
  { publication: 'unpublished', check: 'none' },
]

/** The instruction for an act on the registry. */
export function registryInstruction(act: RegistryAct): Instruction {
  switch (act.act) {
    case 'rate-limit':
      return {
        task: act.limit
          ? {
              ru: 'Ограничьте в кабинете оператора частоту запросов участника:',
              kk: 'Оператор кабинетінде қатысушы сұрауларының жиілігін шектеңіз:',
              en: "In the operator's cabinet, limit how many requests are taken of a participant:",
            }
          : {
              ru: 'Снимите в кабинете оператора это ограничение частоты:',
              kk: 'Оператор кабинетінде осы жиілік шектеуін алып тастаңыз:',
              en: "In the operator's cabinet, lift this limit of requests:",
            },
        facts: [
          [participant, literal(act.participant)],
          ...(act.limit ? [[requests, literal(`${act.limit.requests} / ${act.limit.seconds} s`)] as const] : []),
        ],
        done: pressEnter,
      }
    case 'register-participant':
      return {
        task: {
          ru: 'Зарегистрируйте участника и его приложение:',
          kk: 'Қатысушыны және оның қосымшасын тіркеңіз:',
          en: 'Register a participant and its application:',
        },
        facts: [
          [{ ru: 'Наименование', kk: 'Атауы', en: 'Name' }, literal(act.name)],
          [{ ru: 'БИН', kk: 'БСН', en: 'BIN' }, literal(act.bin)],
          [
            { ru: 'Роли', kk: 'Рөлдері', en: 'Roles' },
            joinTexts(
              act.roles.map((role) => roles[role]),
              ', ',
            ),
          ],
          ...applicationFacts(act),
        ],
        done: {
          ru: 'Введите идентификатор, который присвоен участнику.',
          kk: 'Қатысушыға берілген сәйкестендіргішті енгізіңіз.',
          en: 'Type the identifier that the participant was given.',
        },
      }
    case 'connection':
      return {
        task: act.on
          ? {
              ru: 'Подключите приложение к API:',
              kk: 'Қосымшаны API-ге қосыңыз:',
              en: 'Connect an application to an API:',
            }
          : {
              ru: 'Отключите приложение от API:',
              kk: 'Қосымшаны API-ден ажыратыңыз:',
              en: 'Disconnect an application from an API:',
            },
        facts: [
          [clientId, literal(act.clientId)],
          [provider, literal(act.provider)],
        ],
        done: howItWas([
          { ru: 'было подключено (on)', kk: 'қосулы еді (on)', en: 'connected (on)' },
          { ru: 'не было подключено (off)', kk: 'қосылмаған еді (off)', en: 'not connected (off)' },
        ]),
      }
    case 'api-check':
      return {
        task: {
          ru: 'Внесите результат автоматической проверки API:',
          kk: 'API-дің автоматты тексеру нәтижесін енгізіңіз:',
          en: 'Enter how the automatic check of an API ended:',
        },
        facts: [
          [provider, literal(act.provider)],
          [{ ru: 'Результат', kk: 'Нәтижесі', en: 'Result' }, checks[act.result]],
        ],
        done: howItWas(standings.map(standingText)),
      }
    case 'publication':
      return {
        task: {
          ru: 'Запросите для API это состояние на витрине. Если платформа отказывает, так и оставьте:',
          kk: 'API үшін витринадағы осы күйді сұраңыз. Платформа бас тартса, солай қалдырыңыз:',
          en: 'Ask for this state of an API on the showcase. Where the platform refuses, leave it so:',
        },
        facts: [
          [provider, literal(act.provider)],
          [{ ru: 'Состояние', kk: 'Күйі', en: 'State' }, publications[act.state]],
        ],
        done: howItWas(standings.map(standingText)),
      }
  }
}

function applicationFacts({
  application,
}: Extract<RegistryAct, { act: 'register-participant' }>): (readonly [Text, Text])[] {
  if (!application) return []
  return [
    [{ ru: 'Приложение', kk: 'Қосымша', en: 'Application' }, literal(application.name)],
    [clientId, literal(application.clientId)],
    [literal('redirect_uri'), literal(application.redirectUri)],
    [literal('JWK'), literal(JSON.stringify(application.jwk))],
    [literal('x5t#S256'), literal(application.thumbprint)],
  ]
}

const standingText = ({ publication, check }: ApiStanding): Text =>
  joinTexts([publications[publication], checks[check]], ', ')

const provider: Text = { ru: 'Поставщик', kk: 'Жеткізуші', en: 'Provider' }
const clientId: Text = literal('client_id')
const requests: Text = { ru: 'Запросов', kk: 'Сұраулар', en: 'Requests' }

const roles = {
  provider: { ru: 'поставщик API', kk: 'API жеткізушісі', en: 'provider of APIs' },
  user: { ru: 'пользователь API', kk: 'API пайдаланушысы', en: 'user of APIs' },
} satisfies Record<string, Text>

const publications: Readonly<Record<Publication, Text>> = {
  draft: { ru: 'ещё не публиковался', kk: 'әлі жарияланбаған', en: 'not published yet' },
  published: { ru: 'опубликован', kk: 'жарияланған', en: 'published' },
  unpublished: { ru: 'снят с публикации', kk: 'жарияланымнан алынған', en: 'taken off publication' },
}

const checks: Readonly<Record<ApiCheck, Text>> = {
  none: { ru: 'проверки не было', kk: 'тексеру болмаған', en: 'never checked' },
  passed: { ru: 'проверка пройдена', kk: 'тексеруден өткен', en: 'the check passed' },
  failed: { ru: 'проверка не пройдена', kk: 'тексеруден өтпеген', en: 'the check failed' },
}
