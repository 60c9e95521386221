import fc from 'fast-check'
import { describe, expect, test } from '@jest/globals'
import { canonicalJson, isObject, parseJson, pointer, type Json } from './json.js'

test.each<[unknown, boolean]>([
  [{}, true],
  [{ a: 1 }, true],
  [null, false],
  [[], false],
  ['{}', false],
  [undefined, false],
])('%j is an object: %s', (value, so) => {
  expect(isObject(value)).toBe(so)
})

describe('parsing', () => {
  test('gives the value, or undefined for what is no JSON', () => {
    expect(parseJson('{"a":[1,null,"x"]}')).toEqual({ a: [1, null, 'x'] })
    expect(parseJson('null')).toBeNull()
    for (const text of ['', '{', "{'a':1}", 'undefined', '[1,]']) expect(parseJson(text)).toBeUndefined()
  })

  test('lets no prototype through', () => {
    const value = parseJson('{"__proto__":{"admin":true},"a":{"__proto__":1}}')
    expect(value).toEqual({ a: {} })
    expect((value as Record<string, unknown>).admin).toBeUndefined()
  })

  test('does not fall over what is nested too deeply', () => {
    expect(parseJson('['.repeat(100_000) + ']'.repeat(100_000))).toBeUndefined()
  })
})

describe('canonical JSON', () => {
  test('has its keys in order and no spaces', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 'é' }], a: null, B: true })).toBe('{"B":true,"a":null,"b":[{"c":"é","d":1}]}')
  })

  test('is the same for equal values and says the same as they do', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ noUnicodeString: false })), (object) => {
        fc.pre(!Object.keys(object).includes('__proto__'))
        const value = object as Json
        const turned = Object.fromEntries(Object.entries(object).reverse()) as Json
        expect(canonicalJson(turned)).toBe(canonicalJson(value))
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})

test.each([
  ['', 'a', '/a'],
  ['/a', 0, '/a/0'],
  ['', 'a/b', '/a~1b'],
  ['', 'a~b', '/a~0b'],
  ['', '~1', '/~01'],
])('«%s» and %j make the pointer «%s»', (base, segment, made) => {
  expect(pointer(base, segment)).toBe(made)
})
