import type { IncomingMessage, RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import type { JWK } from 'jose'
import type { Instant } from '../../base/clock.js'
import { didYouMean } from '../../base/suggest.js'
import type { Stage } from '../../control/api.js'
import type { AnswerRule, Arrival, Mark, ToldHandshake } from '../../model/application.js'
import type { ContractInForce } from '../../model/contract.js'
import { controlError } from '../control-error.js'
import { peerThumbprint } from '../peer.js'
import type { Application, WorkspaceState } from '../state.js'
import { observedAuthorize } from './authorize.js'
import { observed } from './observed.js'
import type { Attempt } from './handshakes.js'
import { exchangeOf, type Seen } from './seen.js'
import { Watch, type Watcher } from './watch.js'

export interface WatchesContext {
  readonly contract: ContractInForce
  /** Base URL of the API listener. */
  readonly api: string
  readonly issuer: string
  readonly signingKey: JWK
  state(): WorkspaceState
  now(): Instant
  /** Ends the connections of the holder of a certificate, so that the next one meets what is presented now. */
  renewConnections(thumbprint: string, busy: (socket: Socket) => boolean): void
}

/** What a page shows of an application. */
export interface Shown {
  readonly watched: boolean
  readonly stage: Stage
  /** Newest first. */
  readonly latest: readonly Arrival[]
}

/** Who is watched in a workspace. */
export interface Watches {
  /** The API's listener, told of where it is watched. */
  observing(listener: RequestListener): RequestListener
  /** The pages' listener, told of the clients whom a watched application sends. */
  observingPages(listener: RequestListener): RequestListener
  /** How the API presents itself to new connections; undefined: as it is. */
  presented(): ToldHandshake | undefined
  /** A connection is made while the API presents itself as told. */
  connecting(): Attempt
  /**
   * Begins to watch; answers how to end it. @throws ControlError where nobody of that id is there, somebody watches already,
   * or the API presents itself as told to another application.
   */
  watch(participant: string, watcher: Watcher): () => void
  /** Ends a watch from our side. @throws ControlError where the application is not watched. */
  end(participant: string): void
  /** @throws ControlError where the application is not watched, or the rule fits no operation. */
  rule(participant: string, rule: AnswerRule): void
  /** Everything is answered normally again. @throws ControlError where the application is not watched. */
  normal(participant: string): void
  /** The last number, once everything that had begun by now has been told of. @throws ControlError */
  settled(participant: string): Promise<Mark>
  /** What the page shows from now on. @throws ControlError where the application is not watched. */
  stage(participant: string, stage: Stage): void
  /** A person pressed a button; false where no such prompt is there, because it was pressed or taken away. */
  press(participant: string, prompt: string, button: string): boolean
  /** What a page shows; undefined where no application of this participant is known. */
  shown(participant: string): Shown | undefined
  /** Hears of every change of what is shown; answers how to stop that. */
  onChange(hear: () => void): () => void
  /** Something changed that pages show and that is not ours. */
  changed(): void
  /** All rules are forgotten; watches go on. */
  reset(): void
  /** Ends every watch. */
  close(): void
}

/** Nobody is watched to begin with, and as long as it is so everything here costs a look at an empty map. */
export function createWatches(context: WatchesContext): Watches {
  const watches = new Map<string, Watch>()
  const stages = new Map<string, Stage>()
  const hearers = new Set<() => void>()
  const authorize = context.contract.operations.get('authorize')

  const changed = (): void => {
    for (const hear of hearers) hear()
  }

  const applicationsOf = (participant: string): Application[] =>
    [...context.state().applications.values()].filter((it) => it.participant === participant)

  const watchOf = ({ socket }: IncomingMessage): Watch | undefined => {
    if (watches.size === 0) return undefined
    const thumbprint = peerThumbprint(socket)
    return [...watches.values()].find(({ participant }) =>
      applicationsOf(participant).some(({ certificateThumbprint }) => certificateThumbprint === thumbprint),
    )
  }

  const watched = (participant: string): Watch => {
    const found = watches.get(participant)
    if (found) return found
    const remedy = `Open GET /applications/${participant}/arrivals first and keep it open.`
    throw controlError(409, 'not-watched', `The application of ${participant} is not watched.`, remedy)
  }

  const renewConnections = (watch: Watch): void => {
    for (const { certificateThumbprint } of applicationsOf(watch.participant))
      context.renewConnections(certificateThumbprint, (socket) => watch.serves(socket))
  }

  const present = (watch: Watch, handshake: ToldHandshake): void => {
    const others = [...watches.keys()].filter((id) => id !== watch.participant)
    if (others.length > 0) {
      const what = `${others.join(', ')} is watched in this workspace too and would meet the same handshake.`
      const remedy = 'Test one of them in a workspace of its own, or one after the other.'
      throw controlError(409, 'watched-beside', what, remedy)
    }
    watch.present(handshake)
    renewConnections(watch)
  }

  const normal = (watch: Watch): void => {
    const presented = watch.handshake !== undefined
    watch.normal()
    if (presented) renewConnections(watch)
  }

  const presenting = () => [...watches.values()].find(({ handshake }) => handshake !== undefined)

  const end = (watch: Watch): void => {
    if (watches.get(watch.participant) !== watch) return
    watches.delete(watch.participant)
    stages.delete(watch.participant)
    const presented = watch.handshake !== undefined
    watch.end()
    if (presented) renewConnections(watch)
    changed()
  }

  return {
    observing: (listener) => {
      const { contract, api: url, signingKey } = context
      return observed(listener, { contract, url, signingKey, now: () => context.now(), watchOf })
    },
    observingPages: (listener) => {
      if (!authorize) return listener
      const watching = observedAuthorize(listener, {
        operation: authorize,
        issuer: context.issuer,
        now: () => context.now(),
        watches: () => watches.values(),
        watchOf: (clientId) => watches.get(context.state().applications.get(clientId)?.participant ?? ''),
      })
      return (request, response) => (watches.size === 0 ? listener : watching)(request, response)
    },
    presented: () => (watches.size === 0 ? undefined : presenting()?.handshake),
    connecting: () => {
      const watch = presenting()
      return watch ? attemptUnder(watch, handshakeSeen(context.api, context.now())) : noAttempt
    },
    watch: (participant, watcher) => {
      if (applicationsOf(participant).length === 0) {
        const remedy = `Let it join first: PUT /applications/${participant}.`
        throw controlError(404, 'not-found', `${participant} has no application here.`, remedy)
      }
      if (watches.has(participant)) {
        const remedy = 'Wait until the other run has ended, or use a workspace of its own.'
        throw controlError(409, 'watched-already', `The application of ${participant} is watched already.`, remedy)
      }
      const other = presenting()?.participant
      if (other !== undefined) {
        const what = `The API presents itself as no sound platform would, to test the application of ${other}.`
        throw controlError(409, 'handshake-told', what, 'Wait until that is over, or use a workspace of its own.')
      }
      const watch = new Watch(participant, watcher, changed)
      watches.set(participant, watch)
      changed()
      return () => end(watch)
    },
    end: (participant) => end(watched(participant)),
    rule: (participant, rule) => {
      const watch = watched(participant)
      if ('handshake' in rule) present(watch, rule.handshake)
      else {
        assertFits(rule, context.contract)
        watch.rule(rule)
      }
    },
    normal: (participant) => normal(watched(participant)),
    settled: async (participant) => {
      const watch = watched(participant)
      // What came over other connections in this turn has to be read before anything can be said of it.
      await setImmediate()
      const mark = await watch.settled()
      watch.tell({ type: 'settled', mark })
      return mark
    },
    stage: (participant, stage) => {
      watched(participant)
      stages.set(participant, stage)
      changed()
    },
    press: (participant, prompt, button) => {
      const stage = stages.get(participant)
      const known = stage?.prompt?.id === prompt && stage.prompt.buttons.some(({ id }) => id === button)
      if (!known) return false
      stages.set(participant, stage.awaited ? { awaited: stage.awaited } : {})
      watches.get(participant)?.tell({ type: 'pressed', prompt, button })
      changed()
      return true
    },
    shown: (participant) => {
      if (applicationsOf(participant).length === 0) return undefined
      const watch = watches.get(participant)
      return { watched: watch !== undefined, stage: stages.get(participant) ?? {}, latest: watch?.latest ?? [] }
    },
    onChange: (hear) => {
      hearers.add(hear)
      return () => hearers.delete(hear)
    },
    changed,
    reset: () => {
      for (const watch of watches.values()) normal(watch)
      changed()
    },
    close: () => {
      for (const watch of watches.values()) end(watch)
    },
  }
}

/** One that nobody watches. */
export const noAttempt: Attempt = { waitNoLonger: () => undefined, over: () => undefined }

/** Whoever asks for a mark waits for a connection that is being made, but not for ever. */
function attemptUnder(watch: Watch, seen: Seen): Attempt {
  let mark: Mark | undefined = watch.begin()
  const abandon = (): void => {
    if (mark !== undefined) watch.abandon(mark)
    mark = undefined
  }
  return {
    waitNoLonger: abandon,
    over: (failure) => {
      if (!failure) {
        abandon()
        return
      }
      const number = mark ?? watch.begin()
      watch.arrived(number, exchangeOf(seen, number, '', { failure }, true))
    },
  }
}

/** A connection to the API, before anything is asked over it. */
function handshakeSeen(api: string, at: Instant): Seen {
  return {
    at,
    began: performance.now(),
    request: {
      operation: null,
      method: 'CONNECT',
      url: `${api}/`,
      headers: {},
      peer: 'platform',
      via: 'through',
      credential: { certificate: 'none', authorization: 'none' },
    },
  }
}

/** @throws ControlError where the contract has no such operation, or its answers cannot be told so. */
function assertFits(
  { operation, answer: { kind } }: Extract<AnswerRule, { operation: string }>,
  { operations }: ContractInForce,
): void {
  if (!operations.has(operation)) {
    const what = `The contract has no operation «${operation}».${didYouMean(operation, [...operations.keys()])}`
    throw controlError(400, 'operation-unknown', what, 'Name an operation by its operationId.')
  }
  const onPages = operation === 'authorize'
  const fits = onPages ? ['instead', 'silent', 'redirect'].includes(kind) : kind !== 'redirect'
  if (fits) return
  const what = `The answer to ${operation} cannot be told as «${kind}».`
  const remedy = onPages ? 'Of authorize only a redirect is changed.' : 'A redirect is the answer of authorize only.'
  throw controlError(400, 'rule-unfit', what, remedy)
}
