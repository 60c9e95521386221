import { systemClock } from '../../src/base/clock.js'
import type { Json, JsonObject } from '../../src/base/json.js'
import { createReferences } from '../../src/language/references.js'
import type { RawRequest } from '../../src/model/exchange.js'
import type { Identity } from '../../src/model/target.js'
import type { StepContext, StepKind, StepResult } from '../../src/model/vocabulary.js'
import { Taken } from '../../src/run/taken.js'
import { sampleContract } from './sample-contract.js'
import { rawExchange, type Answer } from './sample-exchange.js'
import { aliya, askar, memoryTarget } from './memory-target.js'

/** What a step did to the outside. */
export interface Doings {
  readonly sent: { readonly request: RawRequest; readonly trust: { ca: string; identity?: Identity } }[]
  readonly acts: { readonly act: string; readonly args: JsonObject }[]
  readonly secrets: string[]
  readonly undos: { readonly what: string; readonly undo: () => Promise<void> }[]
}

/** What a step has at hand in a test, and a record of what it did with it. */
export function sampleContext(
  values: Readonly<Record<string, Json>> = {},
  changes: Partial<StepContext> = {},
  answer: (request: RawRequest, nth: number) => Answer = () => ({ json: {} }),
): { readonly context: StepContext; readonly did: Doings } {
  const did: Doings = { sent: [], acts: [], secrets: [], undos: [] }
  const context: StepContext = {
    ...createReferences(new Map(Object.entries(values))),
    clock: systemClock,
    step: '1',
    mode: 'direct',
    target: memoryTarget(),
    contract: sampleContract(),
    wire: {
      send: () => Promise.reject(new Error('not through here')),
      speaks: async () => true,
      load: () => Promise.reject(new Error('not through here')),
      close: async () => undefined,
    },
    signal: new AbortController().signal,
    acts: undefined,
    person: undefined,
    inbox: undefined,
    app: undefined,
    taken: new Taken(0),
    arrived: () => undefined,
    client: askar,
    other: aliya,
    async exchange(request, trust) {
      did.sent.push({ request, trust })
      return { ...rawExchange(answer(request, did.sent.length)), request }
    },
    load: () => Promise.reject(new Error('no load is permitted')),
    recordAct: (act, args) => did.acts.push({ act, args }),
    secret: (value) => did.secrets.push(value),
    onEnd: (what, undo) => did.undos.push({ what, undo }),
    ...changes,
  }
  return { context, did }
}

/** Runs a step as an attempt does: its settings parsed first. */
export function runStep(kind: StepKind, args: JsonObject, context: StepContext): Promise<StepResult> {
  return kind.run(kind.params.parse(args), context)
}
