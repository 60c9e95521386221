import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Instant } from '../../base/clock.js'
import type { ToldAnswer } from '../../model/application.js'
import type { Operation } from '../../model/contract.js'
import { heldAnswer } from './held-answer.js'
import { answer, failed, type Observation } from './observation.js'
import { receivedBody } from './received-body.js'
import { seen, type Seen } from './seen.js'
import { send, type Outgoing } from './told-answer.js'
import { answeredUnasked, isUnasked } from './unasked-answer.js'
import type { Watch } from './watch.js'

export interface AuthorizeContext {
  /** The operation by which an application sends its client to the platform. */
  readonly operation: Operation
  /** Base URL of the pages, where clients walk from page to page. */
  readonly issuer: string
  now(): Instant
  /** Everybody who is watched. */
  watches(): Iterable<Watch>
  /** Who watches the application with this client id. */
  watchOf(clientId: string): Watch | undefined
}

/**
 * The pages' listener, told of the clients whom a watched application sends and of their way back to it: one arrival, whose
 * request is what the client came with and whose answer is what she is sent back with.
 */
export function observedAuthorize(listener: RequestListener, context: AuthorizeContext): RequestListener {
  const { path } = context.operation

  const watchOf = (url: URL): { readonly watch: Watch; readonly journey?: string } | undefined => {
    if (url.pathname === path) {
      const watch = context.watchOf(url.searchParams.get('client_id') ?? '')
      return watch && { watch }
    }
    const journey = url.pathname.slice(path.length + 1)
    const watch = [...context.watches()].find((it) => it.journey(journey) !== undefined)
    return watch && { watch, journey }
  }

  const serve = async (
    watch: Watch,
    journey: string | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const came = (journey === undefined ? undefined : watch.journey(journey)) ?? sent(request, context)
    const rule = watch.ruleFor(context.operation.id)
    const told = rule?.answer
    if (journey === undefined && told && isUnasked(told) && watch.use(rule)) {
      await observing(watch, came, request, response, (observation) => answeredUnasked(observation, told))
      return
    }
    const held = await heldAnswer(response, () => listener(request, response))
    if (held.kind !== 'whole') return
    const way = wayOf(held.status, response, context.issuer)
    if (way === 'back' && journey !== undefined) watch.returned(journey)
    if (way === 'among-pages' || (way === 'refused' && journey !== undefined)) {
      if (way === 'among-pages' && journey === undefined) watch.departed(journeyIn(response), came)
      await send(response, held)
      return
    }
    await observing(watch, came, request, response, async (observation) => {
      const asTold = way === 'back' && rule !== undefined && told?.kind === 'redirect' && watch.use(rule)
      if (asTold) redirected(response, told)
      await answer(observation, way === 'back' ? withoutBody(response, held.status) : held, asTold)
    })
  }

  return (request, response) => {
    const url = request.url ?? ''
    if (!isAuthorize(url, path)) {
      listener(request, response)
      return
    }
    const found = watchOf(new URL(url, context.issuer))
    if (!found) listener(request, response)
    else
      serve(found.watch, found.journey, request, response).catch((error: unknown) => {
        process.emitWarning(error instanceof Error ? error : String(error))
        response.destroy()
      })
  }
}

const isAuthorize = (url: string, path: string): boolean =>
  url.startsWith(path) && ['', '?', '/'].includes(url.charAt(path.length))

const sent = (request: IncomingMessage, context: AuthorizeContext): Seen =>
  seen(request, context.operation.id, context.issuer, 'none', context.now())

/** Numbers what happens and takes care that nobody waits for it in vain. */
async function observing(
  watch: Watch,
  came: Seen,
  request: IncomingMessage,
  response: ServerResponse,
  act: (observation: Observation) => Promise<void>,
): Promise<void> {
  const observation = { watch, mark: watch.begin(), seen: came, body: receivedBody(request), request, response }
  await act(observation).catch((error: unknown) => failed(observation, error))
}

/** Where an answer leads: `back` to an application, `among-pages` of ours, or nowhere, since the request is `refused`. */
function wayOf(status: number, response: ServerResponse, issuer: string): 'back' | 'refused' | 'among-pages' {
  const location = response.getHeader('location')
  if (status >= 400) return 'refused'
  const leadsOut = typeof location === 'string' && new URL(location, issuer).origin !== new URL(issuer).origin
  return leadsOut ? 'back' : 'among-pages'
}

/** The journey that an answer sends a client on, by the last part of the address. */
function journeyIn(response: ServerResponse): string {
  return new URL(String(response.getHeader('location') ?? ''), 'https://localhost').pathname.split('/').at(-1) ?? ''
}

/** A redirect says all in its address; the sentence beside it would still hold the old one. */
function withoutBody(response: ServerResponse, status: number): Outgoing {
  response.removeHeader('content-type')
  response.removeHeader('content-length')
  return { status, body: Buffer.alloc(0) }
}

/** The way back with parameters set and removed. */
function redirected(response: ServerResponse, told: Extract<ToldAnswer, { kind: 'redirect' }>): void {
  const url = new URL(String(response.getHeader('location')))
  for (const [name, value] of Object.entries(told.set)) url.searchParams.set(name, value)
  for (const name of told.remove) url.searchParams.delete(name)
  response.setHeader('location', url.href)
}
