import type { PlatformAct, PlatformActResult } from './act.js'
import type { RawExchange, RawRequest } from './exchange.js'
import type { Identity, TargetClient } from './target.js'
import type { VisitGoal } from './visit-goals.js'

/** Sends one request and reports what happened; a transport failure is a result, never an exception. */
export interface Wire {
  send(request: RawRequest, trust: { readonly ca: string; readonly identity?: Identity }): Promise<RawExchange>
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
}
