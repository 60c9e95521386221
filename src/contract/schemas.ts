import { isObject } from '../base/json.js'
import { listKeywords, mapKeywords, schemaKeywords } from './schema-words.js'
import type { Path } from './source.js'

/** Calls `visit` with every schema of an OpenAPI document: those of the components and all that stand under `schema`. */
export function eachSchema(document: unknown, visit: (schema: Record<string, unknown>, path: Path) => void): void {
  eachRootSchema(document, [], (schema, path) => eachSubschema(schema, path, visit))
}

/** Schemas that stand in no other schema. */
export function eachRootSchema(node: unknown, path: Path, visit: (schema: unknown, path: Path) => void): void {
  if (Array.isArray(node)) node.forEach((item, index) => eachRootSchema(item, [...path, index], visit))
  if (!isObject(node)) return
  const isSchemaMap = path.length === 2 && path[0] === 'components' && path[1] === 'schemas'
  for (const [key, value] of Object.entries(node)) {
    if (isSchemaMap || (key === 'schema' && !isNamedByUser(path))) visit(value, [...path, key])
    else if (!['example', 'examples'].includes(key)) eachRootSchema(value, [...path, key], visit)
  }
}

/** Under these the keys are names that the author chose, e.g. a header called `schema`. */
function isNamedByUser(path: Path): boolean {
  return ['headers', 'responses', 'parameters', 'content', 'callbacks', 'paths'].includes(String(path.at(-1)))
}

function eachSubschema(
  schema: unknown,
  path: Path,
  visit: (schema: Record<string, unknown>, path: Path) => void,
): void {
  if (!isObject(schema)) return
  visit(schema, path)
  for (const word of schemaKeywords) eachSubschema(schema[word], [...path, word], visit)
  for (const word of listKeywords) {
    const list = schema[word]
    if (Array.isArray(list)) list.forEach((item, index) => eachSubschema(item, [...path, word, index], visit))
  }
  for (const word of mapKeywords) {
    const map = schema[word]
    if (isObject(map)) for (const [key, value] of Object.entries(map)) eachSubschema(value, [...path, word, key], visit)
  }
}
