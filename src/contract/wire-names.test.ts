import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Json } from '../base/json.js'
import { opennessOnWire } from './openness-on-wire.js'
import { referenceStatuses, wireNames, type BodyNames, type NameTables } from './wire-names.js'

const none: NameTables = {
  headers: new Map(),
  parameters: new Map(),
  requests: new Map(),
  answers: new Map(),
  errors: new Map(),
  statuses: new Map(),
  sent: new Map(),
}

function names(properties: Record<string, string | null>, more: Partial<BodyNames> = {}): BodyNames {
  return { properties: new Map(Object.entries(properties)), elsewhere: new Map(), ...more }
}

/** Translations in which one operation `op` has these names for all its messages. */
function withNames(body: BodyNames) {
  const tables = new Map([['op', body]])
  return wireNames({ ...none, requests: tables, answers: tables, errors: tables })
}

const answer = (body: BodyNames, message: Json): Json => withNames(body).bodyFromWire('op', 200, message)

describe('a body comes back as it went', () => {
  const known = ['a', 'b', 'c', 'd', 'e']
  const onWire = ['x', 'y', 'z', '__proto__x', 'constructor', 'b', 'a']
  const json = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<Json>(null, true, 1, 'text'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...known, 'toString'), tie('value'), { maxKeys: 4 }) as fc.Arbitrary<Json>,
    ),
  })).value
  /** Tables in which no two names meet: what is renamed gets wire names of its own, or those of others renamed. */
  const injective = fc
    .tuple(fc.shuffledSubarray(known), fc.shuffledSubarray(onWire, { minLength: known.length }))
    .map(([renamed, wires]): [string, string][] => renamed.map((name, i) => [name, wires[i] ?? name]))
    .filter((table) => {
      const wires = new Set(table.map(([, wire]) => wire))
      const kept = known.filter((name) => !table.some(([renamed]) => renamed === name))
      return kept.every((name) => !wires.has(name))
    })

  test('whatever the names are, as long as no two meet', () => {
    fc.assert(
      fc.property(json, injective, fc.constantFrom(undefined, '/data', '/data/inner'), (body, table, wrapper) => {
        const wire = withNames(names(Object.fromEntries(table), wrapper === undefined ? {} : { body: wrapper }))
        expect(wire.bodyFromWire('op', 200, wire.bodyToWire('op', body))).toEqual(body)
      }),
    )
  })
})

describe('an answer', () => {
  test('is taken out of its wrapper, names at every depth', () => {
    expect(answer(names({ list: 'items', id: 'key' }, { body: '/data' }), { data: { items: [{ key: 1 }] } })).toEqual({
      list: [{ id: 1 }],
    })
  })

  test('without its wrapper is no answer', () => {
    expect(answer(names({}, { body: '/data' }), { list: [] })).toBeNull()
  })

  test('keeps nothing of another meaning under a name of the reference', () => {
    expect(answer(names({ name: 'holder', type: null }), { holder: 'A', name: 'B', type: 'C', more: 1 })).toEqual({
      name: 'A',
      more: 1,
    })
  })

  test('takes a property from elsewhere in the message', () => {
    const paged = names({ list: 'Item' }, { body: '/Data', elsewhere: new Map([['pages', '/Meta/TotalPages']]) })
    expect(answer(paged, { Data: { Item: [] }, Meta: { TotalPages: 3 } })).toEqual({ list: [], pages: 3 })
    expect(answer(paged, { Data: { Item: [], pages: 7 }, Meta: {} })).toEqual({ list: [] })
  })

  test('that refuses has the names of errors', () => {
    const wire = wireNames({
      ...none,
      answers: new Map([['op', names({ code: 'kind' })]]),
      errors: new Map([['op', names({ code: 'errorCode' }, { body: '/fault' })]]),
    })
    expect(wire.bodyFromWire('op', 403, { fault: { errorCode: 'no' } })).toEqual({ code: 'no' })
    expect(wire.bodyFromWire('op', 200, { kind: 'yes' })).toEqual({ code: 'yes' })
  })

  test('of an operation without names stays as it is', () => {
    expect(withNames(names({ a: 'b' })).bodyFromWire('other', 200, { b: 1 })).toEqual({ b: 1 })
  })
})

describe('headers, parameters and statuses', () => {
  const wire = wireNames({
    ...none,
    headers: new Map([
      ['x-request-id', 'x-correlation-id'],
      ['x-participant-id', null],
    ]),
    parameters: new Map([
      [
        'op',
        new Map([
          ['page', 'p'],
          ['size', null],
        ]),
      ],
    ]),
    statuses: new Map([
      [403, [409]],
      [401, [403, 407]],
    ]),
  })

  test('are those of the contract in force', () => {
    expect(wire.header('x-request-id')).toBe('x-correlation-id')
    expect(wire.header('constructor')).toBe('constructor')
    expect([wire.lacksHeader('x-request-id'), wire.lacksHeader('x-participant-id')]).toEqual([false, true])
    expect([wire.parameter('op', 'page'), wire.parameter('op', 'size'), wire.parameter('op', 'from')]).toEqual([
      'p',
      undefined,
      'from',
    ])
    expect(wire.statuses([401, 403, 404])).toEqual([403, 407, 409, 404])
  })

  test('a status may stand for several of the reference', () => {
    const tables = { ...none, statuses: new Map([[403, [400]]]) }
    expect(referenceStatuses(tables, 400).sort()).toEqual([400, 403])
    expect(referenceStatuses(tables, 404)).toEqual([404])
    expect(
      referenceStatuses(
        {
          ...none,
          statuses: new Map([
            [401, [403]],
            [403, [409]],
          ]),
        },
        403,
      ),
    ).toEqual([401])
  })
})

describe('openness', () => {
  const open = {
    properties: {
      list: { properties: {}, items: { properties: { id: false, currency: true, type: true } } },
      pages: true,
    },
  }

  test('follows names, wrappers and pointers', () => {
    const body = names(
      { list: 'Item', currency: 'Curr', type: null },
      { body: '/Data', elsewhere: new Map([['pages', '/Meta/TotalPages']]) },
    )
    expect(opennessOnWire(open, body)).toEqual({
      properties: {
        Data: { properties: { Item: { properties: {}, items: { properties: { id: false, Curr: true } } } } },
        Meta: { properties: { TotalPages: true } },
      },
    })
  })

  test('of a pointer into the wrapper joins it', () => {
    const body = names({}, { body: '/data', elsewhere: new Map([['pages', '/data/total']]) })
    expect(opennessOnWire({ properties: { pages: true, a: true } }, body)).toEqual({
      properties: { data: { properties: { a: true, total: true } } },
    })
  })
})
