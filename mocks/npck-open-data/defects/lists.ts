import { refusal } from '../../../src/system/index.js'
import type { Call, JsonObject, Reply } from '../../../src/system/index.js'
import type { State } from '../state.js'
import { asked, entriesOf, inMeta, isJsonObject, lists, otherwise, spoiled, withMeta, without } from './making.js'
import type { BankDefect } from './making.js'

/** How a bank pages and filters wrongly. */
export const listDefects: readonly BankDefect[] = [
  otherwise('page-overlap', 'C-paging', lists, (next) => async (call) => {
    const reply = await next(call)
    const page = Number(call.query.pageNumber ?? 1)
    const body = pageOf(reply)
    if (page === 1 || !body) return reply
    const before = await next({ ...call, query: { ...call.query, pageNumber: String(page - 1) } })
    const last = entriesOf(pageOf(before) ?? {}).slice(-1)
    return { ...reply, body: { ...body, data: [...last, ...entriesOf(body).slice(0, -1)] } }
  }),
  spoiled('loses-last-page', 'C-paging', lists, (body) => {
    const pages = inMeta(body, 'totalPages')
    return pages > 1 ? withMeta(body, { totalPages: pages - 1 }) : body
  }),
  spoiled('total-of-page', 'C-paging', lists, (body) => withMeta(body, { totalResults: entriesOf(body).length })),
  otherwise('always-first-page', 'C-paging', lists, (next) => async (call) => {
    const reply = await next({ ...call, query: without(call.query, 'pageNumber') })
    const pageNumber = Number(call.query.pageNumber ?? 1)
    const body = pageOf(reply)
    return body ? { ...reply, body: withMeta(body, { pageNumber }) } : reply
  }),
  otherwise('keeps-own-page-size', 'C-paging', ['listBranches', 'listAtms'], (next) => async (call) => {
    const reply = await next({ ...call, query: { ...call.query, pageSize: '20' } })
    const pageSize = Number(call.query.pageSize ?? 25)
    const body = pageOf(reply)
    return body ? { ...reply, body: withMeta(body, { pageSize }) } : reply
  }),
  otherwise('repeats-last-page', 'C-paging', lists, (next) => async (call) => {
    const reply = await next(call)
    const pages = inMeta(pageOf(reply) ?? {}, 'totalPages')
    if (pages === 0 || Number(call.query.pageNumber ?? 1) <= pages) return reply
    return next({ ...call, query: { ...call.query, pageNumber: String(pages) } })
  }),
  otherwise('not-found-for-nothing', 'C-filter', lists, (next) => async (call) => {
    const reply = await next(call)
    const body = pageOf(reply)
    const isEmpty = body !== undefined && entriesOf(body).length === 0
    return isEmpty ? refusal(call, 404, 'not_found', 'Nothing was found') : reply
  }),
  otherwise('unstable-order', 'C-order', ['listBranches', 'listAtms', 'listProducts'], (next) => {
    let turned = false
    return async (call) => {
      const reply = await next(call)
      turned = !turned
      const body = pageOf(reply)
      return turned && body ? { ...reply, body: { ...body, data: entriesOf(body).toReversed() } } : reply
    }
  }),
  ignores('ignores-city', ['listBranches', 'listAtms'], 'city'),
  ignores('ignores-service', ['listBranches', 'listAtms'], 'service'),
  ignores('ignores-type', ['listProducts'], 'type'),
  ignores('ignores-currency', ['listAtms', 'listProducts', 'listExchangeRates'], 'currency'),
  spoiled('filter-loses-entries', 'C-filter', lists, (body, call) => {
    const data = entriesOf(body)
    if (!isFiltered(call) || data.length === 0) return body
    return withMeta({ ...body, data: data.slice(0, -1) }, { totalResults: inMeta(body, 'totalResults') - 1 })
  }),
]

function ignores(id: string, operations: Parameters<typeof asked>[2], name: string): BankDefect {
  return asked(id, 'C-filter', operations, ({ query }) => ({ query: without(query, name) }))
}

/** The body of an answer of success; undefined for a refusal and for 304. */
const pageOf = ({ status, body }: Reply): JsonObject | undefined =>
  status === 200 && isJsonObject(body) ? body : undefined

const isFiltered = ({ query }: Call<State>): boolean =>
  Object.keys(query).some((name) => name !== 'pageNumber' && name !== 'pageSize')
