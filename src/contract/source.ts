import { readFile, stat } from 'node:fs/promises'
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml'
import { sha256 } from '../base/digest.js'
import { isObject } from '../base/json.js'
import { isNestedTooDeeply } from '../base/nesting.js'
import { ProblemError, problem, type Problem, type ProblemPlace } from '../base/problem.js'

/** The way from the root of a document to a value: keys and indexes. */
export type Path = readonly (string | number)[]

/** A contract's file as read: its value, its digest, and where in the text each value stands. */
export interface Source {
  readonly file: string
  readonly digest: string
  readonly value: Record<string, unknown>
  /** Position of the value at `path`, or of its nearest ancestor that the file holds. */
  place(path: Path): ProblemPlace
}

/** More than any published description of an API that we met; a larger file is a mistake or an attack. */
const maxBytes = 10 * 1024 * 1024

/** Reads a YAML or JSON file. @throws ProblemError for a file that is missing, too large, not YAML, or not an object. */
export async function readSource(file: string): Promise<Source> {
  const bytes = await bytesOf(file)
  const text = bytes.toString('utf8')
  if (isNestedTooDeeply(text)) throw tooDeep(file)
  const lines = new LineCounter()
  const document = guarded(file, () => parseDocument(text, { lineCounter: lines, uniqueKeys: true }))
  const errors = document.errors.map((error): Problem => {
    const { line, col } = lines.linePos(error.pos[0])
    return {
      code: 'contract-yaml',
      what: error.message.split(' at line ')[0] ?? error.message,
      remedy: 'Mend the YAML at this place.',
      place: { file, line, column: col },
    }
  })
  const [first, ...rest] = errors
  if (first) throw new ProblemError([first, ...rest])
  const value: unknown = guarded(file, () => document.toJS() as unknown)
  if (!isObject(value))
    throw problem(
      'contract-yaml',
      'The file does not hold an object.',
      'An OpenAPI file begins with «openapi: 3.1.0».',
      {
        file,
        line: 1,
        column: 1,
      },
    )
  return { file, digest: sha256(bytes), value, place: (path) => placeOf(document, lines, file, path) }
}

async function bytesOf(file: string): Promise<Buffer> {
  try {
    if ((await stat(file)).size <= maxBytes) return await readFile(file)
  } catch (error) {
    throw problem(
      'contract-unreadable',
      `The contract cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`,
      'Give the path of an OpenAPI file (3.0 or 3.1), YAML or JSON.',
      { file },
    )
  }
  const remedy = 'Check that it is the file you mean, or take out what is not tested.'
  throw problem('contract-too-large', 'The contract is larger than 10 MB.', remedy, { file })
}

const tooDeep = (file: string) => problem('contract-yaml', 'The file is nested too deeply.', 'Flatten it.', { file })

/** Nesting that runs out of stack and aliases that multiply are refused like any other fault of the file. */
function guarded<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(file)
    if (error instanceof ReferenceError)
      throw problem('contract-yaml', 'The file repeats itself by aliases too often.', 'Write the values out.', { file })
    throw error
  }
}

/** Follows `path` as far as the file goes; the key of a pair is a better place than its value. */
function placeOf(document: Document.Parsed, lines: LineCounter, file: string, path: Path): ProblemPlace {
  let node: unknown = document.contents
  let offset = 0
  for (const segment of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(segment))
      if (!pair) break
      offset = startOf(pair.key) ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(segment)]
      if (node === undefined) break
      offset = startOf(node) ?? offset
    } else break
  }
  const { line, col } = lines.linePos(offset)
  return { file, line, column: col }
}

function startOf(node: unknown): number | undefined {
  const range = isObject(node) ? node.range : undefined
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined
}
