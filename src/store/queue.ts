import PgBoss from 'pg-boss'
import type { RoundId } from '../model/round.js'
import type { Queryable, SqlValue } from './database.js'

/** A round that a worker was handed. */
export interface QueuedRound {
  readonly job: string
  readonly round: RoundId
}

/** Hands rounds to workers: each to one, the oldest first. What it loses is sent again by whoever watches the rounds. */
export interface RoundQueue {
  /** Within the transaction that opens the rounds. */
  send(tx: Queryable, rounds: readonly RoundId[]): Promise<void>
  /** At most so many; none where nothing waits. */
  fetch(limit: number): Promise<QueuedRound[]>
  done(jobs: readonly string[]): Promise<void>
  stop(): Promise<void>
}

const name = 'round'
/** A job only points to its round, whose own lease tells who has it. */
const expireInSeconds = 3600

/** Opens the queue (pg-boss, schema `queue`). `warn` is told what went wrong in its background. */
export async function openQueue(url: string, warn: (error: Error) => void): Promise<RoundQueue> {
  const boss = new PgBoss({
    connectionString: url,
    max: 3,
    schema: 'queue',
    schedule: false,
    // A job only pointed to its round, which is kept: what became of it is nobody's matter after a day.
    archiveCompletedAfterSeconds: 3600,
    deleteAfterDays: 1,
    application_name: 'synaq queue',
  })
  boss.on('error', warn)
  await boss.start()
  // A round that is sent again while its job still waits gets no second one.
  await boss.createQueue(name, { name, policy: 'short' })
  return {
    send: async (tx, rounds) => {
      if (rounds.length === 0) return
      const db = {
        executeSql: async (text: string, values: unknown[]) => ({ rows: await tx.rows(text, values as SqlValue[]) }),
      }
      const jobs = rounds.map((round) => ({
        ...{ name, data: { round }, retryLimit: 0, expireInSeconds },
        singletonKey: String(round),
      }))
      await boss.insert(jobs, { db })
    },
    fetch: async (limit) => {
      const jobs = await boss.fetch<{ round: RoundId }>(name, { batchSize: limit })
      return jobs.map(({ id, data }) => ({ job: id, round: data.round }))
    },
    done: async (jobs) => {
      // The round keeps the record; an archive of jobs would be as large again.
      if (jobs.length > 0) await boss.deleteJob(name, [...jobs])
    },
    stop: () => boss.stop({ graceful: false, close: true }),
  }
}
