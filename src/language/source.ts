import { readFileSync } from 'node:fs'
import { isAbsolute, relative } from 'node:path'
import { sha256 } from '../base/digest.js'
import type { Json } from '../base/json.js'
import { isProblemError } from '../base/problem.js'
import type { Problem } from '../base/problem.js'
import { readYamlFile } from '../base/yaml-file.js'
import type { YamlFile, YamlPath } from '../base/yaml-file.js'
import type { SourcePosition } from '../model/scenario.js'

/** A YAML file while it is read, with the problems found in it so far. */
export class Source {
  readonly problems: Problem[] = []

  constructor(
    /** As shown to people: relative to the project's root. */
    readonly file: string,
    private readonly yaml: YamlFile,
    /** SHA-256 of the file. */
    readonly digest: string,
  ) {}

  get value(): Json {
    return this.yaml.value
  }

  position(path: YamlPath, of: 'key' | 'value' = 'value'): SourcePosition {
    const { line, column } = this.yaml.position(path, of)
    return { file: this.file, line, column }
  }

  /** Records a problem at a path: what is wrong there, and how to mend it. */
  report(code: string, path: YamlPath, what: string, remedy: string, of: 'key' | 'value' = 'value'): void {
    this.problems.push({ code, what, remedy, place: this.position(path, of) })
  }
}

/** Opens a file; where it cannot be read or is no YAML, the problems alone. */
export function openSource(path: string, root: string): Source | readonly Problem[] {
  const file = shownPath(path, root)
  try {
    const yaml = readYamlFile(path)
    return new Source(file, yaml, sha256(readFileSync(path)))
  } catch (error) {
    if (!isProblemError(error)) throw error
    const shown = error.problems.map((p) => (p.place && 'file' in p.place ? { ...p, place: { ...p.place, file } } : p))
    return shown.every((p) => p.code === 'yaml-syntax') ? syntaxProblems(shown, path) : shown
  }
}

/** A reference that stands outside quotes: YAML takes its braces for a map. */
const bareReference = /(^|[\s[{,])\$\{/

/** One problem a line, since the others only follow from it; the commonest mistake is named. */
function syntaxProblems(problems: readonly Problem[], path: string): readonly Problem[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  const lineOf = ({ place }: Problem) => (place && 'line' in place ? place.line : undefined)
  const first = problems.filter((p, i) => problems.findIndex((other) => lineOf(other) === lineOf(p)) === i)
  return first.map((p) => {
    const line = lines[(lineOf(p) ?? 0) - 1] ?? ''
    return bareReference.test(line) ? { ...p, remedy: "Put the reference into quotes: '${name.key}'." } : p
  })
}

/** A path as people see it: relative to the root where it lies below it. */
export function shownPath(path: string, root: string): string {
  const below = relative(root, path)
  return below.startsWith('..') || isAbsolute(below) ? path : below
}
