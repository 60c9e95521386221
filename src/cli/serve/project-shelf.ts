import { statSync } from 'node:fs'
import type { Target } from '../../model/target.js'
import type { TargetFile } from '../../target/target-file.js'
import { withSystemOf } from '../open-target.js'
import { loadProject, type Project } from '../project.js'
import type { Wiring } from '../wiring.js'

/** A system's files, read once for all APIs that are under the same contract, and again when a file of it changes. */
export class ProjectShelf {
  private readonly shelf = new Map<string, { readonly stamp: string; readonly project: Promise<Project> }>()

  constructor(private readonly wiring: Wiring) {}

  /** What a target is tested with. @throws ProblemError */
  of({ system, contract }: Target, file: TargetFile): Promise<Project> {
    const wiring = withSystemOf(file, this.wiring)
    const key = [system, wiring.systemDir, contract?.file, contract?.overlay].join('\n')
    const stamp = [contract?.file, contract?.overlay].map(changedAt).join(' ')
    const known = this.shelf.get(key)
    if (known?.stamp === stamp) return known.project
    const project = loadProject(system, wiring, contract)
    this.shelf.set(key, { stamp, project })
    project.catch(() => this.shelf.delete(key))
    return project
  }
}

function changedAt(file: string | undefined): string {
  return file === undefined ? '' : String(statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0)
}
