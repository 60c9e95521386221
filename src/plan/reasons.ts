import type { Text } from '../base/text.js'
import type { Effect } from '../model/scenario.js'
import type { Mode } from '../model/system.js'
import { lackText, type Lack } from './lacking.js'

/** Why a scenario is left out stands in the Protocol and in both its translations: no language may be missing. */
type Reason = Required<Text>

export const loadNotPermitted: Reason = {
  ru: 'в файле цели нагрузка не разрешена (limits.effects, limits.load)',
  kk: 'нысана файлында жүктемеге рұқсат берілмеген (limits.effects, limits.load)',
  en: 'the target permits no load (limits.effects, limits.load)',
}

export const rateNotDeclared: Reason = {
  ru: 'в файле цели не объявлен предел числа запросов (limits.declaredRate)',
  kk: 'нысана файлында сұраулар санының шегі жарияланбаған (limits.declaredRate)',
  en: 'the target declares no limit of requests (limits.declaredRate)',
}

export const consentNotOfBank: Reason = {
  ru: 'в файле цели сказано, что согласие проверяет не банк, а платформа (consentCheck)',
  kk: 'нысана файлында келісімді банк емес, платформа тексеретіні көрсетілген (consentCheck)',
  en: 'the target says that the platform, not the bank, checks the consent (consentCheck)',
}

// What is lacking, from here on: in Russian in the genitive, as after «нет».

/** What a permission is for: in Russian as after «разрешения на», in Kazakh as before «рұқсат». */
const effects: Readonly<Record<Effect, Reason>> = {
  none: { ru: 'чтение', kk: 'деректерді оқуға', en: 'reading' },
  consent: { ru: 'действия с согласиями', kk: 'келісімдерге қатысты әрекеттерге', en: 'acts on consents' },
  load: { ru: 'нагрузку', kk: 'жүктемеге', en: 'a load' },
  hostile: { ru: 'враждебные запросы', kk: 'зиянды сұрауларға', en: 'hostile requests' },
}

/** Leave of the target to do what goes beyond reading; a load takes a second setting. */
export function permission(effect: Effect): Reason {
  const { ru, kk, en } = effects[effect]
  const also =
    effect === 'load'
      ? { ru: ', а также limits.load', kk: ' және limits.load', en: ', and limits.load' }
      : { ru: '', kk: '', en: '' }
  return {
    ru: `разрешения на ${ru} («${effect}» в limits.effects${also.ru})`,
    kk: `${kk} рұқсат (limits.effects ішіндегі «${effect}»${also.kk})`,
    en: `permission for ${en} («${effect}» in limits.effects${also.en})`,
  }
}

/** Abilities that the vocabulary and `needs` know by name, with the word or the setting by which a target has them. */
const abilities: ReadonlyMap<string, Reason> = new Map([
  [
    'control',
    {
      ru: 'возможности выполнять действия на стороне платформы (acts)',
      kk: 'платформа жағында әрекет жасау мүмкіндігі (acts)',
      en: 'a way to carry out acts of the platform (acts)',
    },
  ],
  [
    'another-provider',
    {
      ru: 'ещё одного поставщика API на платформе (another-provider)',
      kk: 'платформадағы тағы бір API жеткізушісі (another-provider)',
      en: 'another provider on the platform (another-provider)',
    },
  ],
  [
    'app',
    { ru: 'испытываемого приложения (app)', kk: 'сыналатын қосымша (app)', en: 'an application under test (app)' },
  ],
  [
    'screens',
    {
      ru: 'человека или программы, которые скажут, что видно в приложении (screens)',
      kk: 'қосымшада не көрінетінін айтатын адам немесе бағдарлама (screens)',
      en: 'a person or a program to tell what is seen in the application (screens)',
    },
  ],
])

/** What a target has to be able to do; applications and certificates are needed by their names. */
export function ability(need: string): Reason {
  const [, name, kind] = /^(.+)-(application|certificate)$/.exec(need) ?? []
  if (name !== undefined)
    return kind === 'application'
      ? { ru: `тестового приложения «${name}»`, kk: `«${name}» сынақ қосымшасы`, en: `the test application «${name}»` }
      : {
          ru: `тестового сертификата «${name}»`,
          kk: `«${name}» сынақ сертификаты`,
          en: `the test certificate «${name}»`,
        }
  return abilities.get(need) ?? { ru: `возможности «${need}»`, kk: `«${need}» мүмкіндігі`, en: `the ability «${need}»` }
}

/** A client with these traits; `other` is one beside the client who was found. */
export function testClient(wish: 'client' | 'other', has: readonly string[]): Reason {
  const traits = has.map((trait) => `«${trait}»`).join(', ')
  const some = {
    client: { ru: 'тестового клиента', kk: 'сынақ клиенті', en: 'a test client' },
    other: { ru: 'ещё одного тестового клиента', kk: 'тағы бір сынақ клиенті', en: 'another test client' },
  }[wish]
  if (has.length === 0) return some
  return {
    ru: `${some.ru} с ${has.length === 1 ? 'признаком' : 'признаками'} ${traits}`,
    kk: `${traits} ${has.length === 1 ? 'белгісі' : 'белгілері'} бар ${some.kk}`,
    en: `${some.en} with: ${has.join(', ')}`,
  }
}

/** What the contract in force does not have. */
export function inContract(lack: Lack): Reason {
  const { ru, kk, en } = lackText(lack)
  return {
    ru: `${ru} в действующей спецификации API`,
    kk: `қолданыстағы API ерекшелігіндегі ${kk}`,
    en: `${en} in the contract in force`,
  }
}

const calls: Readonly<Record<Mode, Reason>> = {
  direct: { ru: 'вызова напрямую', kk: 'тікелей шақыруға', en: 'direct calls' },
  through: { ru: 'вызова через платформу', kk: 'платформа арқылы шақыруға', en: 'calls through the platform' },
}

/** The variant of a procedure for a mode. */
export function procedureFor(name: string, mode: Mode): Reason {
  const { ru, kk, en } = calls[mode]
  return {
    ru: `процедуры «${name}» для ${ru}`,
    kk: `${kk} арналған «${name}» процедурасы`,
    en: `the procedure «${name}» for ${en}`,
  }
}
