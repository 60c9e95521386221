/** What a client is to do on the platform's pages; the goals of failure end in a refusal by a sound platform. */
export const visitGoals = [
  'approve',
  'decline',
  /** The biometric check fails. */
  'fail-liveness',
  /** Types another one-time code than was sent, and leaves when it is refused. */
  'wrong-code',
  /** Types the code when it is no longer good, and leaves when it is refused. */
  'late-code',
  /** Types the code of an earlier sign-in, and leaves when it is refused. */
  'used-code',
] as const

export type VisitGoal = (typeof visitGoals)[number]
