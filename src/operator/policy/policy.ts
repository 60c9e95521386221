import type { DecisionAction } from '../../model/decision.js'

/** When an API is taken off, limited and put back: data that an operator writes (YAML). */
export interface Policy {
  readonly name: string
  /** The first that holds is followed. */
  readonly rules: readonly Rule[]
  readonly back: Back
  readonly commonCause: CommonCause
  /** Actions that a second person has to confirm. */
  readonly secondPerson: readonly DecisionAction[]
}

export type Rule = { readonly name: string; readonly then: 'unpublish' | 'limit' } & Condition

export type Condition =
  /** So many of the last so many rounds of which something can be said depart. */
  | { readonly when: 'nonconforming'; readonly rounds: number; readonly of: number }
  /** No answer for so long, by the rounds that saw it; by so many workers where there are as many. */
  | { readonly when: 'down'; readonly forMs: number; readonly workers: number }

/** Hysteresis: so many good rounds in a row, over so long, since it was taken off. */
export interface Back {
  readonly rounds: number
  readonly forMs: number
}

/** Where so many participants, and such a share of those probed, begin to fail within so long, the cause is ours. */
export interface CommonCause {
  readonly participants: number
  /** From 0 to 1. */
  readonly share: number
  readonly withinMs: number
}
