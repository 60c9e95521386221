import type { Clock, Instant } from '../../base/clock.js'
import { allChanged } from '../../store/changes.js'
import type { Database, Queryable } from '../../store/database.js'
import { lastMove } from '../../store/decision-rows.js'
import { lockApi } from '../../store/registry-rows.js'
import {
  apisUnder,
  limitedByOthers,
  lockWorks,
  setWorksPhase,
  worksToMove,
  type WorksRow,
} from '../../store/works-rows.js'
import type { Governor } from '../governor.js'
import { forWorks } from '../moves.js'
import { phaseDue, wobbleMs } from './rules.js'
import { decisionWords } from './words.js'

export interface WorksKeeperParts {
  readonly db: Database
  readonly clock: Clock
  readonly governor: Pick<Governor, 'moveForWorks'>
  readonly warn: (what: string, error: unknown) => void
}

/**
 * Does what begins and ends with works. How far it got stands beside the works, so that any number may run, and be killed: each step
 * is done once.
 */
export class WorksKeeper {
  constructor(private readonly parts: WorksKeeperParts) {}

  /** Looks at the time once; answers how many works came into another phase. */
  async tick(): Promise<number> {
    const { db, clock, warn } = this.parts
    const now = clock.now()
    let moved = 0
    for (const id of await worksToMove(db, now, wobbleMs)) {
      try {
        if (await db.transaction((tx) => this.move(tx, id, now))) moved += 1
      } catch (error) {
        warn(`works ${id}`, error)
      }
    }
    return moved
  }

  private async move(tx: Queryable, id: number, now: Instant): Promise<boolean> {
    const works = await lockWorks(tx, id, 'skip')
    if (works?.cancelled_at !== null) return false
    const due = phaseDue({ startsAt: works.starts_at, endsAt: works.ends_at }, works.phase, now)
    if (due === works.phase) return false
    await setWorksPhase(tx, id, due)
    const apis = await apisUnder(tx, works)
    if (works.limited) {
      if (due === 'running') for (const api of apis) await this.limit(tx, api, works)
      else if (works.phase === 'running') for (const api of apis) await this.putBack(tx, api, works, now)
    }
    await allChanged(tx, apis)
    return true
  }

  private async limit(tx: Queryable, id: string, works: WorksRow): Promise<void> {
    const api = await lockApi(tx, id)
    // One that is off, or limited already, is so by a decision of others.
    if (api?.state !== 'published') return
    await this.parts.governor.moveForWorks(tx, api, 'limit', decisionWords.limit(works.id, works.ends_at))
  }

  private async putBack(tx: Queryable, id: string, works: WorksRow, now: Instant): Promise<void> {
    const api = await lockApi(tx, id)
    if (api?.state !== 'limited') return
    // Whoever decided since then had a reason of his own.
    if ((await lastMove(tx, id))?.rule !== forWorks) return
    if (await limitedByOthers(tx, id, works.id, now)) return
    await this.parts.governor.moveForWorks(tx, api, 'republish', decisionWords.back(works.id))
  }
}
