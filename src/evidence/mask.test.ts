import fc from 'fast-check'
import { describe, expect, test } from '@jest/globals'
import type { Json } from '../base/json.js'
import { Masker } from './mask.js'

const iin = '960440000151'

describe('a mask', () => {
  const masker = new Masker()

  test('keeps kind, type, length and the formats that were met', () => {
    expect(masker.mask('iin', iin)).toEqual({
      $mask: 'iin',
      type: 'string',
      length: 12,
      tag: expect.stringMatching(/^[\w-]{12}$/),
      valid: ['bin', 'decimal'],
    })
    expect(masker.mask('amount', 12.5)).toMatchObject({ type: 'number', length: 4, valid: ['decimal'] })
    expect(masker.mask('closed', true)).toMatchObject({ type: 'boolean', length: 0, valid: [] })
    expect(masker.mask('closed', false)).toMatchObject({ length: 0 })
    expect(masker.mask('closed', null)).toMatchObject({ type: 'null', length: 4 })
  })

  test('of equal values of a kind is equal, of others it is not', () => {
    expect(masker.mask('iin', iin)).toEqual(masker.mask('iin', iin))
    expect(masker.mask('iin', iin).tag).not.toBe(masker.mask('iin', '850101400017').tag)
    expect(masker.mask('iin', iin).tag).not.toBe(masker.mask('bin', iin).tag)
  })

  test('cannot be compared with one of another attempt', () => {
    expect(new Masker().mask('iin', iin).tag).not.toBe(masker.mask('iin', iin).tag)
  })
})

describe('a JSON value', () => {
  const masker = new Masker()

  test('is closed unless it is declared open', () => {
    const open = { properties: { accounts: { properties: {}, items: { properties: { currency: true } } } } }
    const value = { accounts: [{ currency: 'KZT', balance: '10.00', nested: { currency: 'USD' } }], total: 1 }
    expect(masker.json(value, open, 'body')).toEqual({
      accounts: [
        {
          currency: 'KZT',
          balance: masker.mask('balance', '10.00'),
          nested: { currency: masker.mask('currency', 'USD') },
        },
      ],
      total: masker.mask('total', 1),
    })
  })

  test('is open below a place that is open as a whole', () => {
    expect(masker.json({ list: [1, { a: 'b' }] }, true, 'body')).toEqual({ list: [1, { a: 'b' }] })
  })

  test.each([iin, 960440000151, '+77011234567', 'KZ54125KZT1002300104', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.'])(
    '%s is masked even at an open place',
    (value) => {
      expect(masker.json(value, true, 'currency')).toHaveProperty('$mask')
    },
  )

  test('that is no object where properties were declared is closed', () => {
    const open = { properties: { currency: true } } as const
    expect(masker.json('KZT', open, 'body')).toHaveProperty('$mask')
    expect(masker.json([{ currency: 'KZT' }], open, 'body')).toEqual([{ currency: masker.mask('currency', 'KZT') }])
  })

  test('keeps ordinary names and hides those that could be data, in their masks too', () => {
    const text = JSON.stringify(masker.json({ [iin]: 1, 'Аскар Беков': 2, 'a@b.kz': 3, line1: 4 }, false, 'body'))
    expect(text).toContain('line1')
    for (const name of [iin, 'Аскар', 'a@b.kz']) expect(text).not.toContain(name)
  })

  test('shows a name that the contract declares, whatever it looks like', () => {
    expect(masker.json({ '2024-2025': 'x' }, { properties: { '2024-2025': true } }, 'body')).toEqual({
      '2024-2025': 'x',
    })
  })
})

test('nothing of a closed value is left, whatever its shape', () => {
  const secret = fc.stringMatching(/^[A-Z]{3}[0-9]{6,20}$/)
  const body: fc.Arbitrary<Json> = fc.letrec<{ node: Json }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      secret,
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(fc.constantFrom('iban', 'name', 'a_b'), secret), tie('node'), { maxKeys: 3 }),
    ),
  })).node
  fc.assert(
    fc.property(body, (value) => {
      const text = JSON.stringify(new Masker().json(value, false, 'body'))
      for (const found of JSON.stringify(value).match(/[A-Z]{3}[0-9]{6,20}/g) ?? []) expect(text).not.toContain(found)
    }),
  )
})
