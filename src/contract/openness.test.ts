import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parse } from 'yaml'
import type { Openness } from '../model/contract.js'
import { opennessAt } from './openness.js'

const open = '{ type: string, x-open: true }'
const closed = '{ type: string }'

/** Openness of a schema written as YAML, beside components that it may refer to. */
const opennessOf = (schema: string, schemas = '{}'): Openness =>
  opennessAt({ schema: parse(schema) as unknown, components: { schemas: parse(schemas) as unknown } }, ['schema'])

describe('openness', () => {
  test.each<[string, string, Openness]>([
    ['nothing said', closed, false],
    ['an open leaf', open, true],
    ['an open object, with all below', '{ type: object, x-open: true, properties: { a: { type: string } } }', true],
    ['an open array', '{ type: array, x-open: true, items: { type: string } }', true],
    ['properties', `{ type: object, properties: { a: ${open}, b: ${closed} } }`, { properties: { a: true, b: false } }],
    ['items', `{ type: array, items: ${open} }`, { properties: {}, items: true }],
    [
      'items that are objects',
      `{ items: { properties: { a: ${open} } } }`,
      { properties: {}, items: { properties: { a: true } } },
    ],
    ['one closed position of an array', `{ prefixItems: [${open}], items: ${closed} }`, false],
    ['positions of an array that nothing is said of', `{ prefixItems: [${open}, {}] }`, false],
    ['open in each alternative', `{ oneOf: [${open}, ${open}] }`, true],
    ['closed in one alternative', `{ anyOf: [${open}, ${closed}] }`, false],
    ['an alternative that says nothing', `{ allOf: [${open}, { description: x }] }`, true],
    ['closed on purpose', '{ allOf: [{ x-open: true }, { x-open: false }] }', false],
    ['a leaf or an object', `{ oneOf: [${open}, { properties: { a: ${open} } }] }`, { properties: { a: true } }],
    [
      'properties of several parts',
      `{ properties: { a: ${open} }, allOf: [{ properties: { a: ${closed}, b: ${open} } }], then: { properties: { c: ${open} } } }`,
      { properties: { a: false, b: true, c: true } },
    ],
    [
      'names that are not declared',
      `{ type: object, additionalProperties: ${open}, patternProperties: { a: ${open} } }`,
      false,
    ],
    ['everything allowed', 'true', false],
  ])('%s', (_, schema, expected) => {
    expect(opennessOf(schema)).toEqual(expected)
  })

  test('follows references, also with words beside them', () => {
    const components = `{ A: ${open}, B: ${closed} }`
    const a = "$ref: '#/components/schemas/A'"
    const b = "$ref: '#/components/schemas/B'"
    expect(opennessOf(`{ properties: { a: { ${a} }, b: { ${b} }, c: { ${b}, x-open: true } } }`, components)).toEqual({
      properties: { a: true, b: false, c: true },
    })
    expect(opennessOf(`{ ${a}, enum: [x] }`, components)).toBe(false)
  })

  test('ends where a schema contains itself', () => {
    const tree = `{ Tree: { properties: { name: ${open}, next: { $ref: '#/components/schemas/Tree' } } } }`
    expect(opennessOf("{ $ref: '#/components/schemas/Tree' }", tree)).toEqual({
      properties: { name: true, next: false },
    })
  })
})

describe('whatever the schema', () => {
  const names = fc.constantFrom('a', 'b', 'c')
  const { schema } = fc.letrec<{ schema: Record<string, unknown> }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom({ type: 'string' }, {}, { 'x-open': true }, { type: 'string', 'x-open': true }),
      fc.dictionary(names, tie('schema')).map((properties) => ({ properties })),
      tie('schema').map((items) => ({ items })),
      fc
        .tuple(fc.constantFrom('allOf', 'anyOf', 'oneOf'), fc.array(tie('schema'), { minLength: 1, maxLength: 3 }))
        .map(([word, list]) => ({ [word]: list })),
    ),
  }))

  const text = (value: unknown) => JSON.stringify(value)

  test('without x-open nothing is open', () => {
    fc.assert(
      fc.property(schema, (one) => {
        const plain: unknown = JSON.parse(text(one).replaceAll('"x-open":true', '"title":"t"'))
        expect(text(opennessAt({ schema: plain }, ['schema']))).not.toContain('true')
      }),
    )
  })

  test('a closed alternative closes what it declares', () => {
    fc.assert(
      fc.property(schema, names, (one, name) => {
        const both = { allOf: [one, { properties: { [name]: { type: 'string' } } }] }
        const found = opennessAt({ schema: both }, ['schema'])
        expect(found === false || (typeof found === 'object' && found.properties[name] !== true)).toBe(true)
      }),
    )
  })

  test('only declared names are open', () => {
    fc.assert(
      fc.property(schema, (one) => {
        const found = opennessAt({ schema: one }, ['schema'])
        const declared = new Set(text(one).match(/"[abc]":/g))
        for (const name of text(found).match(/"[abc]":/g) ?? []) expect(declared).toContain(name)
      }),
    )
  })
})
