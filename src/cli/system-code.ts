import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { sha256 } from '../base/digest.js'
import { problem } from '../base/problem.js'
import type { Served } from './project.js'
import { fileOfSystem } from './system-home.js'
import type { Wiring } from './wiring.js'

/** Code that a system brought with it: read here for its digest, run by nobody but a sandbox that was allowed to. */
export interface SystemCode {
  /** The module that exports `mock`. */
  readonly file: string
  /** SHA-256 over every JavaScript file beside it: their names, in order, with their digests. */
  readonly digest: string
}

/** The name of the module beside the contract. */
export const handlersFile = 'handlers.js'

/** More than handlers of a mock need. */
const mostFiles = 200
const mostBytes = 5 * 1024 * 1024

/** The code of a system that was brought; undefined where it has none, or where it was shipped. Loads nothing. @throws ProblemError */
export function codeOf({ home, system }: Pick<Served, 'home' | 'system'>): SystemCode | undefined {
  if (home.shipped) return undefined
  const place = { file: join(home.root, 'scenarios', home.id, 'system.yaml') }
  const path = posix.join(dirname(system.contract).split(sep).join('/'), handlersFile)
  if (!existsSync(join(home.root, path))) return undefined
  const file = fileOfSystem(home, path, place)
  const folder = dirname(file)
  const files = scriptsIn(folder)
  for (const name of files) refuseForeignImports(folder, name)
  const digest = sha256(files.map((name) => `${sha256(readFileSync(join(folder, name)))}  ${name}\n`).join(''))
  return { file, digest }
}

/** The same for who is about to run it. @throws ProblemError where nobody allowed it */
export function allowedCode(project: Pick<Served, 'home' | 'system'>, { allowCode }: Wiring): SystemCode | undefined {
  const code = codeOf(project)
  if (!code || allowCode === true) return code
  throw problem(
    'code-not-allowed',
    `the system «${project.system.id}» brings code, which is run only by who allows it (SHA-256 ${code.digest})`,
    'Read it, and add --allow-code if you trust it: it can do on this machine whatever you can.',
    { file: code.file },
  )
}

/** JavaScript files under a folder by their paths from there, sorted. */
function scriptsIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:js|mjs|cjs)$/.test(name) && !/(?:^|[\\/])\.|\.test\.js$/.test(name))
    .map((name) => name.split(sep).join('/'))
    .sort()
  const bytes = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
  if (names.length <= mostFiles && bytes <= mostBytes) return names
  throw problem(
    'code-too-large',
    `${names.length} files of JavaScript, ${bytes} bytes, are more than handlers need`,
    'Leave only the handlers there; packages and builds belong elsewhere.',
    { file: folder },
  )
}

/** What a file may take from elsewhere: our kit, and modules of Node. */
const known = /^(?:synaq\/system|node:[a-z/_]+)$/
const imports = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"`])([^'"`]+)\1/g

/** What the digest does not cover must not be imported. @throws ProblemError */
function refuseForeignImports(folder: string, name: string): void {
  const file = join(folder, name)
  if (relative(realpathSync(folder), realpathSync(file)).startsWith('..'))
    throw foreign(file, 1, name, 'is a link to a file elsewhere')
  readFileSync(file, 'utf8')
    .split('\n')
    .forEach((line, i) => {
      for (const [, , from = ''] of line.matchAll(imports)) {
        const inside = /^\.{1,2}\//.test(from) && !posix.join(posix.dirname(name), from).startsWith('..')
        if (!inside && !known.test(from) && !/^\s*(?:\*|\/\/|\/\*)/.test(line))
          throw foreign(file, i + 1, from, 'lies elsewhere')
      }
    })
}

const foreign = (file: string, line: number, from: string, why: string) =>
  problem(
    'code-foreign',
    `«${from}» ${why}: the digest in the record would not cover it`,
    'Import only files of this folder, synaq/system and modules of Node (node:…).',
    { file, line },
  )
