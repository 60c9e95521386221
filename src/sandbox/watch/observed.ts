import type { IncomingMessage, RequestListener } from 'node:http'
import type { JWK } from 'jose'
import type { Instant } from '../../base/clock.js'
import type { ContractInForce, OperationId } from '../../model/contract.js'
import { compileRoutes } from '../routes.js'
import { heldAnswer, mostHeldBytes } from './held-answer.js'
import { answer, arrive, failed, type Observation } from './observation.js'
import { receivedBody } from './received-body.js'
import { seen } from './seen.js'
import { reworking } from './told-answer.js'
import { answeredUnasked, isUnasked } from './unasked-answer.js'
import type { RuleInForce, Watch } from './watch.js'

export interface ObservedContext {
  readonly contract: ContractInForce
  /** Base URL of the listener. */
  readonly url: string
  readonly signingKey: JWK
  now(): Instant
  /** Who watches the application that sends this request; undefined where nobody does. */
  watchOf(request: IncomingMessage): Watch | undefined
}

/** A listener whose requests are told of where their application is watched; for all others it is the listener itself. */
export function observed(listener: RequestListener, context: ObservedContext): RequestListener {
  const route = compileRoutes([...context.contract.operations.values()])
  const operationOf = (request: IncomingMessage): OperationId | undefined => {
    const found = route(request)
    return found && 'id' in found ? found.id : undefined
  }
  return (request, response) => {
    const watch = context.watchOf(request)
    if (!watch) {
      listener(request, response)
      return
    }
    watch.serve(response)
    const operation = operationOf(request)
    const observation: Observation = {
      watch,
      mark: watch.begin(),
      seen: seen(request, operation ?? null, context.url, 'application', context.now()),
      body: receivedBody(request),
      request,
      response,
    }
    serve(observation, watch.ruleFor(operation), listener, context.signingKey).catch((error: unknown) =>
      failed(observation, error),
    )
  }
}

async function serve(
  observation: Observation,
  rule: RuleInForce | undefined,
  listener: RequestListener,
  signingKey: JWK,
): Promise<void> {
  const { watch, request, response } = observation
  /** Whatever is said over a connection that no sound platform would have made. */
  const told = watch.handshake !== undefined
  if (rule && isUnasked(rule.answer) && watch.use(rule)) {
    await answeredUnasked(observation, rule.answer)
    return
  }
  // Whatever is told begins with the whole of the normal answer, and a changed one is none that the application may have.
  if (rule) withoutConditions(request)
  const whole = rule?.answer.kind === 'whole' && watch.use(rule)
  const held = await heldAnswer(response, () => listener(request, response))
  if (held.kind === 'whole') {
    const rework = rule && !whole && reworking(response, held, rule.answer, signingKey)
    const reworked = rule && rework && watch.use(rule) ? await rework() : undefined
    await answer(observation, reworked ?? held, reworked !== undefined || told)
  } else {
    await arrive(observation, { failure: held.kind === 'broken' ? brokenBy[held.by] : tooLarge }, told)
  }
}

/** Both only save a transfer: a server that answers in full is as right (RFC 9110, sections 13.1.2 and 13.1.3). */
function withoutConditions({ headers }: IncomingMessage): void {
  for (const name of ['if-none-match', 'if-modified-since']) Reflect.deleteProperty(headers, name)
}

const tooLarge = { kind: 'too-large', limitBytes: mostHeldBytes } as const
const brokenBy = {
  peer: { kind: 'reset', detail: 'the application closed the connection before it was answered' },
  platform: { kind: 'truncated', detail: 'the platform broke its answer off' },
} as const
