import type { Observation } from '../model/finding.js'

/** What the checks of a step say of the answer they wait for. */
export interface Expectation {
  /** A refusal of the connection may be what is wanted. */
  readonly admitsFailure: boolean
  /** Statuses that the checks name; empty where they name none. */
  readonly statuses: readonly number[]
}

/** Only success will do: the step is a control. */
export function isControl({ statuses }: Expectation): boolean {
  return statuses.length > 0 && statuses.every((status) => status < 300)
}

/** Why nothing follows about the subject, and what to do. */
export type Doubt = Pick<Extract<Observation, { result: 'undecided' }>, 'cause' | 'next'>
