import type { Openness } from '../model/contract.js'
import { alternatives, itemSchemas, propertySchemas } from './property-names.js'
import { segments, valueAt } from './pointer.js'
import type { Path } from './source.js'
import type { BodyNames } from './wire-names.js'

type Tree = Exclude<Openness, boolean>

/** Openness of the reference, for a message with the names and the wrapping of the wire. */
export function opennessOnWire(openness: Openness, names: BodyNames | undefined): Openness {
  if (!names) return openness
  const top = typeof openness === 'boolean' ? undefined : openness
  const inside = top && { ...top, properties: without(top.properties, names.elsewhere) }
  const wrapped = wrap(names.body, renamedOpenness(inside ?? openness, names))
  return [...names.elsewhere].reduce<Openness>((whole, [name, pointer]) => {
    const moved = top?.properties[name]
    return moved === undefined ? whole : joined(whole, wrap(pointer, renamedOpenness(moved, names)))
  }, wrapped)
}

/** What is open in both. */
export function openInBoth(a: Openness, b: Openness): Openness {
  if (a === true) return b
  if (b === true) return a
  if (a === false || b === false) return false
  const names = Object.keys(a.properties).filter((name) => Object.hasOwn(b.properties, name))
  return {
    properties: Object.fromEntries(
      names.map((name) => [name, openInBoth(a.properties[name] ?? false, b.properties[name] ?? false)]),
    ),
    ...(a.items === undefined || b.items === undefined ? {} : { items: openInBoth(a.items, b.items) }),
  }
}

/** The openness as far as the schemas declare a plain value at its place: an object under the same name is something else. */
export function openWhereDeclared(
  document: Record<string, unknown>,
  schemas: readonly Path[],
  openness: Openness,
): Openness {
  if (openness === false || schemas.length === 0) return false
  if (openness === true) return isPlain(document, schemas)
  return {
    properties: Object.fromEntries(
      Object.entries(openness.properties).map(([name, below]) => [
        name,
        openWhereDeclared(document, propertySchemas(document, schemas, name), below),
      ]),
    ),
    ...(openness.items === undefined
      ? {}
      : { items: openWhereDeclared(document, itemSchemas(document, schemas), openness.items) }),
  }
}

const plainTypes: readonly unknown[] = ['string', 'number', 'integer', 'boolean', 'null']

/** True for a single value, and for a list of them, where the schemas say so. */
function isPlain(document: Record<string, unknown>, schemas: readonly Path[]): boolean {
  const all = alternatives(document, schemas)
  const types = all.flatMap((path) => valueAt(document, [...path, 'type']) ?? [])
  const listed = all.some((path) => ['enum', 'const'].some((word) => valueAt(document, [...path, word]) !== undefined))
  if (types.length === 0) return listed
  const items = itemSchemas(document, all)
  return types.every((type) => plainTypes.includes(type) || (type === 'array' && isListOfPlain(document, items)))
}

function isListOfPlain(document: Record<string, unknown>, items: readonly Path[]): boolean {
  return items.length > 0 && isPlain(document, items)
}

function renamedOpenness(openness: Openness, names: BodyNames): Openness {
  if (typeof openness === 'boolean') return openness
  const properties = Object.entries(openness.properties).flatMap(([name, below]): [string, Openness][] => {
    const wire = names.properties.has(name) ? names.properties.get(name) : name
    return typeof wire === 'string' ? [[wire, renamedOpenness(below, names)]] : []
  })
  return {
    properties: Object.fromEntries(properties),
    ...(openness.items === undefined ? {} : { items: renamedOpenness(openness.items, names) }),
  }
}

function wrap(pointer: string | undefined, inner: Openness): Openness {
  const way = pointer === undefined ? [] : segments(pointer)
  return way.reduceRight<Openness>((below, segment) => ({ properties: { [segment]: below } }), inner)
}

/** Both together; where they speak of the same value, what is open in both. */
function joined(a: Openness, b: Openness): Openness {
  if (typeof a === 'boolean' || typeof b === 'boolean') return openInBoth(a, b)
  const properties: Record<string, Openness> = { ...a.properties }
  for (const [name, below] of Object.entries(b.properties)) {
    const known = properties[name]
    properties[name] = known === undefined ? below : joined(known, below)
  }
  const items = itemsOf(a, b)
  return { properties, ...(items === undefined ? {} : { items }) }
}

function itemsOf(a: Tree, b: Tree): Openness | undefined {
  return a.items === undefined || b.items === undefined ? (a.items ?? b.items) : joined(a.items, b.items)
}

function without(properties: Tree['properties'], names: ReadonlyMap<string, unknown>): Tree['properties'] {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.has(name)))
}
