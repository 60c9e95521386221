import { readFileSync, statSync } from 'node:fs'
import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml'
import type { Document, Node, Pair } from 'yaml'
import { sha256 } from './digest.js'
import { isObject, type Json } from './json.js'
import { keptYaml } from './kept-yaml.js'
import { isNestedTooDeeply } from './nesting.js'
import { isProblemError, problem, ProblemError } from './problem.js'
import type { Problem } from './problem.js'

/** The way to a value inside a YAML file: keys and indexes from 0. */
export type YamlPath = readonly (string | number)[]

/** A YAML file as a JSON value that knows where each part of it was written. */
export interface YamlFile {
  readonly file: string
  readonly value: Json
  /**
   * Where the value at `path` stands, from 1: a scalar's own place, otherwise that of its key (`of: 'key'` always
   * asks for the key). Where the path leads nowhere, the nearest place above it.
   */
  position(
    path: YamlPath,
    of?: 'key' | 'value',
  ): { readonly file: string; readonly line: number; readonly column: number }
}

/** More than any file that a person writes; a larger one is a mistake or an attack. */
const maxBytes = 1024 * 1024
/** Aliases are for a few repetitions, not for multiplying a file into gigabytes. */
const maxAliasCount = 100

/** Reads and parses a YAML file. @throws ProblemError when it cannot be read, or as `parseYaml`. */
export function readYamlFile(file: string): YamlFile {
  let bytes: Buffer
  try {
    if (statSync(file).size > maxBytes) throw tooLarge(file)
    bytes = readFileSync(file)
  } catch (error) {
    if (isProblemError(error)) throw error
    throw unreadable(file, error)
  }
  const kept = keptYaml(file, sha256(bytes))
  if (kept) return kept
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw problem('yaml-encoding', 'The file is not UTF-8 text.', 'Save it as UTF-8.', { file })
  }
  return parseYaml(text, file)
}

/** Says in words why a file cannot be read. */
function unreadable(file: string, error: unknown): ProblemError {
  const code = isObject(error) ? String(error.code) : ''
  const [what, remedy] = reasons[code] ?? [`The file cannot be read (${code}).`, 'Check the path and the disk.']
  return problem('yaml-unreadable', what, remedy, { file })
}

const reasons: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  ENOENT: ['There is no such file.', 'Check the path; it is relative to the folder that the command is started in.'],
  ENOTDIR: ['There is no such file.', 'A part of the path is a file, not a folder: check the path.'],
  EISDIR: ['This is a folder, not a file.', 'Give the file in it.'],
  EACCES: ['You may not read this file.', 'Have its owner allow it (chmod), or run as its owner.'],
}

/**
 * Parses one YAML 1.2 document (core schema, so the value is plain JSON).
 * @throws ProblemError `yaml-syntax` with position; also for repeated keys, keys that are no text, `__proto__`,
 * unknown tags, too many aliases, a text over 1 MB and numbers that JSON does not have.
 */
export function parseYaml(text: string, file: string): YamlFile {
  if (Buffer.byteLength(text) > maxBytes) throw tooLarge(file)
  if (isNestedTooDeeply(text)) throw tooDeep(file)
  const lines = new LineCounter()
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  return guardDepth(file, () => {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: true,
      stringKeys: false,
    })
    const [first, ...rest] = [
      ...[...document.errors, ...document.warnings].map((error) =>
        syntaxProblem(error.message.split('\n')[0] ?? 'not YAML', at(error.pos[0])),
      ),
      ...forbidden(document, at),
    ]
    if (first) throw new ProblemError([first, ...rest])
    return {
      file,
      value: plainValue(document, file),
      position: (path, of = 'value') => at(offsetOf(document, path, of)),
    }
  })
}

function syntaxProblem(message: string, place: { file: string; line: number; column: number }): Problem {
  return {
    code: 'yaml-syntax',
    what: `This is not the YAML that is expected here: ${message.replace(/\.?$/, '.')}`,
    remedy: 'Mend the line; indentation is by spaces, and a text with «: » or «#» in it needs quotes.',
    place,
  }
}

/** What YAML allows but a plain JSON value must not hold. */
function forbidden(
  document: Document,
  at: (offset: number) => { file: string; line: number; column: number },
): Problem[] {
  const found: Problem[] = []
  visit(document, {
    Pair(_, pair) {
      const key: unknown = pair.key
      const offset = isNode(key) ? (key.range?.[0] ?? 0) : 0
      if (!isScalar(key) || typeof key.value === 'object') found.push(syntaxProblem('a key must be a text', at(offset)))
      else if (key.value === '__proto__') found.push(syntaxProblem('the key «__proto__» is not allowed', at(offset)))
    },
    Scalar(_, scalar) {
      if (typeof scalar.value === 'number' && !Number.isFinite(scalar.value)) {
        found.push(syntaxProblem('not a number that JSON has', at(scalar.range?.[0] ?? 0)))
      }
    },
  })
  return found
}

function plainValue(document: Document, file: string): Json {
  try {
    return document.toJS({ maxAliasCount }) as Json
  } catch (error) {
    if (error instanceof ReferenceError) {
      throw problem('yaml-syntax', 'The file repeats itself by aliases too often.', 'Write the values out.', { file })
    }
    throw error
  }
}

/** Nesting so deep that parsing runs out of stack is refused like any other fault of the file. */
function guardDepth<T>(file: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof RangeError) {
      throw tooDeep(file)
    }
    throw error
  }
}

const tooDeep = (file: string) => problem('yaml-syntax', 'The file is nested too deeply.', 'Flatten it.', { file })

const tooLarge = (file: string) =>
  problem('yaml-too-large', 'The file is larger than 1 MB.', 'Split it, or check that it is the file you mean.', {
    file,
  })

/** The offset of the value at the path, or of the nearest place above it. */
function offsetOf(document: Document, path: YamlPath, of: 'key' | 'value'): number {
  let node: unknown = document.contents
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0
  for (const segment of path) {
    const entry = entryOf(resolved(node, document), segment)
    if (entry === undefined) break
    const [key, value] = isPair(entry) ? [entry.key, entry.value] : [entry, entry]
    node = value
    const pointed = of === 'value' && isScalar(value) && value.source !== '' ? value : key
    if (isNode(pointed) && pointed.range) offset = pointed.range[0]
  }
  return offset
}

const resolved = (node: unknown, document: Document): unknown => (isAlias(node) ? node.resolve(document) : node)

function entryOf(node: unknown, segment: string | number): Pair | Node | undefined {
  if (isMap(node)) return node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(segment))
  if (isSeq(node) && typeof segment === 'number') {
    const item = node.items[segment]
    return isNode(item) ? item : undefined
  }
  return undefined
}
