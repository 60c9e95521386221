import { kazakhstanTime, type Instant } from '../../base/clock.js'
import { literal, type Text } from '../../base/text.js'
import type { Span } from '../../model/works.js'
import type { WorksWarning } from './warnings.js'

/** Date and time of day in Kazakhstan, to the minute: `05.12.2026 22:00`. */
export function minuteText(at: Instant): string {
  const { date, time } = kazakhstanTime(at)
  return `${date.split('-').reverse().join('.')} ${time.slice(0, 5)}`
}

/** From when until when: `05.12.2026 22:00 – 06.12.2026 06:00`; the date once where it is one. */
export function spanText({ startsAt, endsAt }: Span): string {
  const [from, until] = [minuteText(startsAt), minuteText(endsAt)]
  const [date, time] = until.split(' ') as [string, string]
  return from.startsWith(date) ? `${from} – ${time}` : `${from} – ${until}`
}

/** A length of time in days, hours and minutes. */
export function lengthText(ms: number): Text {
  const minutes = Math.floor(ms / 60_000)
  const parts = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60]
  const said = (units: readonly [string, string, string]): string =>
    parts.flatMap((n, i) => (n > 0 ? [`${n} ${units[i] ?? ''}`] : [])).join(' ') || `0 ${units[2]}`
  return { ru: said(['сут', 'ч', 'мин']), kk: said(['тәул', 'сағ', 'мин']), en: said(['d', 'h', 'min']) }
}

const lasts = ({ startsAt, endsAt }: Span): number => Date.parse(endsAt) - Date.parse(startsAt)
const days = (n: number): string => String(Math.round(n * 10) / 10)

/** What stands against works, in a sentence. */
export function warningText(warning: WorksWarning): Text {
  if (warning.kind === 'days') {
    const { year, used, most } = warning
    return {
      ru: `Собственные плановые работы в ${year} году займут календарных дней: ${days(used)}; допускается ${most}.`,
      kk: `${year} жылы өз жоспарлы жұмыстары алатын күнтізбелік күн: ${days(used)}; рұқсат етілгені ${most}.`,
      en: `The operator's own planned works take ${days(used)} calendar days in ${year}; there may be ${most}.`,
    }
  }
  if (warning.kind === 'working-time') {
    const part = spanText(warning.part)
    const known = warning.holidaysKnown
    return {
      ru: `Не ночью и не в выходной: ${part}.${known ? '' : ' Праздники этого года не заданы в настройках.'}`,
      kk: `Түнде де, демалыс күні де емес: ${part}.${known ? '' : ' Бұл жылдың мерекелері баптауларда берілмеген.'}`,
      en: `Neither at night nor on a day off: ${part}.${known ? '' : ' The holidays of this year are not in the settings.'}`,
    }
  }
  const [before, notice] = [lengthText(warning.beforeMs), lengthText(warning.noticeMs)]
  const late = {
    ru: `До начала ${before.ru}, а о плановых работах сообщают не позднее чем за ${notice.ru}: извещение записано как позднее.`,
    kk: `Басталуына ${before.kk} бар, ал жоспарлы жұмыстар туралы кемінде ${notice.kk} бұрын хабарланады: хабарлама кеш деп жазылады.`,
    en: `They begin in ${before.en}, and planned works are announced at least ${notice.en} before: the notice is recorded as late.`,
  }
  if (warning.own) return late
  return {
    ru: `${late.ru} Проверки идут как обычно и учитываются.`,
    kk: `${late.kk} Тексерулер әдеттегідей жүріп, есепке алынады.`,
    en: `${late.en} Probes go on as usual, and they count.`,
  }
}

/** Why works moved an API. */
export const decisionWords = {
  limit: (works: number, until: Instant): Text => ({
    ru: `Начались работы № ${works}: на их время, до ${minuteText(until)}, запрошен режим ограниченной доступности.`,
    kk: `№ ${works} жұмыстар басталды: олардың уақытына, ${minuteText(until)} дейін, шектеулі қолжетімділік режимі сұралған.`,
    en: `Works no. ${works} began: limited-availability mode was asked for until they end, ${minuteText(until)}.`,
  }),
  back: (works: number): Text => ({
    ru: `Работы № ${works} закончились, режим ограниченной доступности снят.`,
    kk: `№ ${works} жұмыстар аяқталды, шектеулі қолжетімділік режимі алынды.`,
    en: `Works no. ${works} are over, limited-availability mode is lifted.`,
  }),
}

/** What a notice of the operator's own works says. */
export interface NoticeContent extends Span {
  readonly operator: Text
  readonly planned: boolean
  readonly note: string
}

