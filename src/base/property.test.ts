import { expect, test } from '@jest/globals'
import { propertyAt } from './property.js'

const body = { meta: { total: 3, page: { size: 2 } }, 'meta.page': 'own', data: [1] }

test.each([
  ['data', [1]],
  ['meta.total', 3],
  ['meta.page', 'own'],
  ['meta.page.size', 2],
  ['meta.none', undefined],
  ['none.total', undefined],
  ['data.length', undefined],
  ['constructor', undefined],
  ['meta.constructor.name', undefined],
])('%s', (name, value) => {
  expect(propertyAt(body, name)).toEqual(value)
})

test('of what is no object there is none', () => {
  for (const value of [null, 'text', 1, [body]]) expect(propertyAt(value, 'meta')).toBeUndefined()
})
