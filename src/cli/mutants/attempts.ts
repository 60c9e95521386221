import { systemClock } from '../../base/clock.js'
import { newRunId } from '../../base/ids.js'
import type { Ending } from '../../matrix/index.js'
import type { Plan, PlanItem } from '../../model/plan.js'
import type { RunEvent } from '../../model/run.js'
import { executePlan } from '../../run/run.js'
import { LiveJudge } from '../live-judge.js'
import { openPorts } from '../open-ports.js'
import type { Project } from '../project.js'
import type { Session, Wiring } from '../wiring.js'
import type { Standing } from './lane.js'
import { endingOf } from './ending.js'

/** Runs a plan against a subject and answers how each script ended. Nothing is written; `goOn` is asked after each. */
export async function endingsOf(
  plan: Plan,
  { target, control }: Standing,
  { project, wiring, session }: { readonly project: Project; readonly wiring: Wiring; readonly session: Session },
  goOn: (ended: PlanItem) => boolean,
): Promise<Ending[]> {
  const endings: Ending[] = []
  let last: PlanItem | undefined
  const judge = new LiveJudge(wiring.vocabulary.checks, (event: RunEvent) => {
    if (event.type !== 'attempt-judged') return
    last = event.item
    endings.push(endingOf(event.item, event.verdict))
  })
  const opened = await openPorts({ target, control, project }, wiring, session)
  try {
    await executePlan(
      plan,
      newRunId(systemClock.now()),
      opened.ports,
      (event) => judge.on(event),
      session.signal,
      () => Promise.resolve(last === undefined || goOn(last) ? 'go-on' : 'stop'),
    )
  } finally {
    await opened.close()
  }
  return endings
}
