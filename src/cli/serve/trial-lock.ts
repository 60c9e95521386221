import { problem } from '../../base/problem.js'
import type { Database, Session } from '../../store/database.js'
import { locks } from '../../store/locks.js'

/** Holds a database for one trial, as long as the session lasts. @throws ProblemError where another one is at work in it */
export async function holdTrial(db: Database): Promise<Session> {
  const session = await db.session()
  const row = await session.row<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [locks.trial])
  if (row?.got === true) return session
  session.release()
  throw problem(
    'trial-running',
    'another trial is at work with this data folder or database',
    'End it first, or name another folder with --data.',
  )
}
