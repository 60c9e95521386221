import { expect, test } from '@jest/globals'
import type { Operation } from '../model/contract.js'
import { compileRoutes } from './routes.js'

const operation = (id: string, method: Operation['method'], path: string): Operation => ({
  id,
  method,
  path,
  servedBy: 'bank',
  scopes: [],
  parameters: [],
})
const route = compileRoutes([
  operation('list', 'GET', '/v1.0/things'),
  operation('read', 'GET', '/v1.0/things/{id}/parts'),
  operation('make', 'POST', '/v1.0/things'),
])

test.each([
  ['GET', '/v1.0/things', 'list'],
  ['POST', '/v1.0/things?page=2', 'make'],
  ['GET', '/v1.0/things/7/parts', 'read'],
])('%s %s', (method, url, id) => {
  expect(route({ method, url })).toMatchObject({ id })
})

test('another method: what is allowed', () => {
  expect(route({ method: 'DELETE', url: '/v1.0/things' })).toEqual({ allow: ['GET', 'POST'] })
})

test.each(['/v1.0/things/', '/v1x0/things', '/v1.0/things//parts', '/v1.0/things/7/8/parts', '', '*'])(
  '%s leads nowhere',
  (url) => {
    expect(route({ method: 'GET', url })).toBeUndefined()
  },
)
