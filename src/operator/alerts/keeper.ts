import { type Clock, type Instant, later } from '../../base/clock.js'
import type { AlertId, AlertOccasion, AlertRecord, Trouble } from '../../model/alert.js'
import {
  addMessage,
  alertSeen,
  alertsSeen,
  closeAlert,
  openAlert,
  openAlerts,
  toldReceivers,
  type AlertTerm,
} from '../../store/alert-rows.js'
import { alertsChanged, changed } from '../../store/changes.js'
import type { Database, Queryable } from '../../store/database.js'
import { locks } from '../../store/locks.js'
import { post } from '../../store/outbox-rows.js'
import type { CommonCause } from '../policy/policy.js'
import type { Appeals } from './appeals.js'
import { CommonCauses } from './common-causes.js'
import { mailOf, webhookBody } from './messages.js'
import { addressesOf, isFor, laneOf, type AlertReceiver } from './receivers.js'
import { reconcile, type AlertChange } from './reconcile.js'
import { look, type AlertRules } from './watch.js'

/** How alerts are kept, and who is told of them. */
export interface AlertSettings {
  readonly rules: AlertRules
  /** What comes and goes by itself is over once it stayed away for so long. */
  readonly calmMs: number
  /** As long as it lasts it is told again after so long. */
  readonly remindAfterMs: number
  readonly receivers: readonly AlertReceiver[]
  /** Classes, priorities and terms; alerts have none where absent. */
  readonly appeals?: Appeals
  /** The address of the operator's pages, for messages. */
  readonly page?: string
}

export interface AlertKeeperParts {
  readonly db: Database
  readonly clock: Clock
  readonly settings: AlertSettings
  readonly commonCause: CommonCause
  readonly leaseMs: number
  /** The carrier of decisions, where the platform is told of them. */
  readonly platform?: string
}

const parcelPrefix = 'alert '
/** True for the key of a parcel that tells of an alert. */
export const isAlertParcel = (key: string): boolean => key.startsWith(parcelPrefix)

/**
 * Looks from time to time at what is not well, keeps an alert a thing, and puts messages into the outbox with it, in one
 * transaction. Nothing of this is on the way of a probe. Any number may run.
 */
export class AlertKeeper {
  private readonly since: number
  private readonly commonCauses: CommonCauses

  constructor(private readonly parts: AlertKeeperParts) {
    this.since = parts.clock.ticks()
    this.commonCauses = new CommonCauses(parts.commonCause)
  }

  /** Looks once; answers how many messages were put into the outbox. */
  async tick(): Promise<number> {
    const { db, clock } = this.parts
    return db.transaction(async (tx) => {
      const row = await tx.row<{ got: boolean }>('select pg_try_advisory_xact_lock($1) as got', [locks.alerts])
      return row?.got === true ? this.keep(tx, clock.now()) : 0
    })
  }

  private async keep(tx: Queryable, now: Instant): Promise<number> {
    const { settings, leaseMs, platform, clock } = this.parts
    const { commonCauses } = this
    const watch = { rules: settings.rules, commonCauses, leaseMs, upMs: clock.ticks() - this.since }
    const findings = await look(tx, { ...watch, ...(platform === undefined ? {} : { platform }) }, now)
    const changes = reconcile(await openAlerts(tx), findings, now, settings.calmMs)
    const { closed, grown } = await this.apply(tx, changes, now)
    let messages = 0
    const open = await openAlerts(tx)
    const told = await toldReceivers(
      tx,
      [...open, ...closed].map(({ id }) => id),
    )
    for (const alert of closed) messages += await this.tell(tx, alert, 'closed', this.known(told.get(alert.id)), now)
    for (const alert of open) messages += await this.tellOpen(tx, alert, told.get(alert.id), grown.has(alert.id), now)
    return messages
  }

  private async apply(tx: Queryable, changes: readonly AlertChange[], now: Instant) {
    const closed: AlertRecord[] = []
    const grown = new Set<AlertId>()
    await alertsSeen(
      tx,
      changes.flatMap((one) => (one.change === 'see' ? [one.alert.id] : [])),
      now,
    )
    for (const one of changes) {
      if (one.change === 'close') {
        const over = await closeAlert(tx, one.alert.id, now)
        if (over) closed.push(over)
      } else if (one.change === 'open') await openAlert(tx, one.trouble, this.termOf(one.trouble, now), now)
      else if (one.change === 'grow' || one.trouble.why.ru !== one.alert.why.ru)
        await alertSeen(tx, one.alert.id, one.trouble, this.termOf(one.trouble, one.alert.openedAt), now)
      if (one.change === 'grow') grown.add(one.alert.id)
      const api = one.change === 'close' ? one.alert.api : one.trouble.api
      if (api !== undefined && one.change !== 'see') await changed(tx, api)
    }
    if (changes.some(({ change }) => change !== 'see')) await alertsChanged(tx)
    return { closed, grown }
  }

  private termOf({ ground }: Trouble, openedAt: Instant): AlertTerm {
    const appeal = this.parts.settings.appeals?.[ground]
    return appeal ? { appeal, deadline: later(openedAt, appeal.withinMs) } : {}
  }

  /** Who wants it and does not know of it yet is told; who knows, when it grew or goes on for long. */
  private async tellOpen(
    tx: Queryable,
    alert: AlertRecord,
    told: ReadonlySet<string> | undefined,
    grew: boolean,
    now: Instant,
  ): Promise<number> {
    const { receivers, remindAfterMs } = this.parts.settings
    const fresh = receivers.filter((receiver) => !told?.has(receiver.name) && isFor(receiver, alert))
    const long =
      alert.kind !== 'expiry' && alert.lastToldAt !== undefined && now >= later(alert.lastToldAt, remindAfterMs)
    const again = grew ? 'grew' : long ? 'reminder' : undefined
    const opened = await this.tell(tx, alert, 'opened', fresh, now)
    return again ? opened + (await this.tell(tx, alert, again, this.known(told), now)) : opened
  }

  /** Those of the settings who were told. */
  private known(told: ReadonlySet<string> | undefined): readonly AlertReceiver[] {
    return this.parts.settings.receivers.filter(({ name }) => told?.has(name))
  }

  private async tell(
    tx: Queryable,
    alert: AlertRecord,
    occasion: AlertOccasion,
    receivers: readonly AlertReceiver[],
    now: Instant,
  ): Promise<number> {
    const { page } = this.parts.settings
    const frame = { occasion, at: now, ...(page === undefined ? {} : { page }) }
    let messages = 0
    for (const receiver of receivers)
      for (const address of addressesOf(receiver)) {
        const subject = `${parcelPrefix}${alert.id} ${receiver.name} ${address}`
        const parcel = `${subject} ${occasion} ${now}`
        const payload =
          receiver.way.kind === 'mail' ? mailOf(alert, frame, address, receiver.language) : webhookBody(alert, frame)
        // What has not arrived yet of this alert is told by this one, too.
        await post(tx, { carrier: laneOf(receiver), key: parcel, subject, payload, now })
        await addMessage(tx, { parcel, alert: alert.id, occasion, receiver: receiver.name, address, at: now })
        messages += 1
      }
    return messages
  }
}
