import type { Instant } from '../../base/clock.js'
import { stateAfter } from '../../model/decision.js'
import type { ApiId, PublicationState } from '../../model/registry.js'
import type { RoundFact } from '../../model/round.js'
import { longestMemory } from './asked.js'
import { isBad, saysSomething } from './charge.js'
import { decide, type Proposal } from './decide.js'
import { History } from './history.js'
import type { Policy } from './policy.js'

/** What the policy would have done at a moment. */
export interface SimulatedMove extends Proposal {
  readonly api: ApiId
  readonly at: Instant
  readonly before: PublicationState
  readonly after: PublicationState
}

export interface Simulated {
  readonly rounds: number
  readonly moves: readonly SimulatedMove[]
  /** Bad rounds, and how many of them would not have been held against anybody. */
  readonly bad: number
}

/** How an API stood when the time that is looked at began. */
export interface Standing {
  readonly state: PublicationState
  readonly since: Instant
}

interface Course {
  state: PublicationState
  since: Instant
  rounds: RoundFact[]
}

/** A machine that had no round for so long had no worker. */
const atWorkMs = 3_600_000

/**
 * Goes through rounds in the order in which they ended and asks the policy after each, as the operator does. Nobody decides by
 * hand here, and a second person is taken to agree at once.
 */
export class Simulation {
  private readonly history: History
  private readonly courses = new Map<ApiId, Course>()
  private readonly moves: SimulatedMove[] = []
  /** Machines with a worker, and the last that is known of each, in milliseconds. */
  private readonly workers = new Map<string, number>()
  private rounds = 0
  private bad = 0

  /** An API that did not stand in `standings` is taken to be published. `everyMs`: how often each is probed. */
  constructor(
    private readonly policy: Policy,
    private readonly standings: ReadonlyMap<ApiId, Standing>,
    private readonly everyMs: ReadonlyMap<ApiId, number> = new Map(),
  ) {
    this.history = new History(policy.commonCause)
  }

  /** The next round. */
  add(fact: RoundFact): void {
    this.rounds += 1
    if (isBad(fact)) this.bad += 1
    const now = Date.parse(fact.endedAt)
    this.workers.set(fact.worker, now)
    for (const [worker, seen] of this.workers) if (seen < now - atWorkMs) this.workers.delete(worker)
    this.history.add(fact)
    const course = this.courseOf(fact)
    if (saysSomething(fact)) course.rounds.push(fact)
    if (course.rounds.length > 2 * longestMemory) course.rounds = course.rounds.slice(-longestMemory)
    const { state, since, rounds } = course
    const everyMs = this.everyMs.get(fact.api)
    const view = {
      ...{ state, since, byHand: false, rounds, history: this.history, workers: this.workers.size },
      ...(everyMs === undefined ? {} : { everyMs }),
    }
    const proposal = decide(this.policy, view)
    if (!proposal) return
    const after = stateAfter[proposal.action]
    this.moves.push({ ...proposal, api: fact.api, at: fact.endedAt, before: state, after })
    this.courses.set(fact.api, { state: after, since: fact.endedAt, rounds: [] })
  }

  result(): Simulated {
    return { rounds: this.rounds, moves: this.moves, bad: this.bad }
  }

  private courseOf({ api }: RoundFact): Course {
    const known = this.courses.get(api)
    if (known) return known
    const { state, since } = this.standings.get(api) ?? { state: 'published', since: '' }
    const course = { state, since, rounds: [] }
    this.courses.set(api, course)
    return course
  }
}
