import { createTask } from 'node-cron'
import type { Database } from '../store/database.js'
import { locks } from '../store/locks.js'

/** Something that is done by the calendar. It looks at what is due by itself, so that it may run at any time and twice. */
export interface CalendarJob {
  readonly name: string
  /** Times of Kazakhstan, as cron writes them. */
  readonly at: readonly string[]
  /** `signal` asks it to end at the next good place. */
  run(signal: AbortSignal): Promise<void>
}

/** What goes on by the calendar, in this process. */
export interface RunningCalendar {
  /** When each job is done next. */
  next(): ReadonlyMap<string, Date>
  /** Ends what is under way in good order. */
  stop(): Promise<void>
}

/** Kazakhstan is UTC+5 since 2024-03-01; ICU data of before still have Asia/Almaty at +6. POSIX turns the sign round. */
const kazakhstan = 'Etc/GMT-5'

/** Does every job now, one after another, since a time may have gone by while nothing ran, and from then on by the calendar. */
export function startCalendar(
  jobs: readonly CalendarJob[],
  warn: (what: string, error: unknown) => void,
): RunningCalendar {
  const stopping = new AbortController()
  // One at a time: nothing here is in a hurry, and probes are.
  let queue = Promise.resolve()
  const enqueue = (job: CalendarJob): Promise<void> => {
    queue = queue.then(async () => {
      if (stopping.signal.aborted) return
      await job.run(stopping.signal).catch((error: unknown) => warn(job.name, error))
    })
    return queue
  }
  const logger = {
    ...{ info: () => undefined, debug: () => undefined, warn: () => undefined },
    error: (error: unknown) => warn('calendar', error),
  }
  const tasks = jobs.flatMap((job) => {
    return job.at.map((at) => ({
      job,
      task: createTask(at, () => enqueue(job), { timezone: kazakhstan, noOverlap: true, logger }),
    }))
  })
  for (const { job, task } of tasks) {
    // A machine that slept, or a loop that was blocked, is no reason to wait until tomorrow.
    task.on('execution:missed', () => void enqueue(job))
    void task.start()
  }
  for (const job of jobs) void enqueue(job)
  return {
    next: () => {
      const byJob = new Map<string, Date>()
      for (const { job, task } of tasks) {
        const [at, known] = [task.getNextRun(), byJob.get(job.name)]
        if (at && (!known || at < known)) byJob.set(job.name, at)
      }
      return byJob
    },
    stop: async () => {
      stopping.abort()
      for (const { task } of tasks) void task.destroy()
      await queue
    },
  }
}

/** Does work while no other process does work of that name on this database; false where another one is at it. */
export async function alone(db: Database, name: string, work: () => Promise<void>): Promise<boolean> {
  const session = await db.session()
  try {
    const row = await session.row<{ got: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as got', [
      locks.calendar,
      name,
    ])
    if (row?.got !== true) return false
    await work()
    return true
  } finally {
    session.release()
  }
}
