import { isObject } from '../../src/system/index.js'
import type { AccessRule, Defect, Handler, Json, JsonObject, Reply } from '../../src/system/index.js'
import type { State } from './state.js'

/** Wrong behaviours that the invented banks can be given, one by one. */
export const defects: readonly Defect<State>[] = [
  careless('accepts-any-certificate', 'G33', ['certificate', 'binding']),
  careless('ignores-binding', 'C-token', ['binding']),
  careless('ignores-issuer', 'C-token', ['issuer']),
  careless('accepts-early-token', 'C-token', ['beginning']),
  careless('ignores-signature', 'C-token', ['signature']),
  careless('ignores-audience', 'C-token', ['audience']),
  careless('accepts-expired-token', 'C-token', ['expiry']),
  careless('ignores-scope', 'C-scope', ['scope', 'consent-scope']),
  careless('ignores-consent', 'C-consent', ['consent-known', 'consent-given', 'consent-term', 'consent-scope']),
  careless('ignores-narrowing', 'C-scope', ['consent-scope']),
  careless('serves-after-revocation', 'C-consent', ['consent-given']),
  careless('serves-after-expiry', 'C-consent', ['consent-term']),
  {
    id: 'foreign-account-served',
    breaks: 'P4.4',
    at: 'answer',
    operations: ['getBalances', 'listTransactions'],
    wrap: (next) => (call) =>
      next({ ...call, client: ownerOf(call.state, call.provider, call.path.accountId) ?? call.client }),
  },
  spoiled('amount-as-number', 'C-response', (body) =>
    replaced(body, (object) =>
      typeof object.amount === 'string' ? { ...object, amount: Number(object.amount) } : object,
    ),
  ),
  spoiled('missing-required-field', 'C-response', (body) =>
    replaced(body, (object) => {
      const { iban, ...rest } = object
      return iban === undefined ? object : rest
    }),
  ),
  spoiled('closed-account-hidden', 'C-closed-account', (body) => {
    if (!isJsonObject(body) || !Array.isArray(body.accounts)) return body
    const accounts = (body.accounts as readonly Json[]).filter((it) => !isJsonObject(it) || it.status !== 'closed')
    return { ...body, accounts }
  }),
  spoiled('no-offset', 'C-response', (body) =>
    replaced(body, (object) => ({
      ...object,
      ...(typeof object.dateTime === 'string' ? { dateTime: object.dateTime.slice(0, 19) } : {}),
      ...(typeof object.bookingDateTime === 'string' ? { bookingDateTime: object.bookingDateTime.slice(0, 19) } : {}),
    })),
  ),
  {
    id: 'ignores-date-filter',
    breaks: 'C-dates',
    at: 'answer',
    operations: ['listTransactions'],
    wrap: (next) => (call) => {
      const { fromDate = '', toDate = '9999', ...query } = call.query
      return next(fromDate > toDate ? call : { ...call, query })
    },
  },
  spoiled('wrong-total', 'C-paging', (body) =>
    replaced(body, (object) =>
      typeof object.totalElements === 'number' ? { ...object, totalElements: object.totalElements + 1 } : object,
    ),
  ),
  {
    id: 'page-overlap',
    breaks: 'C-paging',
    at: 'answer',
    operations: ['listTransactions'],
    wrap: (next) => async (call) => {
      const reply = await next(call)
      const page = Number(call.query.pageNumber ?? 1)
      if (page === 1 || reply.status !== 200) return reply
      const before = await next({ ...call, query: { ...call.query, pageNumber: String(page - 1) } })
      return { ...reply, body: startingWithLastOf(before, reply) }
    },
  },
  spoiled('loses-last-page', 'C-paging', (body) =>
    replaced(body, (object) =>
      typeof object.totalPages === 'number' && object.totalPages > 1
        ? { ...object, totalPages: object.totalPages - 1 }
        : object,
    ),
  ),
  spoiled('out-of-order', 'C-order', (body) => {
    if (!isJsonObject(body) || !Array.isArray(body.transactions)) return body
    const [first, second, ...rest] = body.transactions as readonly Json[]
    return first === undefined || second === undefined ? body : { ...body, transactions: [second, first, ...rest] }
  }),
  {
    id: 'lists-everybodys-accounts',
    breaks: 'P4.4',
    at: 'answer',
    operations: ['listAccounts'],
    wrap: (next) => async (call) => {
      const reply = await next(call)
      const own = call.state[call.provider]?.[call.client] ?? []
      const others = Object.values(call.state[call.provider] ?? {}).flatMap((held) => (held === own ? [] : held))
      const accounts = [...own, ...others].map(({ account }) => account)
      return own.length === 0 ? reply : { ...reply, body: { accounts } }
    },
  },
]

/** A bank that does not check something. */
function careless(id: string, breaks: string, skips: readonly AccessRule[]): Defect<State> {
  return { id, breaks, at: 'access', skips }
}

/** A bank that answers with a body spoiled in one way. */
function spoiled(id: string, breaks: string, spoil: (body: Json) => Json): Defect<State> {
  const wrap =
    (next: Handler<State>): Handler<State> =>
    async (call) => {
      const reply = await next(call)
      return reply.status === 200 && reply.body !== undefined ? { ...reply, body: spoil(reply.body) } : reply
    }
  return { id, breaks, at: 'answer', wrap }
}

/** Every object inside the value, itself included, replaced. */
function replaced(value: Json, replace: (object: JsonObject) => JsonObject): Json {
  if (Array.isArray(value)) return value.map((item: Json) => replaced(item, replace))
  if (!isJsonObject(value)) return value
  return replace(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaced(item, replace)])))
}

function ownerOf(state: State, bank: string, accountId: string | undefined): string | undefined {
  const clients = Object.entries(state[bank] ?? {})
  return clients.find(([, accounts]) => accounts.some((held) => held.account.accountId === accountId))?.[0]
}

/** The page with the last entry of the page before put in front of it, in place of its own last one. */
function startingWithLastOf(before: Reply, reply: Reply): Json {
  const body = isJsonObject(reply.body) ? reply.body : {}
  const last = transactionsIn(before).slice(-1)
  return { ...body, transactions: [...last, ...transactionsIn(reply).slice(0, -1)] }
}

function transactionsIn(reply: Reply): readonly Json[] {
  const list = isJsonObject(reply.body) ? reply.body.transactions : undefined
  return Array.isArray(list) ? (list as readonly Json[]) : []
}

const isJsonObject = (value: Json | undefined): value is JsonObject => isObject(value)
