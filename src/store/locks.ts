/** Our advisory locks, by number: all of them, so that no two are the same. */
export const locks = {
  /** Two programs never bring the tables up to date at once. */
  migration: 7_351_001,
  /** Of all schedulers one is at work. */
  scheduler: 7_351_002,
  /** A second trial would write its own ports and tokens over those of the first. */
  trial: 7_351_003,
  /** Entries are compared with a registry that stays as it is meanwhile. */
  registry: 7_351_005,
  /** Alerts are compared with what is not well by one at a time. */
  alerts: 7_351_006,
  /** What is counted over all works still holds when new ones are entered. */
  announcements: 7_351_007,
  /** Class of locks with names: what the calendar does is done by one process at a time. */
  calendar: 7_351,
} as const
