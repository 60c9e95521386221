import type { Language } from '../../base/text.js'
import type { AlertKind, AlertRecord } from '../../model/alert.js'
import type { ParticipantId } from '../../model/registry.js'

/** Somebody who is told of alerts. */
export interface AlertReceiver {
  readonly name: string
  readonly way: { readonly kind: 'mail'; readonly addresses: readonly string[] } | { readonly kind: 'webhook' }
  /** Of mails; Russian with Kazakh and English below it where absent. */
  readonly language?: Language
  readonly wants: AlertWishes
}

/** Of what somebody is told: everything where nothing is named. */
export interface AlertWishes {
  readonly events?: readonly AlertKind[]
  readonly participants?: readonly ParticipantId[]
  /** Indexes of classes. */
  readonly classes?: readonly string[]
}

/** The lane of the outbox that takes messages to a receiver: webhooks have one each, so that none waits for another. */
export const laneOf = ({ name, way }: AlertReceiver): string => (way.kind === 'mail' ? 'mail' : webhookLane(name))
export const webhookLane = (receiver: string): string => `webhook ${receiver}`

/** Where messages of a receiver go, as it is shown. */
export const addressesOf = ({ name, way }: AlertReceiver): readonly string[] =>
  way.kind === 'mail' ? way.addresses : [name]

/** Whether an alert is for a receiver. Nobody is told that he himself cannot be reached. */
export function isFor(
  { name, wants: { events, participants, classes } }: AlertReceiver,
  alert: Pick<AlertRecord, 'kind' | 'thing' | 'participant' | 'appeal'>,
): boolean {
  return (
    alert.thing !== `receiver ${name}` &&
    (events === undefined || events.includes(alert.kind)) &&
    (participants === undefined || alert.participant === undefined || participants.includes(alert.participant)) &&
    (classes === undefined || (alert.appeal !== undefined && classes.includes(alert.appeal.index)))
  )
}
