import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { diskProblem } from '../../base/disk.js'
import { isObject } from '../../base/json.js'
import { problem } from '../../base/problem.js'

/** The data folder, made where it is not there yet, for its owner alone. @throws ProblemError */
export function dataFolder(name: string): string {
  const folder = resolve(name)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return folder
  } catch (error) {
    const { code } = isObject(error) ? error : {}
    if (code === 'EEXIST' || code === 'ENOTDIR')
      throw problem('data-folder', 'there is a file where the data folder should be', 'Name another one with --data.', {
        file: folder,
      })
    throw diskProblem(error, folder) ?? error
  }
}
