import { problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import { readRunFolder } from '../evidence/run-folder.js'
import { judgeFolder } from '../judge/record.js'
import type { Scenario } from '../model/scenario.js'
import type { CheckKind } from '../model/vocabulary.js'
import { tagsOf, type Selection } from '../plan/select.js'

/** Which scenarios a person wants, as typed. */
export interface Choice {
  /** Ids. */
  readonly only: readonly string[]
  readonly tags: readonly string[]
  readonly until?: string
}

/** The selection that a choice means. @throws ProblemError for an id or tag that no scenario has. */
export function selectionOf({ only, tags, until }: Choice, scenarios: readonly Scenario[]): Selection {
  const ids = scenarios.map(({ id }) => id)
  for (const id of [...only, ...(until === undefined ? [] : [until])]) {
    if (ids.includes(id)) continue
    const what = `there is no scenario «${id}».${didYouMean(id, ids)}`
    throw problem('scenario-unknown', what, '`synaq list` names them all.')
  }
  const words = new Set(scenarios.flatMap(tagsOf))
  for (const tag of tags) {
    if (words.has(tag)) continue
    const what = `no scenario has the tag «${tag}».${didYouMean(tag, words)}`
    throw problem('tag-unknown', what, `Known tags: ${[...words].sort().join(', ')}.`)
  }
  return {
    ...(only.length > 0 ? { only: new Set(only) } : {}),
    ...(tags.length > 0 ? { tags } : {}),
    ...(until === undefined ? {} : { until }),
  }
}

/** Ids of the scenarios that did not pass in an earlier run. @throws ProblemError where all of them did. */
export function failedIn(folder: string, checks: ReadonlyMap<string, CheckKind>): string[] {
  const { attempts } = judgeFolder(readRunFolder(folder), checks)
  const failed = attempts.filter(({ verdict }) => verdict.outcome === 'fail' || verdict.outcome === 'inconclusive')
  if (failed.length > 0) return [...new Set(failed.map(({ item }) => item.scenario.id))]
  throw problem('nothing-failed', 'every script of that run passed', 'Leave --failed out to run all of them.', {
    file: folder,
  })
}
