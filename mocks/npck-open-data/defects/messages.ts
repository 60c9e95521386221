import { refusal } from '../../../src/system/index.js'
import type { Call, Reply } from '../../../src/system/index.js'
import type { State } from '../state.js'
import { asked, isJsonObject, otherwise, refusing, replied, textsReplaced, without } from './making.js'
import type { BankDefect } from './making.js'

const pageParameters = ['pageNumber', 'pageSize']
const filters = ['city', 'service', 'accessibility', 'currency', 'type', 'segment', 'channel']
const knownParameters = [...pageParameters, ...filters]

/** What is wrong with a bank's messages whatever they say: languages, letters, headers, refusals, time. */
export const messageDefects: readonly BankDefect[] = [
  asked('ignores-language', 'C-language', 'all', ({ headers }) => ({ headers: without(headers, 'accept-language') })),
  otherwise('claims-language', 'C-language', 'all', (next) => async (call) => {
    const reply = await next({ ...call, headers: without(call.headers, 'accept-language') })
    const claimed = /\b(ru|kk|en)\b/.exec(call.headers['accept-language'] ?? '')?.[1]
    return claimed === undefined || reply.status >= 400 ? reply : withHeader(reply, 'content-language', claimed)
  }),
  asked('english-by-default', 'C-language', 'all', ({ headers }) => ({
    headers: wantsOurs(headers) ? headers : { ...headers, 'accept-language': 'en' },
  })),
  otherwise(
    'refuses-unknown-language',
    'C-language',
    'all',
    (next) => (call) =>
      'accept-language' in call.headers && !wantsOurs(call.headers)
        ? refusal(call, 406, 'not_acceptable', 'No such language')
        : next(call),
  ),
  replied('vary-without-language', 'C-language', 'all', (reply) => withHeader(reply, 'vary', 'Accept-Encoding')),
  replied('declares-windows-1251', 'C-encoding', 'all', (reply) =>
    withHeader(reply, 'content-type', 'application/json; charset=windows-1251'),
  ),
  lettersReplaced('kazakh-letters-lost', (text) => text.replace(/[әғқңөұүһі]/gi, '?')),
  lettersReplaced('utf-8-twice', (text) => Buffer.from(text, 'utf8').toString('latin1')),
  replied('no-version', 'C-version', 'all', (reply) => ({
    ...reply,
    headers: without(reply.headers ?? {}, 'x-api-version'),
  })),
  replied('no-request-id', 'C-request-id', 'all', (reply) => ({ ...reply, without: ['x-request-id'] })),
  replied('request-id-of-its-own', 'C-request-id', 'all', (reply) =>
    withHeader(reply, 'x-request-id', '00000000-0000-4000-8000-000000000000'),
  ),
  otherwise('slow', 'G8', ['listAtms', 'listExchangeRates'], (next) => async (call) => {
    await new Promise((resolve) => setTimeout(resolve, 3200))
    return next(call)
  }),

  refusing('accepts-any-page-size', 'C-parameters', (reply, { query, again }) =>
    reply.status === 400 && pageParameters.some((name) => name in query)
      ? again({ query: without(query, ...pageParameters) })
      : reply,
  ),
  refusing('accepts-any-filter', 'C-parameters', (reply, { query, again }) => {
    const paging = Object.entries(query).filter(([name]) => pageParameters.includes(name))
    return reply.status === 400 && Object.keys(query).some((name) => filters.includes(name))
      ? again({ query: Object.fromEntries(paging) })
      : reply
  }),
  refusing('accepts-unknown-parameters', 'C-parameters', (reply, { query, again }) => {
    const known = Object.entries(query).filter(([name]) => knownParameters.includes(name))
    return reply.status === 400 && known.length < Object.keys(query).length
      ? again({ query: Object.fromEntries(known) })
      : reply
  }),
  refusing('fails-on-filter', 'G28', (reply, { query }) =>
    reply.status === 400 && Object.keys(query).length > 0 ? failed(reply) : reply,
  ),
  refusing('accepts-any-version', 'C-version', (reply, { headers, again }) =>
    'x-api-version' in headers ? again({ headers: without(headers, 'x-api-version') }) : reply,
  ),
  refusing('nothing-as-success', 'C-not-found', (reply) =>
    reply.status === 404 ? { ...reply, status: 200, body: {} } : reply,
  ),
  refusing('serves-any-method', 'C-method', (reply, { again }) =>
    reply.status === 405 ? again({ method: 'GET', query: {} }) : reply,
  ),
  refusing('no-allow', 'C-method', (reply) => (reply.status === 405 ? { ...reply, without: ['allow'] } : reply)),
  refusing('fails-on-accept', 'G28', (reply, { headers }) =>
    reply.status === 406 && !accepts(headers) ? failed(reply) : reply,
  ),
  refusing('html-on-accept', 'C-error-body', (reply, { headers }) =>
    reply.status === 406 && !accepts(headers)
      ? {
          ...reply,
          headers: { ...reply.headers, 'content-type': 'text/html; charset=utf-8' },
          text: '<!doctype html><title>Not acceptable</title>',
        }
      : reply,
  ),
  saying(
    'stack-in-message',
    'TypeError: cannot read properties of undefined\n    at listBranches (/srv/bank/src/branches.js:41:17)',
  ),
  saying('query-in-message', 'ERROR: syntax error at or near "\'"; SELECT * FROM branches WHERE branch_id = $1'),

  { id: 'accepts-any-certificate', breaks: 'G33', at: 'access', skips: ['certificate'] },
  { id: 'accepts-old-tls', breaks: 'G33', at: 'access', skips: ['tls-version'] },
]

const withHeader = (reply: Reply, name: string, value: string): Reply => ({
  ...reply,
  headers: { ...reply.headers, [name]: value },
})

const wantsOurs = (headers: Call<State>['headers']): boolean => /\b(ru|kk|en)\b/.test(headers['accept-language'] ?? '')

const accepts = ({ accept = '' }: Call<State>['headers']): boolean => /application\/json|\*\/\*/.test(accept)

const failed = (reply: Reply): Reply => ({
  ...reply,
  status: 500,
  body: { ...(isJsonObject(reply.body) ? reply.body : {}), code: 'internal_error', message: 'Internal error' },
})

function lettersReplaced(id: string, replace: (text: string) => string): BankDefect {
  return replied(id, 'C-text', ['listBranches', 'listProducts'], (reply) => {
    const { body } = reply
    return isJsonObject(body) ? { ...reply, body: { ...body, data: textsReplaced(body.data ?? null, replace) } } : reply
  })
}

/** A bank whose refusals tell what it is made of. */
function saying(id: string, message: string): BankDefect {
  return refusing(id, 'C-error-texts', (reply) =>
    isJsonObject(reply.body) ? { ...reply, body: { ...reply.body, message } } : reply,
  )
}
