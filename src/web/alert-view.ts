import type { Instant } from '../base/clock.js'
import { inLanguage, type Language } from '../base/text.js'
import type { AlertRecord } from '../model/alert.js'
import { alertTitles, closedTitles } from '../operator/alerts/words.js'
import { alertsFor, messagesOf, type SentMessage } from '../store/alert-rows.js'
import type { Database } from '../store/database.js'
import { momentText } from './times.js'
import type { Visitor } from './visitor.js'
import { wordings } from './wording/index.js'
import type { AlertWords } from './wording/alerts.js'

/** An alert with what was sent because of it. */
export interface ShownAlert {
  readonly alert: AlertRecord
  /** Undefined where the visitor is not to know who else was told. */
  readonly messages: readonly SentMessage[] | undefined
}

/** What a visitor may see, of one API or of all: the open ones and the last that were closed. Addresses are the operator's own matter. */
export async function shownAlerts(
  db: Database,
  visitor: Visitor,
  { api, closed }: { readonly api?: string; readonly closed: number },
): Promise<readonly ShownAlert[]> {
  const { role, participant } = visitor
  const own = role === 'participant' ? { participant: participant ?? '' } : {}
  const alerts = await alertsFor(db, { closed, ...own, ...(api === undefined ? {} : { api }) })
  if (role === 'participant') return alerts.map((alert) => ({ alert, messages: undefined }))
  const messages = await messagesOf(
    db,
    alerts.map(({ id }) => id),
  )
  return alerts.map((alert) => ({ alert, messages: messages.filter((message) => message.alert === alert.id) }))
}

/** Everything that templates/operator/alerts.hbs prints. */
export function alertsView(shown: readonly ShownAlert[], now: Instant, language: Language): object {
  const { alerts: words, api } = wordings[language]
  const views = alertViews(shown, now, language)
  return { words, back: api.back, open: views.filter(({ open }) => open), closed: views.filter(({ open }) => !open) }
}

/** The line above the grid: how many are open, and by name those that are our own matter and no API's. */
export function alertLineView(alerts: readonly AlertRecord[], language: Language): object {
  const { alerts: words } = wordings[language]
  const ours = alerts.filter(({ api }) => api === undefined)
  return {
    any: alerts.length > 0,
    text: alerts.length > 0 ? words.open(alerts.length) : words.title,
    ours: ours.map(({ kind }) => inLanguage(alertTitles[kind], language)),
  }
}

/** Each as templates/operator/alert.hbs prints it. */
export function alertViews(shown: readonly ShownAlert[], now: Instant, language: Language) {
  const { alerts: words } = wordings[language]
  return shown.map(({ alert, messages }) => {
    const { id, kind, api, apiName, participantName, why, appeal, deadline, openedAt, closedAt } = alert
    const open = closedAt === undefined
    return {
      id,
      open,
      title: inLanguage(open ? alertTitles[kind] : closedTitles[kind], language),
      was: open ? null : inLanguage(alertTitles[kind], language),
      api: api ?? null,
      about: [participantName, apiName].filter((part) => part !== undefined).join(': '),
      why: inLanguage(why, language),
      since: `${words.since} ${momentText(openedAt, now)}`,
      over: closedAt === undefined ? null : `${words.over} ${momentText(closedAt, now)}`,
      class: appeal
        ? `${appeal.index} · ${inLanguage(appeal.topic, language)} · ${inLanguage(appeal.priority, language)}`
        : words.noClass,
      deadline: open && deadline !== undefined ? `${words.until} ${momentText(deadline, now)}` : null,
      overdue: open && deadline !== undefined && deadline < now ? words.overdue : null,
      told: messages === undefined ? null : toldView(messages, now, words),
    }
  })
}

function toldView(messages: readonly SentMessage[], now: Instant, words: AlertWords): object {
  return {
    title: words.told,
    nobody: messages.length === 0 ? words.nobody : null,
    messages: messages.map((message) => ({
      who: message.address === message.receiver ? message.receiver : `${message.receiver} (${message.address})`,
      what: words.occasions[message.occasion],
      state: stateText(message, now, words),
      failing: message.error !== null && message.superseded_at === null,
    })),
  }
}

function stateText(message: SentMessage, now: Instant, words: AlertWords): string {
  const { delivered_at: delivered, error } = message
  if (delivered !== null) return words.delivered(momentText(delivered, now))
  if (message.superseded_at !== null) return words.superseded
  if (error === null) return words.underWay
  return message.given_up_at === null ? words.failing(error) : words.givenUp(error)
}
