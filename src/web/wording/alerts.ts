import type { Language } from '../../base/text.js'
import type { AlertOccasion } from '../../model/alert.js'

/** What pages say of alerts. */
export interface AlertWords {
  readonly title: string
  readonly open: (n: number) => string
  readonly none: string
  readonly noneOfApi: string
  readonly recent: string
  /** Beside an API on the grid. */
  readonly mark: string
  readonly since: string
  readonly until: string
  readonly over: string
  readonly overdue: string
  readonly noClass: string
  readonly told: string
  readonly nobody: string
  readonly occasions: Readonly<Record<AlertOccasion, string>>
  readonly delivered: (at: string) => string
  readonly underWay: string
  readonly failing: (error: string) => string
  readonly givenUp: (error: string) => string
  readonly superseded: string
  readonly all: string
}

export const alertWords: Readonly<Record<Language, AlertWords>> = {
  ru: {
    title: 'Тревоги',
    open: (n) => `Открытые тревоги: ${n}`,
    none: 'Открытых тревог нет.',
    noneOfApi: 'Тревог по этому API не было.',
    recent: 'Закрытые',
    mark: 'тревога',
    since: 'с',
    until: 'устранить до',
    over: 'закрыта',
    overdue: 'срок прошёл',
    noClass: 'класс не задан',
    told: 'Кому сообщено',
    nobody: 'Никому: в настройках нет получателя для такой тревоги.',
    occasions: {
      opened: 'о тревоге',
      grew: 'об ухудшении',
      reminder: 'напоминание',
      closed: 'о восстановлении',
    },
    delivered: (at) => `доставлено ${at}`,
    underWay: 'отправляется',
    failing: (error) => `не принято, повторяем: ${error}`,
    givenUp: (error) => `не доставлено, больше не отправляется: ${error}`,
    superseded: 'заменено следующим сообщением',
    all: 'Все тревоги',
  },
  kk: {
    title: 'Дабылдар',
    open: (n) => `Ашық дабылдар: ${n}`,
    none: 'Ашық дабыл жоқ.',
    noneOfApi: 'Бұл API бойынша дабыл болған жоқ.',
    recent: 'Жабылғандары',
    mark: 'дабыл',
    since: 'басталуы:',
    until: 'жою мерзімі:',
    over: 'жабылды',
    overdue: 'мерзімі өтті',
    noClass: 'класы берілмеген',
    told: 'Кімге хабарланды',
    nobody: 'Ешкімге: баптауларда мұндай дабылды алатын ешкім жоқ.',
    occasions: {
      opened: 'дабыл туралы',
      grew: 'нашарлағаны туралы',
      reminder: 'еске салу',
      closed: 'қалпына келгені туралы',
    },
    delivered: (at) => `${at} жеткізілді`,
    underWay: 'жіберілуде',
    failing: (error) => `қабылданбады, қайталанады: ${error}`,
    givenUp: (error) => `жеткізілмеді, енді жіберілмейді: ${error}`,
    superseded: 'келесі хабармен алмастырылды',
    all: 'Барлық дабылдар',
  },
  en: {
    title: 'Alerts',
    open: (n) => `Open alerts: ${n}`,
    none: 'No alert is open.',
    noneOfApi: 'There were no alerts of this API.',
    recent: 'Closed',
    mark: 'alert',
    since: 'since',
    until: 'to be settled by',
    over: 'closed',
    overdue: 'overdue',
    noClass: 'no class set',
    told: 'Who was told',
    nobody: 'Nobody: the settings name no receiver for such an alert.',
    occasions: { opened: 'of the alert', grew: 'that it became worse', reminder: 'reminder', closed: 'of recovery' },
    delivered: (at) => `delivered ${at}`,
    underWay: 'under way',
    failing: (error) => `not taken, tried again: ${error}`,
    givenUp: (error) => `not delivered, and sent no more: ${error}`,
    superseded: 'the next message took its place',
    all: 'All alerts',
  },
}
