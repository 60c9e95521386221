import type { Language } from '../../base/text.js'
import type { WorksPhase } from '../../model/works.js'

/** What the page of works says, and the rows of works on the page of an API. */
export interface WorksWords {
  readonly title: string
  readonly back: string
  readonly ahead: string
  readonly past: string
  readonly nothingAhead: string
  readonly nothingPast: string
  readonly columns: Readonly<Record<'whose' | 'what' | 'when' | 'told', string>>
  readonly own: string
  readonly allApis: string
  readonly unplanned: string
  readonly phases: Readonly<Record<WorksPhase | 'cancelled', string>>
  readonly lasting: (length: string) => string
  /** Over earlier than announced. */
  readonly announcedUntil: (until: string) => string
  readonly inTime: (before: string) => string
  readonly late: (before: string) => string
  readonly atOnce: string
  readonly limited: string
  readonly end: string
  readonly cancel: string
  readonly used: (days: string, most: string, year: string) => string
  readonly form: {
    readonly title: string
    readonly whose: string
    readonly planned: string
    readonly unplanned: string
    readonly start: string
    readonly startHint: string
    readonly until: string
    readonly limited: string
    readonly note: string
    readonly announce: string
    readonly anyway: string
    readonly warned: string
  }
  /** By the code of a problem; of others its own text is shown. */
  readonly problems: Readonly<Record<string, string>>
}

const ru: WorksWords = {
  title: 'Работы',
  back: 'Ко всем API',
  ahead: 'Идут и предстоят',
  past: 'Прошедшие',
  nothingAhead: 'Работ не объявлено.',
  nothingPast: 'Работ ещё не было.',
  columns: { whose: 'Чьи', what: 'Что', when: 'Когда', told: 'Извещение' },
  own: 'Оператор',
  allApis: 'все API',
  unplanned: 'внеплановые',
  phases: { coming: 'предстоят', running: 'идут', over: 'закончены', cancelled: 'отменены' },
  lasting: (length) => `${length}, до восстановления сервиса`,
  announcedUntil: (until) => `было объявлено до ${until}`,
  inTime: (before) => `за ${before}`,
  late: (before) => `поздно: за ${before}`,
  atOnce: 'сразу',
  limited: 'режим ограниченной доступности',
  end: 'Закончить сейчас',
  cancel: 'Отменить',
  used: (days, most, year) => `Собственные плановые работы в ${year} году: календарных дней ${days} из ${most}.`,
  form: {
    title: 'Объявить работы',
    whose: 'Чьи',
    planned: 'Плановые',
    unplanned: 'Внеплановые',
    start: 'Начало, время Казахстана',
    startHint: 'Внеплановые начинаются сейчас, если начало не указано.',
    until: 'Сервис восстановлен',
    limited: 'На время работ режим ограниченной доступности',
    note: 'Примечание',
    announce: 'Объявить',
    anyway: 'Всё равно объявить',
    warned: 'Не объявлено: сначала прочтите.',
  },
  problems: {
    'works-time': 'Дату и время понять не удалось.',
    'works-start': 'У плановых работ должно быть начало.',
    'works-past': 'Начало уже прошло. Внеплановые работы начинаются сейчас: оставьте начало пустым.',
    'works-end': 'Конец раньше начала.',
    'works-long': 'Работы слишком долгие. Проверьте даты или объявите несколько.',
    'works-far': 'До начала больше года. Проверьте год.',
    'works-limited': 'Режим ограниченной доступности бывает у участников; работам оператора он не нужен.',
    'works-note': 'Примечание слишком длинное.',
    'works-unknown': 'Таких работ, участника или API нет.',
    'works-not-yours': 'Эти работы объявляет и завершает не вы.',
    'works-begun': 'Работы уже начались: их можно закончить.',
    'works-not-begun': 'Работы ещё не начались: их можно отменить.',
    'works-over': 'Работы уже закончены.',
    'works-cancelled': 'Работы уже отменены.',
  },
}

