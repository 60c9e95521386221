import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { diskProblem } from '../base/disk.js'
import { problem } from '../base/problem.js'

/** Makes a folder for documents alone: those of a run lie beside its record under the same names. @throws ProblemError */
export function makeDocumentFolder(folder: string): void {
  if (existsSync(join(folder, 'run.ndjson')))
    throw problem('out-is-run', 'this is the folder of a run, with documents of its own', 'Name another folder.', {
      file: folder,
    })
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    if (existsSync(folder))
      throw problem('out-is-file', 'this is a file, not a folder', 'Name a folder; it is made where there is none.', {
        file: folder,
      })
    throw diskProblem(error, folder) ?? error
  }
}
