import type { PlatformAct, PlatformActResult } from './act.js'
import type { OldTls, RawExchange, RawRequest } from './exchange.js'
import type { LoadFacts, LoadPlan } from './load.js'
import type { Identity, TargetClient } from './target.js'
import type { VisitGoal } from './visit-goals.js'

/** Whom we trust and who we are. Other roots than `ca` are not trusted. */
export interface Trust {
  readonly ca: string
  readonly identity?: Identity
}

/** Sends one request and reports what happened; a transport failure is a result, never an exception. */
export interface Wire {
  send(request: RawRequest, trust: Trust): Promise<RawExchange>
  /** Whether our own client speaks this version of TLS at all: if not, a refusal of it tells nothing about a server. */
  speaks(version: OldTls): Promise<boolean>
  /** Sends what `next` makes at a steady rate, over connections of its own; the signal ends it at once. */
  load(
    next: () => RawRequest,
    trust: Trust,
    plan: LoadPlan,
    signal: AbortSignal,
  ): Promise<{ readonly facts: LoadFacts; readonly samples: readonly RawExchange[] }>
  close(): Promise<void>
}

/** Acts that no public API offers: by control API, by a person's hand, by a command. */
export interface PlatformActs {
  /** @throws ProblemError when the platform refuses or cannot be reached. */
  perform<A extends PlatformAct>(act: A): Promise<PlatformActResult<A>>
}

/** Walks the pages of a platform as the client would, to a redirect to the application. */
export interface Person {
  /** Answers the address that the platform redirected to. @throws ProblemError when the pages cannot be walked. */
  visit(
    url: string,
    client: TargetClient,
    goal: VisitGoal,
    redirectUri: string,
  ): Promise<{
    readonly url: string
    readonly query: Readonly<Record<string, string>>
    readonly pages: readonly string[]
  }>
  /**
   * Walks from a page of the application under test through the platform's pages and back into it, cookies kept; `shows` is
   * the text of the page that it ends at; undefined where nobody can tell. @throws ProblemError when the pages cannot be walked.
   */
  walkThrough?(
    url: string,
    client: TargetClient,
    goal: VisitGoal,
    app: { readonly ca?: string },
  ): Promise<{ readonly shows?: string; readonly pages: readonly string[] }>
}
