import type { Instant } from '../../base/clock.js'
import { inLanguage } from '../../base/text.js'
import type { WorksRules } from '../../model/works.js'
import type { Queryable } from '../../store/database.js'
import { post } from '../../store/outbox-rows.js'
import { participants } from '../../store/registry-rows.js'
import type { WorksRow } from '../../store/works-rows.js'
import { announcement, cancellation, earlyEnd, operatorName, type NoticeText } from './words.js'

export type NoticeKind = 'announced' | 'cancelled' | 'ended'

/**
 * Tells every contact of every participant of the operator's own works (Guide, clause 11): one mail an address, so that nobody sees
 * the others, and once, whoever asks for it again.
 */
export async function tellParticipants(
  tx: Queryable,
  kind: NoticeKind,
  works: WorksRow,
  rules: WorksRules,
  now: Instant,
): Promise<void> {
  const notice = noticeText(kind, works, rules)
  const { language } = rules
  const [subject, text] = [inLanguage(notice.subject, language), inLanguage(notice.text, language)]
  for (const address of await addresses(tx)) {
    const payload = { to: [address], language, subject, text }
    await post(tx, { carrier: 'mail', key: `works ${works.id} ${kind} ${address}`, payload, now })
  }
}

function noticeText(kind: NoticeKind, works: WorksRow, rules: WorksRules): NoticeText {
  const content = {
    ...{ startsAt: works.starts_at, endsAt: works.ends_at, note: works.note },
    operator: operatorName(rules.operator),
    planned: works.notice !== 'at-once',
  }
  if (kind === 'announced') return announcement(content)
  return kind === 'cancelled' ? cancellation(content) : earlyEnd(content, works.announced_end)
}

/** Two participants may have one administrator: an address is written to once. */
async function addresses(tx: Queryable): Promise<string[]> {
  const contacts = (await participants(tx)).flatMap((participant) => participant.contacts)
  return [...new Set(contacts.flatMap(({ email }) => (email === undefined ? [] : [email.trim().toLowerCase()])))]
}
