/** How long and how much one from outside may answer. */
export interface Limits {
  readonly timeoutMs: number
  readonly mostBytes: number
}

/** A minute: a person may have to type the PIN of a token. */
export const usualLimits: Limits = { timeoutMs: 60_000, mostBytes: 1024 * 1024 }
