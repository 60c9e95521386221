import { sha256 } from '../../base/digest.js'
import { canonicalJson, type Json } from '../../base/json.js'
import type { PublicationState } from '../../model/registry.js'
import { notFound, Refusal } from '../refusal.js'
import { maySee, type Visitor } from '../visitor.js'

/** A request that fits docs/operator-api.yaml, by somebody who may make it. */
export interface Call {
  readonly visitor: Visitor
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  /** As the file has it for the operation; each handler knows its own. */
  readonly body: unknown
  /** The entity tag that a change is to be made on. */
  readonly ifMatch: string | undefined
}

/** What the file's lists may be asked for; each operation takes some of it. */
export interface Query {
  readonly limit: number
  readonly after?: string
  readonly before?: number | string
  readonly participant?: string
  readonly state?: PublicationState
  readonly api?: string
  readonly endBefore?: string
  readonly when?: 'ahead' | 'past'
}

export interface Answer {
  readonly status: 200 | 201 | 202 | 204
  readonly body?: object
  readonly etag?: string
}

export type Handler = (call: Call) => Promise<Answer>

/** Handlers by the ids of their operations. */
export type Handlers = Readonly<Record<string, Handler>>

/** Whose things a list is of: a participant gets its own, whomever it asks for; everything where undefined. */
export function scopeOf({ visitor, query }: Call): string | undefined {
  return visitor.role === 'participant' ? visitor.participant : query.participant
}

/** True where a participant asks for what is another one's: to it there is nothing. */
export const asksForOthers = ({ visitor, query }: Call): boolean =>
  query.participant !== undefined && !maySee(visitor, query.participant)

/** A page of a list of which one more than wanted was asked for; `key` is what the next page begins behind. */
export function pageOf<T>(
  items: readonly T[],
  limit: number,
  view: (one: T) => object,
  key: (one: T) => string | number,
): Answer {
  const shown = items.slice(0, limit)
  const last = shown.at(-1)
  const next = items.length > limit && last !== undefined ? { next: key(last) } : {}
  return { status: 200, body: { items: shown.map(view), ...next } }
}

/** What is there, and may be seen. @throws Refusal 404 */
export function seen<T extends { readonly participant: string }>(
  found: T | undefined,
  id: string,
  visitor: Visitor,
): T {
  if (found && maySee(visitor, found.participant)) return found
  throw notFound(`There is no «${id}».`)
}

/** The entity tag of what was entered (RFC 9110, section 8.8.3). */
export function etagOf(entry: object): string {
  return `"${sha256(canonicalJson(JSON.parse(JSON.stringify(entry)) as Json))}"`
}

/** Nobody writes over what somebody else has changed meanwhile. @throws Refusal 412 */
export function refuseStale(ifMatch: string | undefined, before: object | undefined): void {
  if (ifMatch === undefined || (before !== undefined && etagOf(before) === ifMatch)) return
  throw new Refusal(412, 'stale', 'It was changed meanwhile, or it is not there.', 'Read it again, then change it.')
}
