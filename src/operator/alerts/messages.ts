import type { Instant } from '../../base/clock.js'
import { inLanguage, type Language, type Text } from '../../base/text.js'
import type { AlertOccasion, AlertRecord } from '../../model/alert.js'
import type { MailPayload } from '../mail.js'
import { alertTitles, closedTitles, moment } from './words.js'

export interface MessageFrame {
  readonly occasion: AlertOccasion
  readonly at: Instant
  /** Of the operator's pages, where the settings say it. */
  readonly page?: string
}

/** The body of a webhook: type, time and data, as standardwebhooks.com advises. */
export function webhookBody(alert: AlertRecord, { occasion, at, page }: MessageFrame): object {
  const { appeal, ...rest } = alert
  return {
    type: `alert.${occasion}`,
    timestamp: at,
    data: {
      ...rest,
      title: titleOf(alert, occasion),
      ...(appeal === undefined ? {} : { class: appeal }),
      ...(page === undefined ? {} : { page: pageOf(alert, page) }),
    },
  }
}

/** A mail as plain text: in the receiver's language, or in Russian with the others below it. */
export function mailOf(alert: AlertRecord, frame: MessageFrame, to: string, language?: Language): MailPayload {
  const languages: readonly Language[] = language === undefined ? ['ru', 'kk', 'en'] : [language]
  const [first = 'ru'] = languages
  const thread = `alert-${alert.id}-${Date.parse(alert.openedAt)}`
  return {
    to: [to],
    subject: subjectOf(alert, frame, first),
    text: languages.map((one) => textOf(alert, frame, one)).join('\n\n————————\n\n'),
    thread,
    // The first mail of an alert begins the thread, the others belong to it.
    id: frame.occasion === 'opened' ? thread : `${thread}-${frame.occasion}-${Date.parse(frame.at)}`,
  }
}

const titleOf = ({ kind }: AlertRecord, occasion: AlertOccasion): Text =>
  (occasion === 'closed' ? closedTitles : alertTitles)[kind]

const pageOf = ({ api }: AlertRecord, page: string): string =>
  page.replace(/\/$/, '') + (api === undefined ? '/alerts' : `/apis/${encodeURIComponent(api)}`)

function subjectOf(alert: AlertRecord, { occasion }: MessageFrame, language: Language): string {
  const words = wordings[language]
  const { appeal, deadline, apiName, participantName } = alert
  const about = [participantName, apiName].filter((part) => part !== undefined).join(': ')
  const title = inLanguage(titleOf(alert, occasion), language)
  const term =
    occasion === 'closed' || !appeal
      ? ''
      : ` [${appeal.index}, ${inLanguage(appeal.priority, language)}${deadline === undefined ? '' : `, ${words.until(moment(deadline))}`}]`
  return `${words[occasion]}: ${title}${about === '' ? '' : ` — ${about}`}${term}`
}

function textOf(alert: AlertRecord, { occasion, page }: MessageFrame, language: Language): string {
  const words = wordings[language]
  const { api, apiName, participant, participantName, appeal, deadline, openedAt, closedAt } = alert
  const say = (text: Text): string => inLanguage(text, language)
  const lines: readonly (readonly [string, string | undefined])[] = [
    [words.api, api === undefined ? undefined : `${apiName ?? ''} (${api})`],
    [words.participant, participant === undefined ? undefined : `${participantName ?? ''} (${participant})`],
    [words.since, `${moment(openedAt)} (UTC+5)`],
    [words.over, closedAt === undefined ? undefined : `${moment(closedAt)} (UTC+5)`],
    [words.was, occasion === 'closed' ? say(alertTitles[alert.kind]) : undefined],
    [words.why, say(alert.why)],
    [words.class, appeal && `${appeal.index} — ${say(appeal.type)}: ${say(appeal.topic)}`],
    [words.priority, appeal && `${say(appeal.priority)}. ${say(appeal.term)}`],
    [words.deadline, deadline && closedAt === undefined ? `${moment(deadline)} (UTC+5)` : undefined],
    [words.page, page === undefined ? undefined : pageOf(alert, page)],
  ]
  const said = lines.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
  return [say(titleOf(alert, occasion)), '', ...said, '', occasion === 'closed' ? words.done : words.goesOn].join('\n')
}

interface MessageWords extends Readonly<Record<AlertOccasion, string>> {
  readonly until: (at: string) => string
  readonly api: string
  readonly participant: string
  readonly since: string
  readonly over: string
  readonly was: string
  readonly why: string
  readonly class: string
  readonly priority: string
  readonly deadline: string
  readonly page: string
  readonly goesOn: string
  readonly done: string
}

const wordings: Readonly<Record<Language, MessageWords>> = {
  ru: {
    opened: 'Тревога',
    grew: 'Тревога, стало хуже',
    reminder: 'Напоминание',
    closed: 'Восстановлено',
    until: (at) => `до ${at}`,
    api: 'API',
    participant: 'Участник',
    since: 'С какого времени',
    over: 'Закончилось',
    was: 'Что было',
    why: 'Что известно',
    class: 'Класс обращения',
    priority: 'Приоритет и срок',
    deadline: 'Устранить до',
    page: 'Подробно',
    goesOn: 'Отправлено автоматически. О восстановлении сообщим; пока его нет, будем напоминать.',
    done: 'Отправлено автоматически. Больше сообщений об этой тревоге не будет.',
  },
  kk: {
    opened: 'Дабыл',
    grew: 'Дабыл, жағдай нашарлады',
    reminder: 'Еске салу',
    closed: 'Қалпына келді',
    until: (at) => `${at} дейін`,
    api: 'API',
    participant: 'Қатысушы',
    since: 'Қай уақыттан бері',
    over: 'Аяқталды',
    was: 'Не болды',
    why: 'Не белгілі',
    class: 'Өтініш класы',
    priority: 'Басымдығы мен мерзімі',
    deadline: 'Жою мерзімі',
    page: 'Толығырақ',
    goesOn: 'Автоматты түрде жіберілді. Қалпына келгенін хабарлаймыз; оған дейін еске салып тұрамыз.',
    done: 'Автоматты түрде жіберілді. Бұл дабыл туралы енді хабар болмайды.',
  },
  en: {
    opened: 'Alert',
    grew: 'Alert, it became worse',
    reminder: 'Reminder',
    closed: 'Recovered',
    until: (at) => `by ${at}`,
    api: 'API',
    participant: 'Participant',
    since: 'Since',
    over: 'Over',
    was: 'What it was',
    why: 'What is known',
    class: 'Class of appeal',
    priority: 'Priority and term',
    deadline: 'To be settled by',
    page: 'More',
    goesOn: 'Sent automatically. Recovery will be told; until then there will be reminders.',
    done: 'Sent automatically. There will be no more messages about this alert.',
  },
}
