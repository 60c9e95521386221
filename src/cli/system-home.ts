import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import type { SystemId } from '../model/system.js'
import type { Wiring } from './wiring.js'

/** Where the folders of a system lie: `scenarios/<id>`, `mocks/<id>` and `fixtures/<id>` of one root. */
export interface SystemHome {
  readonly id: SystemId
  readonly root: string
  /** Comes with the package; otherwise somebody brought it with --system-dir. */
  readonly shipped: boolean
}

/** Where systems are looked for. */
type Homes = Pick<Wiring, 'root' | 'systemDir'>

/** Names of folders, and the beginning of every scenario's id. */
export const systemIdPattern = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/

/** The systems that may be named: those shipped, and those of --system-dir where it is given. @throws ProblemError */
export function systemHomes({ root, systemDir }: Homes): SystemHome[] {
  const shipped = idsIn(root).map((id) => ({ id, root, shipped: true }))
  return systemDir === undefined ? shipped : [...shipped, ...broughtHomes(systemDir, shipped)]
}

/** The systems that are meant where none is named: those of --system-dir, else all. */
export function systemIds(wiring: Homes): SystemId[] {
  const homes = systemHomes(wiring)
  const brought = homes.filter(({ shipped }) => !shipped)
  return (brought.length > 0 ? brought : homes).map(({ id }) => id)
}

/** The system that is meant where one is needed and none is named. @throws ProblemError where there are several to choose from. */
export function onlySystem(wiring: Homes): SystemId {
  const [first, ...others] = systemIds(wiring)
  if (first !== undefined && (others.length === 0 || wiring.systemDir === undefined)) return first
  throw problem('system-open', `several systems lie in ${wiring.systemDir ?? wiring.root}`, 'Name one with --system.')
}

/** The home of a system by its id. @throws ProblemError for an id that none has. */
export function homeOf(id: SystemId, wiring: Homes): SystemHome {
  const homes = systemHomes(wiring)
  const found = homes.find((home) => home.id === id)
  if (found) return found
  const known = homes.map((home) => home.id)
  throw problem(
    'system-unknown',
    `there is no system «${id}».${didYouMean(id, known)}`,
    `Known systems: ${known.join(', ')}.${wiring.systemDir === undefined ? ' One of your own is found by --system-dir.' : ''}`,
  )
}

/** The options that make a child process find the same systems, and allow it the same. */
export function systemArguments({ systemDir, allowCode }: Pick<Wiring, 'systemDir' | 'allowCode'>): string[] {
  return [
    ...(systemDir === undefined ? [] : ['--system-dir', systemDir]),
    ...(allowCode === true ? ['--allow-code'] : []),
  ]
}

function idsIn(root: string): SystemId[] {
  const folder = join(root, 'scenarios')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'system.yaml')))
    .sort()
}

function broughtHomes(systemDir: string, shipped: readonly SystemHome[]): SystemHome[] {
  const root = resolve(systemDir)
  const place = { file: systemDir }
  if (!existsSync(root) || !statSync(root).isDirectory())
    throw problem('system-dir', 'there is no such folder', 'Give the folder that holds scenarios/ and mocks/.', place)
  const ids = idsIn(root)
  if (ids.length === 0) throw problem('system-dir', noSystemIn(root), remedyFor(root), place)
  for (const id of ids) {
    if (!systemIdPattern.test(id))
      throw problem(
        'system-id',
        `«${id}» cannot be the name of a system`,
        'Use lower-case letters, digits and single hyphens, beginning with a letter, such as parcel-tracking.',
        { file: join(systemDir, 'scenarios', id) },
      )
    if (shipped.some((home) => home.id === id))
      throw problem(
        'system-clash',
        `«${id}» is the name of a system that comes with Synaq`,
        'Give yours another name: of its three folders, in system.yaml and in the ids of its scenarios.',
        { file: join(systemDir, 'scenarios', id) },
      )
  }
  return ids.map((id) => ({ id, root, shipped: false }))
}

const noSystemIn = (root: string): string =>
  existsSync(join(root, 'system.yaml'))
    ? 'this is the folder of the scenarios alone'
    : 'no system lies in this folder: there is no scenarios/<name>/system.yaml'

function remedyFor(root: string): string {
  if (existsSync(join(root, 'system.yaml'))) return `Give the folder above scenarios/: ${dirname(dirname(root))}`
  return 'Give the folder that holds scenarios/ and mocks/; `synaq system new` makes one from an OpenAPI file.'
}

/**
 * A file of a system by the path that one of its files names. @throws ProblemError where it leads out of the system's root,
 * by dots or by a symbolic link.
 */
export function fileOfSystem(
  { root }: SystemHome,
  path: string,
  place: { readonly file: string; readonly line?: number; readonly column?: number },
): string {
  const file = resolve(root, path)
  const inside = isAbsolute(path) ? false : isUnder(root, file)
  const real = inside && existsSync(file) ? isUnder(realpathSync(root), realpathSync(file)) : inside
  if (real) return file
  throw problem(
    'system-outside',
    `«${path}» leads out of the system's own folders`,
    'Move the file into mocks/<system>/ and write its path from there: mocks/<system>/openapi.yaml.',
    place,
  )
}

function isUnder(folder: string, file: string): boolean {
  const way = relative(folder, file)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