/** A mail to a participant: subject and text. */
export interface NoticeText {
  readonly subject: Text
  readonly text: Text
}

const defaultOperator: Text = { ru: 'Оператор', kk: 'Оператор', en: 'The operator' }

/** Of the operator as it calls itself. */
export const operatorName = (name: string | undefined): Text => (name === undefined ? defaultOperator : literal(name))

/** Works are announced (Guide, clause 11): date, time, how long, when the service is back. */
export function announcement({ operator, planned, note, ...span }: NoticeContent): NoticeText {
  const [from, until, length] = [minuteText(span.startsAt), minuteText(span.endsAt), lengthText(lasts(span))]
  const what: Text = planned
    ? {
        ru: 'плановых профилактических работ',
        kk: 'жоспарлы профилактикалық жұмыстар',
        en: 'planned maintenance works',
      }
    : { ru: 'внеплановых работ', kk: 'жоспардан тыс жұмыстар', en: 'unplanned works' }
  const lines = (parts: readonly string[]): string => `${[...parts, ...(note === '' ? [] : [note])].join('\n')}\n`
  return {
    subject: {
      ru: `${planned ? 'Плановые' : 'Внеплановые'} работы оператора: ${spanText(span)}`,
      kk: `Оператордың ${planned ? 'жоспарлы' : 'жоспардан тыс'} жұмыстары: ${spanText(span)}`,
      en: `${planned ? 'Planned' : 'Unplanned'} works of the operator: ${spanText(span)}`,
    },
    text: {
      ru: lines([
        `${operator.ru} извещает о проведении ${what.ru}.`,
        `Начало: ${from} (время Казахстана, UTC+5)`,
        `Продолжительность: ${length.ru}`,
        `Сервис будет восстановлен: ${until}`,
        'В это время сервисы системы могут быть недоступны. Проверки API не проводятся, пропуски в вину не ставятся.',
      ]),
      kk: lines([
        `${operator.kk ?? operator.ru} ${what.kk ?? ''} өтетінін хабарлайды.`,
        `Басталуы: ${from} (Қазақстан уақыты, UTC+5)`,
        `Ұзақтығы: ${length.kk ?? ''}`,
        `Сервис қалпына келетін уақыт: ${until}`,
        'Бұл уақытта жүйе сервистері қолжетімсіз болуы мүмкін. API тексерілмейді, өткізілмеген тексерулер есепке алынбайды.',
      ]),
      en: lines([
        `${operator.en} announces ${what.en}.`,
        `Beginning: ${from} (time of Kazakhstan, UTC+5)`,
        `Duration: ${length.en}`,
        `The service is back: ${until}`,
        'Services of the system may be unavailable meanwhile. APIs are not probed, and nothing is held against anybody.',
      ]),
    },
  }
}

/** Works that were announced will not take place. */
export function cancellation({ operator, startsAt, endsAt }: NoticeContent): NoticeText {
  const when = spanText({ startsAt, endsAt })
  return {
    subject: {
      ru: `Работы оператора отменены: ${when}`,
      kk: `Оператордың жұмыстары болмайды: ${when}`,
      en: `Works of the operator are cancelled: ${when}`,
    },
    text: {
      ru: `${operator.ru} сообщает: работы, объявленные на ${when} (время Казахстана), не состоятся.\n`,
      kk: `${operator.kk ?? operator.ru} хабарлайды: ${when} (Қазақстан уақыты) аралығына жарияланған жұмыстар болмайды.\n`,
      en: `${operator.en}: the works announced for ${when} (time of Kazakhstan) will not take place.\n`,
    },
  }
}

/** Works are over earlier than announced. */
export function earlyEnd({ operator, endsAt }: NoticeContent, announcedEnd: Instant): NoticeText {
  const [now, then] = [minuteText(endsAt), minuteText(announcedEnd)]
  return {
    subject: {
      ru: `Работы оператора закончены раньше: ${now}`,
      kk: `Оператордың жұмыстары ерте аяқталды: ${now}`,
      en: `Works of the operator are over early: ${now}`,
    },
    text: {
      ru: `${operator.ru} сообщает: сервис восстановлен ${now} (время Казахстана); работы были объявлены до ${then}.\n`,
      kk: `${operator.kk ?? operator.ru} хабарлайды: сервис ${now} (Қазақстан уақыты) қалпына келді; жұмыстар ${then} дейін жарияланған еді.\n`,
      en: `${operator.en}: the service is back since ${now} (time of Kazakhstan); the works had been announced until ${then}.\n`,
    },
  }
}