const kk: WorksWords = {
  title: 'Жұмыстар',
  back: 'Барлық API',
  ahead: 'Жүріп жатқан және алдағы',
  past: 'Өткен',
  nothingAhead: 'Хабарланған жұмыс жоқ.',
  nothingPast: 'Әлі жұмыс болған жоқ.',
  columns: { whose: 'Кімдікі', what: 'Не', when: 'Қашан', told: 'Хабарлама' },
  own: 'Оператор',
  allApis: 'барлық API',
  unplanned: 'жоспардан тыс',
  phases: { coming: 'алда', running: 'жүріп жатыр', over: 'аяқталды', cancelled: 'болмайды' },
  lasting: (length) => `${length}, сервис қалпына келгенше`,
  announcedUntil: (until) => `${until} дейін деп хабарланған`,
  inTime: (before) => `${before} бұрын`,
  late: (before) => `кеш: ${before} бұрын`,
  atOnce: 'бірден',
  limited: 'шектеулі қолжетімділік режимі',
  end: 'Қазір аяқтау',
  cancel: 'Болдырмау',
  used: (days, most, year) => `${year} жылғы өз жоспарлы жұмыстары: ${most} күнтізбелік күннен ${days}.`,
  form: {
    title: 'Жұмыстар туралы хабарлау',
    whose: 'Кімдікі',
    planned: 'Жоспарлы',
    unplanned: 'Жоспардан тыс',
    start: 'Басталуы, Қазақстан уақыты',
    startHint: 'Жоспардан тыс жұмыстардың басталуы көрсетілмесе, олар қазір басталады.',
    until: 'Сервис қалпына келеді',
    limited: 'Жұмыстар кезінде шектеулі қолжетімділік режимі',
    note: 'Ескертпе',
    announce: 'Хабарлау',
    anyway: 'Сонда да хабарлау',
    warned: 'Хабарланған жоқ: алдымен оқып шығыңыз.',
  },
  problems: {
    'works-time': 'Күн мен уақыт түсініксіз.',
    'works-start': 'Жоспарлы жұмыстардың басталуы көрсетілуі керек.',
    'works-past': 'Басталу уақыты өтіп кетті. Жоспардан тыс жұмыстар қазір басталады: басталуын бос қалдырыңыз.',
    'works-end': 'Аяқталуы басталуынан бұрын.',
    'works-long': 'Жұмыстар тым ұзақ. Күндерін тексеріңіз немесе бірнеше хабарлама беріңіз.',
    'works-far': 'Басталуына бір жылдан көп уақыт бар. Жылын тексеріңіз.',
    'works-limited': 'Шектеулі қолжетімділік режимі қатысушыларға арналған; оператордың жұмыстарына ол керек емес.',
    'works-note': 'Ескертпе тым ұзын.',
    'works-unknown': 'Мұндай жұмыс, қатысушы немесе API жоқ.',
    'works-not-yours': 'Бұл жұмыстар туралы сіз хабарлай алмайсыз және оларды аяқтай алмайсыз.',
    'works-begun': 'Жұмыстар басталып кетті: оларды аяқтауға болады.',
    'works-not-begun': 'Жұмыстар әлі басталған жоқ: оларды болдырмауға болады.',
    'works-over': 'Жұмыстар аяқталған.',
    'works-cancelled': 'Жұмыстар болмайды деп бұрын хабарланған.',
  },
}

const en: WorksWords = {
  title: 'Works',
  back: 'All APIs',
  ahead: 'Going on and coming',
  past: 'Past',
  nothingAhead: 'No works are announced.',
  nothingPast: 'There have been no works.',
  columns: { whose: 'Whose', what: 'What', when: 'When', told: 'Notice' },
  own: 'The operator',
  allApis: 'all APIs',
  unplanned: 'unplanned',
  phases: { coming: 'coming', running: 'going on', over: 'over', cancelled: 'cancelled' },
  lasting: (length) => `${length}, until the service is back`,
  announcedUntil: (until) => `had been announced until ${until}`,
  inTime: (before) => `${before} before`,
  late: (before) => `late: ${before} before`,
  atOnce: 'at once',
  limited: 'limited-availability mode',
  end: 'End now',
  cancel: 'Cancel',
  used: (days, most, year) => `The operator's own planned works in ${year}: ${days} of ${most} calendar days.`,
  form: {
    title: 'Announce works',
    whose: 'Whose',
    planned: 'Planned',
    unplanned: 'Unplanned',
    start: 'Beginning, time of Kazakhstan',
    startHint: 'Unplanned works begin now where nothing is said.',
    until: 'The service is back',
    limited: 'Limited-availability mode meanwhile',
    note: 'Note',
    announce: 'Announce',
    anyway: 'Announce anyway',
    warned: 'Not announced yet: read this first.',
  },
  problems: {
    'works-time': 'Date and time cannot be read.',
    'works-start': 'Planned works have a beginning.',
    'works-past': 'The beginning is past. Unplanned works begin now: leave it empty.',
    'works-end': 'They end before they begin.',
    'works-long': 'They are too long. Check the dates, or announce several.',
    'works-far': 'They begin in more than a year. Check the year.',
    'works-limited': 'Limited-availability mode is for participants; works of the operator do without.',
    'works-note': 'The note is too long.',
    'works-unknown': 'There are no such works, participant or API.',
    'works-not-yours': 'These works are not yours to announce or to end.',
    'works-begun': 'The works have begun: they can be ended.',
    'works-not-begun': 'The works have not begun: they can be cancelled.',
    'works-over': 'The works are over.',
    'works-cancelled': 'The works were cancelled already.',
  },
}

export const worksWordings: Readonly<Record<Language, WorksWords>> = { ru, kk, en }
