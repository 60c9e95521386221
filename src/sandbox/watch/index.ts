import type { IncomingMessage, RequestListener } from 'node:http'
import type { JWK } from 'jose'
import type { Instant } from '../../base/clock.js'
import type { Stage, WatchEvent } from '../../control/api.js'
import type { AnswerRule, Mark, ToldHandshake } from '../../model/application.js'
import type { ContractInForce } from '../../model/contract.js'
import type { TransportFailure } from '../../model/exchange.js'
import { controlError } from '../control-error.js'
import { peerThumbprint } from '../peer.js'
import type { Application, WorkspaceState } from '../state.js'
import { observed, receivedHeaders, tlsFacts } from './observed.js'
import { Watch } from './watch.js'

export interface WatchesContext {
  readonly contract: ContractInForce
  /** Base URL of the API listener. */
  readonly api: string
  readonly issuer: string
  readonly signingKey: JWK
  state(): WorkspaceState
  now(): Instant
  /** Ends every connection of the API listener, so that the next one meets what is presented now. */
  renewConnections(): void
}

/** Who is watched in a workspace. */
export interface Watches {
  /** The API listener, told of where it is watched. */
  observing(listener: RequestListener): RequestListener
  /** The way back to an application (operation `authorize`), as it is or as told. */
  redirecting(clientId: string, request: IncomingMessage, location: string, status: number): string
  /** How the API presents itself to new connections; undefined: as it is. */
  presented(): ToldHandshake | undefined
  /** A connection came to nothing while the API presented itself as told. */
  brokenOff(failure: TransportFailure): void
  /** Begins to watch; answers how to end it. @throws ControlError where somebody watches already, or nobody of that id is there. */
  watch(participant: string, tell: (event: WatchEvent) => void): () => void
  /** @throws ControlError where the application is not watched. */
  rule(participant: string, rule: AnswerRule): void
  normal(participant: string): void
  settled(participant: string): Promise<Mark>
  stage(participant: string, stage: Stage): void
  /** What the page of an application shows; undefined where it is not watched. */
  stageOf(participant: string): Stage | undefined
  /** A person pressed a button. */
  press(participant: string, prompt: string, button: string): void
  /** Is there anybody? Everything else of this file costs nothing until then. */
  readonly any: boolean
}

/** Nobody is watched to begin with. */
export function createWatches(context: WatchesContext): Watches {
  const watches = new Map<string, Watch>()
  const stages = new Map<string, Stage>()

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

  const present = (watch: Watch, handshake: ToldHandshake): void => {
    if (watches.size > 1) {
      const others = [...watches.keys()].filter((id) => id !== watch.participant).join(', ')
      throw controlError(
        409,
        'watched-beside',
        `${others} is watched in this workspace too and would meet the same handshake.`,
        'Test one of them in a workspace of its own, or one after the other.',
      )
    }
    watch.present(handshake)
    context.renewConnections()
  }

  const normal = (watch: Watch): void => {
    const presented = watch.handshake !== undefined
    watch.normal()
    if (presented) context.renewConnections()
  }

  return {
    get any() {
      return watches.size > 0
    },
    observing: (listener) =>
      observed(listener, {
        contract: context.contract,
        url: context.api,
        signingKey: context.signingKey,
        now: () => context.now(),
        watchOf,
      }),
    redirecting: (clientId, request, location, status) => {
      const participant = context.state().applications.get(clientId)?.participant
      const watch = participant === undefined ? undefined : watches.get(participant)
      if (!watch) return location
      const mark = watch.begin()
      const told = watch.take('authorize')
      const sent = told?.kind === 'redirect' ? changedQuery(location, told.set, told.remove) : location
      watch.arrived(mark, {
        at: context.now(),
        request: {
          operation: 'authorize',
          method: request.method ?? 'GET',
          url: context.issuer + (request.url ?? '/'),
          headers: receivedHeaders(request),
          peer: 'platform',
          via: 'through',
          credential: { certificate: 'none', authorization: 'none' },
          inbound: { mark, answered: sent === location ? 'normally' : 'as-told' },
        },
        outcome: { response: { status, headers: { location: sent }, body: '', validUtf8: true, json: undefined } },
        ...tlsFacts(request),
        timings: { totalMs: 0 },
      })
      return sent
    },
    presented: () => [...watches.values()].find(({ handshake }) => handshake !== undefined)?.handshake,
    brokenOff: (failure) => {
      const watch = [...watches.values()].find(({ handshake }) => handshake !== undefined)
      if (!watch) return
      const mark = watch.begin()
      watch.arrived(mark, {
        at: context.now(),
        request: {
          operation: null,
          method: 'CONNECT',
          url: `${context.api}/`,
          headers: {},
          peer: 'platform',
          via: 'through',
          credential: { certificate: 'none', authorization: 'none' },
          inbound: { mark, answered: 'as-told' },
        },
        outcome: { failure },
        timings: { totalMs: 0 },
      })
    },
    watch: (participant, tell) => {
      if (applicationsOf(participant).length === 0) {
        const remedy = `Let it join first: PUT /applications/${participant}.`
        throw controlError(404, 'not-found', `${participant} has no application here.`, remedy)
      }
      if (watches.has(participant)) {
        const remedy = 'Wait until the other run has ended, or use a workspace of its own.'
        throw controlError(409, 'watched-already', `The application of ${participant} is watched already.`, remedy)
      }
      const watch = new Watch(participant, tell)
      watches.set(participant, watch)
      return () => {
        if (watches.get(participant) !== watch) return
        watches.delete(participant)
        stages.delete(participant)
        normal(watch)
      }
    },
    rule: (participant, rule) => {
      const watch = watched(participant)
      if ('handshake' in rule) present(watch, rule.handshake)
      else watch.rule(rule)
    },
    normal: (participant) => normal(watched(participant)),
    settled: (participant) => watched(participant).settled(),
    stage: (participant, stage) => {
      watched(participant)
      stages.set(participant, stage)
    },
    stageOf: (participant) => (watches.has(participant) ? (stages.get(participant) ?? {}) : undefined),
    press: (participant, prompt, button) => watched(participant).tell({ type: 'pressed', prompt, button }),
  }
}

function changedQuery(location: string, set: Readonly<Record<string, string>>, remove: readonly string[]): string {
  const url = new URL(location)
  for (const [name, value] of Object.entries(set)) url.searchParams.set(name, value)
  for (const name of remove) url.searchParams.delete(name)
  return url.href
}
