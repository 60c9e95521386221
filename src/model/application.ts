import type { Json, JsonObject } from '../base/json.js'
import type { Language, Text } from '../base/text.js'
import type { OperationId } from './contract.js'
import type { RawExchange } from './exchange.js'
import type { TargetClient } from './target.js'
import type { VisitGoal } from './visit-goals.js'

/** A place in the order in which things reached the platform: the number of the last one that had arrived. */
export type Mark = number

/** Something that the application under test did at the platform: a request with the answer it got, or a failed handshake. */
export interface Arrival {
  /** Numbers of one inbox rise; the first is 1. */
  readonly mark: Mark
  readonly exchange: RawExchange
}

/** What is waited for: a request of the contract, or a connection that the application itself breaks off (TLS alert, reset). */
export type Awaited = { readonly operation: OperationId } | { readonly connection: 'refused' }

/** Where everything that the application under test does at the platform arrives, and where its answers are decided. */
export interface Inbox {
  /**
   * The number of the last arrival, 0 where there was none: whatever the application had begun by now has arrived when this
   * is answered. @throws ProblemError where the platform went away.
   */
  mark(): Promise<Mark>
  /**
   * The first arrival of this kind after `after`, which may have come already; waits without polling.
   * Undefined where none came in time or the signal ended it. @throws ProblemError where the platform went away.
   */
  next(wish: Awaited, after: Mark, withinMs: number, signal: AbortSignal): Promise<Arrival | undefined>
  /** Arrivals after `from` and before `until`, oldest first. */
  between(from: Mark, until: Mark): readonly Arrival[]
  /** From now on the platform answers so; a later rule for the same operation takes the place of an earlier one. @throws ProblemError */
  respond(rule: AnswerRule): Promise<void>
  /** From now on everything is answered as a sound platform does. @throws ProblemError */
  respondNormally(): Promise<void>
  /** Ends the watch: rules are forgotten, nothing more arrives. */
  close(): Promise<void>
}

/**
 * What the steps of one attempt have taken from the inbox: each arrival is taken once, and an `await` that names no place
 * goes on from the last one.
 */
export interface TakenArrivals {
  /** The inbox when the attempt began. */
  readonly start: Mark
  /** The arrival that was taken last; `start` where there is none. */
  readonly last: Mark
  has(mark: Mark): boolean
  take(mark: Mark): void
}

/** What the platform says to the application under test instead of its normal answer. */
export type AnswerRule =
  | {
      readonly operation: OperationId
      /** How many requests are answered so; `always` until it is taken back. */
      readonly times: number | 'always'
      readonly answer: ToldAnswer
    }
  /** Every new connection to the API, whatever is asked over it; connections that are open are closed. */
  | { readonly handshake: ToldHandshake }

export type ToldAnswer =
  /** Something else altogether; the request has no effect. `text` where the body is no JSON. */
  | {
      readonly kind: 'instead'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body?: Json
      readonly text?: string
    }
  /** The normal answer as it is without the request's conditions (RFC 9110, section 13.1): never 304, and a normal one still. */
  | { readonly kind: 'whole' }
  /** The normal JSON answer with values set and removed, by JSON Pointer (RFC 6901). */
  | { readonly kind: 'changed'; readonly set: Readonly<Record<string, Json>>; readonly remove: readonly string[] }
  /** The normal tokens, but for the id_token: claims set, removed, another expiry, signed by a key that nobody knows, or unsigned. */
  | {
      readonly kind: 'id-token'
      readonly set: JsonObject
      readonly remove: readonly string[]
      /** Seconds from now; negative: expired. */
      readonly expiresIn?: number
      readonly signature: 'good' | 'foreign' | 'none'
    }
  /** The way back to the application (operation `authorize`): parameters of the redirect set and removed. */
  | { readonly kind: 'redirect'; readonly set: Readonly<Record<string, string>>; readonly remove: readonly string[] }
  /** The normal answer is broken off in the middle of its body, against its Content-Length. */
  | { readonly kind: 'cut' }
  /** The normal JSON answer, valid, but padded with white space to this many bytes. */
  | { readonly kind: 'padded'; readonly bytes: number }
  /** Nothing is said for so many seconds, then the connection is closed. */
  | { readonly kind: 'silent'; readonly seconds: number }

/** How the platform's API presents itself: each of these a sound client refuses. */
export type ToldHandshake = 'foreign-certificate' | 'expired-certificate' | 'other-name' | 'old-tls'

/**
 * What the application under test can be asked to do for a client.
 * `connect`: begin to link the client's accounts at banks, which takes a new consent; whatever it held of her before goes.
 * `show`: show what it can of the client's accounts at a bank, asking for it anew.
 * `look`: show the client's first screen as it is, asking nobody.
 */
export const clientActs = ['connect', 'show', 'look'] as const

/** All that it can be asked to do. `read`: show data that need no client and no consent, asking for them anew. */
export const appActs = [...clientActs, 'read'] as const
export type AppAct = (typeof appActs)[number]

export type AppErrand = ClientErrand | ReadErrand

/** Data that need no client: what of which banks, and in which language the reader wants it. */
export interface ReadErrand {
  readonly act: 'read'
  readonly providers: ClientErrand['providers']
  /** In words of the contract's own, such as `branches`. */
  readonly data: readonly string[]
  readonly language: Language
}

export interface ClientErrand {
  readonly act: (typeof clientActs)[number]
  readonly client: TargetClient
  /** Ids and names of the banks that it is about. */
  readonly providers: readonly { readonly id: string; readonly name: string }[]
  /** Data that is asked for: scopes of the contract, for `connect`. */
  readonly scopes: readonly string[]
  /** What the client does on the platform's pages, for `connect`. */
  readonly goal: VisitGoal
}

/** What came of it. `shows` is the text that the client has before her; undefined where nobody told. */
export interface AppDone {
  readonly shows?: string
  /** Pages of the platform that were walked, by the names of their forms; empty where a person did it. */
  readonly pages: readonly string[]
}

/** Makes the application under test act: its own webhook, a command, or a person who is told what to do. */
export interface AppDriver {
  /** Answers when the application has done it or given up. @throws ProblemError where it could not be made to act. */
  drive(errand: AppErrand, signal: AbortSignal): Promise<AppDone>
  /**
   * A question about what is seen in the application; undefined where nobody can tell. `topic` is its short name, by which
   * a program can tell it from others. @throws ProblemError
   */
  ask(question: Text, signal: AbortSignal, topic?: string): Promise<'yes' | 'no' | undefined>
}
