import { isObject } from '../base/json.js'
import type { Openness } from '../model/contract.js'
import { responseAt } from './messages.js'
import { isJsonType, requestMedia } from './operations.js'
import { locate, valueAt } from './pointer.js'
import type { Path } from './source.js'

/**
 * Which values of a message may stand in evidence as they are.
 * A value is open only where `x-open: true` stands at it or above it, in every alternative that declares it.
 * Values that the schema does not declare are closed.
 */
export function opennessAt(document: Record<string, unknown>, path: Path): Openness {
  return settled(shapeAt(document, path, []))
}

/** What a contract declares open in the body of an operation's answer with this status. */
export function declaredResponseOpenness(document: Record<string, unknown>, operation: Path, status: number): Openness {
  const response = responseAt(document, operation, status)
  const type = Object.keys(response?.value.content ?? {}).find(isJsonType)
  if (!response || type === undefined) return false
  return opennessAt(document, [...response.path, 'content', type, 'schema'])
}

/** The same for the body of its request. */
export function declaredRequestOpenness(document: Record<string, unknown>, operation: Path): Openness {
  const media = requestMedia(document, operation)
  return media ? opennessAt(document, media.path) : false
}

/** True for a document that says anywhere what is open: then it decides it everywhere. */
export function usesOpenness(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(usesOpenness)
  return isObject(node) && ('x-open' in node || Object.values(node).some(usesOpenness))
}

/** Openness while alternatives are still being compared: `silent` says nothing about the value. */
type Shape = 'open' | 'closed' | 'silent' | { readonly properties: ReadonlyMap<string, Shape>; readonly items: Shape }

const leaf: Shape = { properties: new Map(), items: 'silent' }

/** Words that say something of a value without opening it. */
const wordsOfLeaves = ['type', 'enum', 'const', 'format', 'pattern', 'additionalProperties', 'patternProperties']

function shapeAt(document: Record<string, unknown>, path: Path, above: readonly string[]): Shape {
  const schema = valueAt(document, path)
  const key = JSON.stringify(path)
  if (!isObject(schema) || above.includes(key)) return 'silent'
  if (schema['x-open'] === true) return 'open'
  if (schema['x-open'] === false) return 'closed'
  const inner = [...above, key]
  const parts: Shape[] = []
  if (wordsOfLeaves.some((word) => word in schema)) parts.push(leaf)
  if (isObject(schema.properties)) {
    const names = Object.keys(schema.properties)
    const shapes = names.map((name) => [name, shapeAt(document, [...path, 'properties', name], inner)] as const)
    parts.push({ properties: new Map(shapes), items: 'silent' })
  }
  const itemPaths = [...listPaths(schema, path, 'prefixItems'), ...('items' in schema ? [[...path, 'items']] : [])]
  if (itemPaths.length > 0) {
    const shapes = itemPaths.map((at) => shapeAt(document, at, inner))
    // Nobody can tell later which item a position was, so one closed item closes all.
    const items = shapes.some((shape) => shape === 'silent') ? 'closed' : shapes.reduce(both)
    parts.push({ properties: new Map(), items })
  }
  if (typeof schema.$ref === 'string') {
    const target = locate(document, path)
    parts.push(target ? shapeAt(document, target.path, inner) : 'closed')
  }
  for (const word of ['allOf', 'anyOf', 'oneOf'])
    for (const at of listPaths(schema, path, word)) parts.push(shapeAt(document, at, inner))
  for (const word of ['then', 'else']) if (word in schema) parts.push(shapeAt(document, [...path, word], inner))
  return parts.reduce(both, 'silent')
}

function listPaths(schema: Record<string, unknown>, path: Path, word: string): Path[] {
  const list = schema[word]
  return Array.isArray(list) ? list.map((_, index) => [...path, word, index]) : []
}

/** What is open in both, where both speak of it. */
function both(a: Shape, b: Shape): Shape {
  if (a === 'silent') return b
  if (b === 'silent') return a
  if (a === 'closed' || b === 'closed') return 'closed'
  if (a === 'open') return b
  if (b === 'open') return a
  const properties = new Map(a.properties)
  for (const [name, shape] of b.properties) properties.set(name, both(properties.get(name) ?? 'silent', shape))
  return { properties, items: both(a.items, b.items) }
}

function settled(shape: Shape): Openness {
  if (shape === 'open') return true
  if (shape === 'closed' || shape === 'silent') return false
  const properties = Object.fromEntries([...shape.properties].map(([name, inner]) => [name, settled(inner)]))
  const items = settled(shape.items)
  if (shape.properties.size === 0 && items === false) return false
  return { properties, ...(items === false ? {} : { items }) }
}
