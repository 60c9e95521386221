import { randomUUID } from 'node:crypto'
import type { ApiId } from '../../src/model/registry.js'
import type { RoundResult } from '../../src/model/round.js'
import type { ProbeEngine } from '../../src/operator/ports.js'

/** What the test has to say of a round: at once, or when it likes. */
type Answer = Partial<RoundResult> | Error | Promise<Partial<RoundResult>>

/** An engine that calls nobody: rounds find what the test says. */
export interface HandEngine extends ProbeEngine {
  /** What the next rounds of an API find; a good result where nothing is said. */
  finds(api: ApiId, answer: () => Answer): void
  /** What controls find; undefined where there is none. */
  control: ProbeEngine['control']
  controls(answer: () => Answer | undefined): void
  /** Tests of a round. */
  tests(api: ApiId, count: number | Error): void
  /** When a round of an API is under way. */
  begins(api: ApiId): Promise<void>
  /** Rounds in the order in which they began. */
  readonly began: readonly { readonly api: ApiId; readonly signal: AbortSignal }[]
  /** Most rounds of one API that were under way at once. */
  readonly mostAtOnce: number
}

export const good: RoundResult = {
  ...{ run: '', conformance: 'conforms', availability: 'up', tests: 1, passed: 1, times: [5], unanswered: 0 },
  trouble: [],
}
export const departed: Partial<RoundResult> = { conformance: 'departs', passed: 0 }
export const silent: Partial<RoundResult> = { conformance: 'unsaid', availability: 'down', times: [], unanswered: 1 }

export function handEngine(): HandEngine {
  const answers = new Map<ApiId, () => Answer>()
  const counts = new Map<ApiId, number | Error>()
  const began: { readonly api: ApiId; readonly signal: AbortSignal }[] = []
  const underWay = new Map<ApiId, number>()
  const waiting = new Map<ApiId, () => void>()
  let mostAtOnce = 0
  let control: () => Answer | undefined = () => ({})
  const resultOf = async (answer: Answer): Promise<RoundResult> => {
    const found = await answer
    if (found instanceof Error) throw found
    return { ...good, run: randomUUID(), ...found }
  }
  const count = (api: ApiId, by: number): void => {
    const now = (underWay.get(api) ?? 0) + by
    underWay.set(api, now)
    mostAtOnce = Math.max(mostAtOnce, now)
    if (by > 0) waiting.get(api)?.()
  }
  return {
    began,
    get mostAtOnce() {
      return mostAtOnce
    },
    finds: (api, answer) => answers.set(api, answer),
    controls: (answer) => (control = answer),
    tests: (api, number) => counts.set(api, number),
    begins: (api) =>
      (underWay.get(api) ?? 0) > 0 ? Promise.resolve() : new Promise((resolve) => waiting.set(api, resolve)),
    plan: ({ id }) => {
      const tests = counts.get(id) ?? 1
      return tests instanceof Error ? Promise.reject(tests) : Promise.resolve({ tests, scripts: 'the same' })
    },
    round: async ({ id }, signal) => {
      began.push({ api: id, signal })
      count(id, 1)
      try {
        return await resultOf(answers.get(id)?.() ?? {})
      } finally {
        count(id, -1)
      }
    },
    control: async () => {
      const answer = control()
      return answer && resultOf(answer)
    },
    page: () => Promise.resolve(undefined),
    close: () => Promise.resolve(),
  }
}

/** Something that comes when the test likes. */
export function whenTold<T>(): { readonly promise: Promise<T>; readonly tell: (value: T) => void } {
  let tell: (value: T) => void = () => undefined
  const promise = new Promise<T>((resolve) => (tell = resolve))
  return { promise, tell }
}
