import { isObject } from '../base/json.js'
import { isJsonType, requestMedia } from './operations.js'
import { locate, segments, valueAt } from './pointer.js'
import { listKeywords, mapKeywords, schemaKeywords } from './schema-words.js'
import type { Path } from './source.js'

/** The schemas of an operation's messages: the body of its request, of its answers, and of its refusals. */
export interface MessageSchemas {
  readonly request: readonly Path[]
  readonly answers: readonly Path[]
  readonly errors: readonly Path[]
}

/** Where the JSON schemas of an operation's messages stand in the document. A form has OAuth's names and is left out. */
export function messageSchemas(document: Record<string, unknown>, operation: Path): MessageSchemas {
  const responses = locate(document, [...operation, 'responses'])?.value ?? {}
  const ofStatus = (isError: boolean): Path[] =>
    Object.keys(responses)
      .filter((status) => /^[45]|^default$/.test(status) === isError)
      .flatMap((status) => jsonSchemaOf(document, [...operation, 'responses', status]))
  const media = requestMedia(document, operation)
  return {
    request: media && isJsonType(media.contentType) ? [media.path] : [],
    answers: ofStatus(false),
    errors: ofStatus(true),
  }
}

function jsonSchemaOf(document: Record<string, unknown>, response: Path): Path[] {
  const found = locate(document, response)
  const type = isObject(found?.value.content) ? Object.keys(found.value.content).find(isJsonType) : undefined
  return found && type !== undefined ? [[...found.path, 'content', type, 'schema']] : []
}

/** Names of the properties that the schemas declare, at any depth. */
export function propertyNames(document: Record<string, unknown>, schemas: readonly Path[]): Set<string> {
  const names = new Set<string>()
  const seen = new Set<string>()
  const visit = (path: Path): void => {
    const key = JSON.stringify(path)
    if (seen.has(key)) return
    seen.add(key)
    const schema = valueAt(document, path)
    if (!isObject(schema)) return
    if (typeof schema.$ref === 'string') visit(segments(schema.$ref))
    if (isObject(schema.properties)) for (const name of Object.keys(schema.properties)) names.add(name)
    for (const word of schemaKeywords) if (word in schema) visit([...path, word])
    for (const word of [...listKeywords, ...mapKeywords])
      if (typeof schema[word] === 'object') for (const k of Object.keys(schema[word] ?? {})) visit([...path, word, k])
  }
  schemas.forEach(visit)
  return names
}

/** The schemas of a property of these schemas, in every alternative that declares it. */
export function propertySchemas(document: Record<string, unknown>, schemas: readonly Path[], name: string): Path[] {
  return alternatives(document, schemas).flatMap((path) => {
    const properties = valueAt(document, [...path, 'properties'])
    return isObject(properties) && Object.hasOwn(properties, name) ? [[...path, 'properties', name]] : []
  })
}

/** The schemas of the items of these schemas. */
export function itemSchemas(document: Record<string, unknown>, schemas: readonly Path[]): Path[] {
  return alternatives(document, schemas)
    .map((path) => [...path, 'items'])
    .filter((path) => isObject(valueAt(document, path)))
}

/** The schemas of the value that a JSON Pointer leads to in a message of these schemas. */
export function schemasAtPointer(document: Record<string, unknown>, schemas: readonly Path[], pointer: string): Path[] {
  return segments(pointer).reduce<Path[]>((at, name) => propertySchemas(document, at, name), [...schemas])
}

/** The schemas themselves and all that they refer to or combine, references followed. */
export function alternatives(document: Record<string, unknown>, schemas: readonly Path[]): Path[] {
  const found = new Map<string, Path>()
  const visit = (path: Path): void => {
    const at = locate(document, path)
    const key = JSON.stringify(at?.path)
    if (!at || found.has(key)) return
    found.set(key, at.path)
    for (const word of ['allOf', 'anyOf', 'oneOf'])
      if (Array.isArray(at.value[word])) at.value[word].forEach((_, index) => visit([...at.path, word, index]))
    for (const word of ['then', 'else']) if (word in at.value) visit([...at.path, word])
  }
  schemas.forEach(visit)
  return [...found.values()]
}
