import { createHash } from 'node:crypto'
import type { Call, Handler, Reply } from '../../../src/system/index.js'
import type { State } from '../state.js'
import { asked, otherwise, replied, without } from './making.js'
import type { BankDefect } from './making.js'

const conditions = ['if-none-match', 'if-modified-since']

/** How a bank misuses 304 and entity tags. */
export const conditionDefects: readonly BankDefect[] = [
  asked('never-not-modified', 'C-conditional', 'all', ({ headers }) => ({ headers: without(headers, ...conditions) })),
  asked('ignores-if-modified-since', 'C-conditional', 'all', ({ headers }) => ({
    headers: without(headers, 'if-modified-since'),
  })),
  asked('date-before-tag', 'C-conditional', 'all', ({ headers }) => ({
    headers: 'if-modified-since' in headers ? without(headers, 'if-none-match') : headers,
  })),
  asked('compares-strongly', 'C-conditional', 'all', ({ headers }) => ({
    headers: headers['if-none-match']?.includes('W/') ? without(headers, 'if-none-match') : headers,
  })),
  whenever('not-modified-for-any-tag', ({ headers }) => 'if-none-match' in headers),
  whenever('not-modified-since-ever', ({ headers }) => 'if-modified-since' in headers && !('if-none-match' in headers)),
  replied('not-modified-without-etag', 'C-conditional', 'all', (reply) =>
    reply.status === 304 ? { ...reply, headers: without(reply.headers ?? {}, 'etag') } : reply,
  ),
  otherwise('not-modified-with-content', 'C-conditional', 'all', (next) => async (call) => {
    const reply = await next(call)
    return reply.status === 304 ? { ...(await unconditional(next, call)), status: 304 } : reply
  }),
  otherwise('etag-changes', 'C-etag', 'all', (next) => {
    let number = 0
    return async (call) => {
      number += 1
      return tagged(await unconditional(next, call), `"${number}"`)
    }
  }),
  tagOf('etag-of-resource', ({ operation, path }) => operation + JSON.stringify(path)),
  tagOf('etag-ignores-language', ({ operation, path, query }) => operation + JSON.stringify([path, query])),
  replied('last-modified-of-now', 'C-last-modified', 'all', (reply, { now }) => ({
    ...reply,
    headers: { ...reply.headers, 'last-modified': new Date(now).toUTCString() },
  })),
]

const unconditional = (next: Handler<State>, call: Call<State>): Promise<Reply> | Reply =>
  next({ ...call, headers: without(call.headers, ...conditions) })

const tagged = (reply: Reply, etag: string): Reply =>
  reply.status < 300 ? { ...reply, headers: { ...reply.headers, etag } } : reply

/** 304 where the content would be due. */
function whenever(id: string, condition: (call: Call<State>) => boolean): BankDefect {
  return otherwise(id, 'C-conditional', 'all', (next) => async (call) => {
    const reply = await next(call)
    if (reply.status !== 200 || !condition(call)) return reply
    return { status: 304, headers: reply.headers ?? {} }
  })
}

/** One tag for whatever has the same name. */
function tagOf(id: string, name: (call: Call<State>) => string): BankDefect {
  return otherwise(id, 'C-etag', 'all', (next) => async (call) => {
    const etag = `"${createHash('sha256').update(name(call)).digest('base64url').slice(0, 16)}"`
    const reply = tagged(await unconditional(next, call), etag)
    const known = call.headers['if-none-match']?.includes(etag) ?? false
    return known && reply.status < 300 ? { status: 304, headers: reply.headers ?? {} } : reply
  })
}
