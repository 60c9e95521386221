import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Json } from '../base/json.js'
import { createReferences, findReferences, parseReference } from './references.js'

const environment = new Map<string, Json>([
  [
    'list',
    { status: 200, headers: { 'x-request-id': 'r1' }, body: { accounts: [{ id: 'a1' }, { id: 'a2' }], total: 2 } },
  ],
  ['text', 'plain'],
  ['nothing', null],
])
const references = createReferences(environment)
const resolve = (written: Json): Json => references.resolve(written)

/** The reference that `resolve` says is unresolved; undefined where it resolves. */
function unresolvedIn(written: Json): string | undefined {
  try {
    resolve(written)
    return undefined
  } catch (error) {
    expect(error).toMatchObject({ code: 'SYNAQ_UNRESOLVED' })
    return (error as { reference: string }).reference
  }
}

describe('a reference', () => {
  test('is a name, then keys and indexes', () => {
    expect(parseReference('list.body.accounts[0].id')).toEqual({
      text: 'list.body.accounts[0].id',
      name: 'list',
      path: ['body', 'accounts', 0, 'id'],
    })
    expect(parseReference('list.headers.x-request-id')?.path).toEqual(['headers', 'x-request-id'])
  })

  test.each(['', '.a', 'a.', 'a..b', 'a[x]', 'a[-1]', 'a b', 'a[0', '1a', 'a["b"]', 'имя'])('is not «%s»', (text) => {
    expect(parseReference(text)).toBeUndefined()
  })

  test('is found wherever a text stands, malformed ones too', () => {
    const found = findReferences({ a: ['x', 'Bearer ${t.token}'], b: { c: '${p[0]}-${q' } })
    expect(found.map(({ at, text, reference }) => [at.join('.'), text, reference?.name])).toEqual([
      ['a.1', 't.token', 't'],
      ['b.c', 'p[0]', 'p'],
      ['b.c', 'q', undefined],
    ])
  })
})

describe('resolving', () => {
  test('a text that is one whole reference keeps the type of the value', () => {
    expect(resolve('${list.body.accounts}')).toEqual([{ id: 'a1' }, { id: 'a2' }])
    expect(resolve('${list.status}')).toBe(200)
    expect(resolve('${nothing}')).toBeNull()
  })

  test('a reference inside a text is written as text', () => {
    expect(resolve('Bearer ${text}, ${list.status} of ${list.body.accounts[1]}')).toBe(
      'Bearer plain, 200 of {"id":"a2"}',
    )
  })

  test('goes through lists and maps and leaves keys alone', () => {
    expect(resolve({ '${text}': ['${text}', 1, { deep: '${list.body.total}' }] })).toEqual({
      '${text}': ['plain', 1, { deep: 2 }],
    })
  })

  test('sees names that come later', () => {
    const growing = new Map<string, Json>()
    const references = createReferences(growing)
    growing.set('late', 1)
    expect(references.resolve('${late}')).toBe(1)
  })

  test.each([
    'absent',
    'list.body.accounts[2].id',
    'list.body.nothing',
    'text.length',
    'text[0]',
    'list.body.accounts.length',
    'nothing.a',
    'a b',
  ])('says that nothing stands behind «%s»', (reference) => {
    expect(unresolvedIn(`\${${reference}}`)).toBe(reference)
    expect(unresolvedIn([`see \${${reference}}`])).toBe(reference)
  })

  test('never reads a property of a prototype', () => {
    const inherited = fc.constantFrom(
      ...[Object.prototype, Array.prototype, String.prototype, Number.prototype].flatMap((prototype) =>
        Object.getOwnPropertyNames(prototype),
      ),
    )
    const value = fc.constantFrom<Json>({}, [], 'text', 7, true, null, { a: 1 }, [1, 2])
    fc.assert(
      fc.property(inherited, value, (key, held) => {
        const references = createReferences(new Map([['x', held]]))
        expect(() => references.resolve(`\${x.${key}}`)).toThrow(/Nothing stands behind/)
        expect(() => references.resolve(`\${${key}}`)).toThrow(/Nothing stands behind/)
      }),
    )
  })

  test('an own property called like an inherited one is read as any other', () => {
    const value = JSON.parse('{"constructor": "own", "__proto__": {"a": 1}}') as Json
    const references = createReferences(new Map([['x', value]]))
    expect(references.resolve('${x.constructor}')).toBe('own')
    expect(references.resolve('${x.__proto__.a}')).toBe(1)
    expect(Object.getPrototypeOf(references.resolve(value))).toBe(Object.prototype)
  })

  test('a value without «${» comes back unchanged', () => {
    const literal = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('${'))
    fc.assert(
      fc.property(literal, (value) => {
        const written = JSON.parse(JSON.stringify(value)) as Json
        expect(resolve(written)).toEqual(written)
      }),
    )
  })
})
