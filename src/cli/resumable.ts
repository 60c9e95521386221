import { resolve } from 'node:path'
import { problem } from '../base/problem.js'
import { readRunFolder, type RunFolder } from '../evidence/run-folder.js'
import { lockRun } from '../evidence/run-lock.js'
import { resumptionOf, type LeftBehind } from '../judge/resume.js'
import type { Plan } from '../model/plan.js'
import type { Resumption } from '../model/run.js'
import { planDifferences, planOf } from '../plan/differences.js'
import type { Wiring } from './wiring.js'

/** A run that was cut off, held for this process. */
export interface Resumable {
  readonly run: RunFolder
  readonly id: string
  readonly resumption: Resumption
  readonly left: readonly LeftBehind[]
  release(): void
}

/** Opens a run to go on with it. @throws ProblemError where it is none, is still being written, or came to its end */
export function openResumable(given: string, { vocabulary, version }: Wiring): Resumable {
  const folder = resolve(given)
  const [start] = readRunFolder(folder).lines
  const release = lockRun(folder)
  try {
    // Whoever held the lock until now may have written more.
    const run = readRunFolder(folder)
    const last = run.lines.at(-1)
    if (last?.type === 'run-ended' && last.how === 'complete')
      throw problem(
        'run-finished',
        'this run came to its end: there is nothing to resume',
        'See it with `synaq judge`, make its documents with `synaq report`, or run again without --resume.',
        { file: given },
      )
    if (start?.type !== 'run-started') throw new Error('a run begins with its start')
    if (start.version !== version)
      throw problem(
        'resume-version',
        `the run was begun by Synaq ${start.version}, and this is Synaq ${version}: its evidence would be of two programs`,
        `Resume with Synaq ${start.version}, or run again.`,
        { file: given },
      )
    return { run, id: start.run, ...resumptionOf(run, vocabulary), release }
  } catch (error) {
    release()
    throw error
  }
}

/** Ids of the scripts that the run is of. */
export function scriptsOf({ run }: Resumable): string[] {
  return [...new Set(run.planned.items.map(({ scenario }) => scenario.id))]
}

/** The plan as it was recorded, where the plan made now is the same. @throws ProblemError that says what differs */
export function samePlan({ run }: Resumable, now: Plan): Plan {
  const found = planDifferences(run.planned, planOf(run.planned.items, now))
  if (found.length === 0) return run.planned
  const shown = [
    ...found.slice(0, mostNamed),
    ...(found.length > mostNamed ? [`${found.length - mostNamed} more`] : []),
  ]
  throw problem(
    'resume-other',
    `target or scenarios are not those of the run: ${shown.join('; ')}`,
    'Resume with the same target, contract and scenarios, or run again without --resume.',
    { file: run.folder },
  )
}

const mostNamed = 8
