import type { Language } from '../../base/text.js'

/** What the page of reports says. */
export interface ReportPageWords {
  readonly title: string
  readonly back: string
  readonly about: string
  readonly none: string
  readonly columns: Readonly<Record<'period' | 'made' | 'files', string>>
  readonly forms: Readonly<Record<'pdf' | 'csv' | 'outages', string>>
}

/** By language. */
export const reportPageWords: Readonly<Record<Language, ReportPageWords>> = {
  ru: {
    title: 'Отчёты о доступности',
    back: 'Ко всем API',
    about: 'За каждый день и каждый месяц отчёт составляется сам. Как посчитано, напечатано в нём.',
    none: 'Отчётов ещё нет: первый будет готов ночью после дня, за который были проверки.',
    columns: { period: 'За что', made: 'Составлен', files: 'Файлы' },
    forms: { pdf: 'PDF', csv: 'CSV: API', outages: 'CSV: недоступность' },
  },
  kk: {
    title: 'Қолжетімділік туралы есептер',
    back: 'Барлық API-ге',
    about: 'Есеп әр күн және әр ай үшін өзі жасалады. Қалай есептелгені есептің өзінде жазылған.',
    none: 'Есептер әлі жоқ: біріншісі тексеру болған күннен кейінгі түнде дайын болады.',
    columns: { period: 'Мерзімі', made: 'Жасалды', files: 'Файлдар' },
    forms: { pdf: 'PDF', csv: 'CSV: API', outages: 'CSV: қолжетімсіздік' },
  },
  en: {
    title: 'Reports of availability',
    back: 'To all APIs',
    about: 'A report of each day and each month is made by itself. It prints how it is counted.',
    none: 'There is no report yet: the first is ready in the night after a day with rounds.',
    columns: { period: 'Of', made: 'Made', files: 'Files' },
    forms: { pdf: 'PDF', csv: 'CSV: APIs', outages: 'CSV: outages' },
  },
}
