import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { isObject } from '../../src/base/json.js'
import { packageRoot } from '../../src/base/root.js'
import { readYamlFile } from '../../src/base/yaml-file.js'
import { KnownSecrets } from '../../src/evidence/known-secrets.js'
import { leakSearch } from '../../src/evidence/leaks.js'

/**
 * Personal data of the fixtures and whatever secrets a test made, looked for in all that the test leaves: every file of its
 * folder, and every word of the commands that it ran. PDFs are looked at as bytes here: what is printed in them stands in
 * report.html too, and tests/e2e/secrets.test.ts reads their text.
 */

/** A place where secrets lie lawfully, and why: a path within the test's folder, or `standard error of synaq run …`. */
export interface Lawful {
  readonly path: RegExp
  readonly why: string
}

/** Files that are secrets: what is in them may stand nowhere else. */
const secretFile = /\.(key|token|secret|password|p12)$/

const everywhere: readonly Lawful[] = [
  { path: secretFile, why: 'a secret in a file of its own, for its owner alone' },
  { path: /(^|\/)(app|bank)\.json$/, why: 'what an example program is started with, its tokens among it' },
  { path: /(^|\/)fixtures\//, why: 'a copy of invented people' },
  { path: /(^|\/)[\w-]*target\.yaml$/, why: 'a target file as a bank writes it, with test customers of its own' },
]

/** What a command wrote, and which it was. */
export interface Output {
  readonly command: readonly string[]
  readonly stdout: string
  readonly stderr: string
}

/** Commands whose result is a secret: whoever starts them is told it, on standard out. */
const handOver = new Set(['sandbox', 'provider', 'application', 'token'])

type Canary = { readonly kind: string; readonly value: string }

/** `kind (encoding) in place` of everything that was found; never the value. */
export function canariesIn(folder: string, outputs: readonly Output[], lawful: readonly Lawful[] = []): string[] {
  const places = [...everywhere, ...lawful]
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, place: relative(folder, path) }))
  const isLawful = (place: string): boolean => places.some(({ path }) => path.test(place))
  const made = files.filter(({ place }) => secretFile.test(place)).flatMap(({ path }) => secretsOfFile(path))
  const people = personalOfFixtures()
  const search = leakSearch([...people, ...made])
  const personal = leakSearch(people)
  return [
    ...files.filter(({ place }) => !isLawful(place)).flatMap(({ path, place }) => search(place, readFileSync(path))),
    ...outputs.flatMap(({ command, stdout, stderr }) => {
      const name = `synaq ${command.slice(0, 2).join(' ')}`
      const out = `standard out of ${name}`
      const err = `standard error of ${name}`
      return [
        ...(isLawful(out) ? [] : (handOver.has(command[0] ?? '') ? personal : search)(out, Buffer.from(stdout))),
        ...(isLawful(err) ? [] : search(err, Buffer.from(stderr))),
      ]
    }),
  ].map(({ kind, encoding, place, line }) => `${kind} (${encoding}) in ${place}, line ${line}`)
}

/** A key in PEM or as JWK, or a token that fills its file. */
function secretsOfFile(path: string): Canary[] {
  const text = readFileSync(path, 'utf8')
  const isKey = text.includes('PRIVATE KEY-----') || /^\s*\{[^]*"d"\s*:/.test(text)
  if (!isKey && !/\.(token|secret|password)$/.test(path)) return []
  const known = new KnownSecrets()
  known.add(isKey ? 'key' : 'setting', text.trim())
  return known.sought('').map(({ kind, value }) => ({ kind: kind === 'key' ? 'private key' : 'token', value }))
}

let read: readonly Canary[] | undefined

/** Names, numbers and telephones of clients, their accounts and what lies on them: of every system's fixtures. */
export function personalOfFixtures(): readonly Canary[] {
  if (read) return read
  const root = join(packageRoot(), 'fixtures')
  const found = new Map<string, Canary>()
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look)
    if (!isObject(value)) return
    for (const [name, leaf] of Object.entries(value)) {
      if (typeof leaf !== 'string') look(leaf)
      else if (personal.has(name) && leaf.length >= shortest) found.set(leaf, { kind: name, value: leaf })
      if (name === 'phone' && typeof leaf === 'string') found.set(leaf.slice(2), { kind: name, value: leaf.slice(2) })
    }
  }
  for (const system of readdirSync(root))
    for (const name of ['clients.yaml', 'accounts.yaml'])
      if (readdirSync(join(root, system)).includes(name)) look(readYamlFile(join(root, system, name)).value)
  read = [...found.values()]
  return read
}

/** Under these names a fixture holds somebody's data. */
const personal = new Set(['fullName', 'iin', 'phone', 'accountId', 'iban', 'balance'])
/** A smaller balance is now and then a duration. */
const shortest = 9
