import { expect, test } from '@jest/globals'
import { itemsAt, valueAt } from './items.js'

const products = [{ id: 'a', rates: [{ n: 1 }, { n: 2 }] }, { id: 'b', rates: [] }, { id: 'c' }]
const body = { data: products, meta: { tags: ['x'] } }

test('the entries of a list, with pointers', () => {
  expect(itemsAt(body, 'data').map(({ at, parent }) => [at, parent === body])).toEqual([
    ['/data/0', true],
    ['/data/1', true],
    ['/data/2', true],
  ])
  expect(itemsAt(body, 'meta.tags')).toEqual([{ value: 'x', at: '/meta/tags/0', parent: body }])
})

test('the entries of lists inside the entries of a list, with the entry that they stand in', () => {
  expect(itemsAt(body, 'data.rates')).toEqual([
    { value: { n: 1 }, parent: products[0], at: '/data/0/rates/0' },
    { value: { n: 2 }, parent: products[0], at: '/data/0/rates/1' },
  ])
})

test('a way that leads to no list has no items', () => {
  for (const way of ['none', 'meta', 'data.id', 'data.id.more', 'data.constructor'])
    expect(itemsAt(body, way)).toEqual([])
  expect(itemsAt(null, 'data')).toEqual([])
})

test('the value at a pointer', () => {
  expect(valueAt(body, '/data/0/rates/1/n')).toBe(2)
  expect(valueAt(body, '')).toBe(body)
  expect(valueAt(body, '/data/9')).toBeUndefined()
  expect(valueAt(undefined, '/data')).toBeUndefined()
})
