import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { problem } from '../base/problem.js'
import { isSafePath, type ZipEntry } from './zip.js'

/** What belongs to a run's record: documents and reports are made from it and are no part of it. */
const recordFile =
  /^(plan\.json|run(\.\d+)?\.ndjson|findings\.json|witness\.json|waivers\.(json|yaml)|attempts\/\d{4,}\.ndjson)$/

/** What is there only while somebody works in the folder. */
const passing = /(^|\/)(run\.lock|[^/]+\.tmp)$/

/**
 * Every ordinary file below a folder, by path with `/`, in the order of paths.
 * @throws ProblemError for a link or a name that no bundle can hold
 */
export function filesBelow(folder: string): Map<string, Uint8Array> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
  const files = paths.map((file): [string, Uint8Array] => {
    const path = relative(folder, file).split(sep).join('/')
    if (!lstatSync(file).isFile()) throw strange(file, 'it is a link or a device, not a file')
    if (!isSafePath(path)) throw strange(file, 'its name holds letters that a bundle cannot')
    return [path, readFileSync(file)]
  })
  return new Map(files.filter(([path]) => !passing.test(path)).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function strange(file: string, what: string): Error {
  return problem(
    'strange-file',
    `this cannot be signed or checked: ${what}`,
    'Take it out of the folder, or rename it with Latin letters and digits.',
    { file },
  )
}

/** The record of a run among the files of its folder. */
export function recordOf(files: ReadonlyMap<string, Uint8Array>): ZipEntry[] {
  return [...files].filter(([path]) => recordFile.test(path)).map(([path, bytes]) => ({ path, bytes }))
}
