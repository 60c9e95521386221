import type { Instant } from '../base/clock.js'
import type { Text } from '../base/text.js'
import type { ApiId, ParticipantId } from './registry.js'

export type AlertId = number

/** What lies at the bottom of an alert: its class follows from it. */
export const alertGrounds = [
  /** The API departs from the requirements. */
  'departs',
  /** The API does not answer. */
  'down',
  /** A person decided. */
  'by-hand',
  /** The API cannot be probed: its target, or its test consent. */
  'target',
  /** The platform does not take a decision. */
  'order',
  /** The same scripts fail against our own sandbox: the cause is ours. */
  'control',
  /** Many unrelated participants began to fail together: the cause is ours. */
  'common-cause',
  /** A worker is not heard of. */
  'worker',
  /** Nobody opens rounds that are due. */
  'scheduler',
  /** Too many rounds did not take place, by our own fault. */
  'missed',
  /** Somebody who is to be told of alerts cannot be. */
  'undelivered',
] as const
export type AlertGround = (typeof alertGrounds)[number]

/** What an alert tells of. */
export const alertKinds = [
  'departs',
  'down',
  'limited',
  'taken-off',
  /** A decision waits for a second person. */
  'proposal',
  'target',
  'order',
  'control',
  'common-cause',
  'worker',
  'scheduler',
  'missed',
  'undelivered',
] as const
export type AlertKind = (typeof alertKinds)[number]

/** Something that is not well. */
export interface Trouble {
  /** What is not well, e.g. `api X`: one trouble of a thing at a time. */
  readonly thing: string
  readonly kind: AlertKind
  readonly ground: AlertGround
  /** Where it is about one. */
  readonly api?: ApiId
  readonly participant?: ParticipantId
  readonly why: Text
}

/** Class, topic, priority and term of an appeal, as the operator's rules have them (Guide, Annex 1). */
export interface Appeal {
  /** Letters of the class. */
  readonly index: string
  readonly type: Text
  readonly topic: Text
  readonly priority: Text
  readonly term: Text
  readonly withinMs: number
}

/** A trouble as it was told, or is kept from being told again. */
export interface AlertRecord extends Trouble {
  readonly id: AlertId
  readonly appeal?: Appeal
  /** By when it is to be settled. */
  readonly deadline?: Instant
  readonly openedAt: Instant
  /** It was there then for the last time. */
  readonly seenAt: Instant
  readonly lastToldAt?: Instant
  readonly closedAt?: Instant
  /** As people know them. */
  readonly apiName?: string
  readonly participantName?: string
}

/** `grew`: it became worse while it was open. */
export type AlertOccasion = 'opened' | 'grew' | 'reminder' | 'closed'
