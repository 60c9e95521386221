import { TextDecoder } from 'node:util'
import { Agent, request } from 'undici'
import { createPace } from './pace.js'
import { Trouble } from './trouble.js'

/** As Node and OpenSSL call what is wrong with a certificate or with the version of TLS. */
const ofTls = /^(CERT_|ERR_SSL_|ERR_TLS_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_|INVALID_|EPROTO)/

/**
 * Everything that is sent to the platform: over mutual TLS, trusting its authority alone, at a steady pace, within a time and
 * a size.
 */
export function createTransport({ config, rules }) {
  const { ca, certificate: cert, key } = config
  const limitMs = rules.timeLimit(config)
  const agent = new Agent({
    ...rules.connections(),
    connect: { ca, cert, key, timeout: limitMs ?? 0, ...rules.tlsOptions() },
    headersTimeout: limitMs ?? 0,
    bodyTimeout: limitMs ?? 0,
  })
  const pace = createPace(config.pace)

  /** One request with its whole answer as text; throws a Trouble where there is none. */
  async function send({ method = 'GET', url, headers, body = null }) {
    const answer = await rules.withinPace(pace, () => exchange({ method, url, headers, body }))
    const next = rules.nextAddress(answer, url)
    return next === undefined ? answer : send({ method, url: next, headers, body })
  }

  async function exchange({ method, url, headers, body }) {
    const signal = limitMs === undefined ? null : AbortSignal.timeout(limitMs)
    try {
      const answer = await request(url, { method, headers, body, signal, dispatcher: agent })
      const bytes = await readBody(answer, rules)
      return { status: answer.statusCode, headers: answer.headers, text: rules.decoded(bytes) }
    } catch (error) {
      throw error instanceof Trouble ? error : new Trouble(kindOf(error), String(error.code ?? error.message))
    }
  }

  return { send, fetch: fetchOver(send), close: () => agent.destroy() }
}

function kindOf({ name, code = '' }) {
  if (name === 'TimeoutError' || /^UND_ERR_(HEADERS|BODY|CONNECT)_TIMEOUT$/.test(code)) return 'timeout'
  return ofTls.test(code) ? 'insecure' : 'broken'
}

async function readBody({ headers, body }, rules) {
  const most = rules.largestAnswer()
  const chunks = []
  let size = 0
  const keep = (chunk) => {
    size += chunk.length
    if (size > most) throw new Trouble('too-large', `more than ${most} bytes`)
    chunks.push(chunk)
  }
  // Nothing compressed was asked for: what comes so has a size that nobody knows before.
  if (headers['content-encoding'] !== undefined) {
    body.destroy()
    throw new Trouble('unusable', 'a content coding that was not asked for')
  }
  try {
    for await (const chunk of body) keep(chunk)
  } catch (error) {
    if (error instanceof Trouble) throw error
    return rules.bodyBrokeOff(error, chunks)
  }
  return Buffer.concat(chunks)
}

/** The platform has no time now, or none for us: whoever asked decides whether to come again. */
const comeAgain = new Set([429, 502, 503, 504])

/** As much of `fetch` as the OAuth library needs. */
function fetchOver(send) {
  return async (url, { method, headers, body }) => {
    const answer = await send({ method, url, headers, body: body === undefined ? null : String(body) })
    if (comeAgain.has(answer.status)) throw new Trouble('status', `status ${answer.status}`, answer)
    const pairs = Object.entries(answer.headers).flatMap(([name, value]) =>
      [value].flat().map((one) => [name, String(one)]),
    )
    return new Response(answer.status === 204 || answer.status === 304 ? null : answer.text, {
      status: answer.status,
      headers: pairs,
    })
  }
}

/* The sound rules of this file. */

/** Nothing older than TLS 1.2 (Guide, 31), and nobody's certificate but the platform's. */
export const tlsOptions = () => ({ rejectUnauthorized: true, minVersion: 'TLSv1.2' })

/** One for each request: none is used that the other side is just closing. */
export const connections = () => ({ pipelining: 0 })

/** Milliseconds for a whole exchange. */
export const timeLimit = (config) => config.timeoutMs

/** Bytes. */
export const largestAnswer = () => 5_000_000

/** What has come of an answer that broke off is worth nothing. */
export function bodyBrokeOff(error) {
  throw error
}

/** UTF-8 and nothing else (RFC 8259, section 8.1). */
export function decoded(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Trouble('unusable', 'not in UTF-8')
  }
}

/** An API redirects nobody: a token goes where it was meant to go. */
export const nextAddress = () => undefined

export const withinPace = (pace, action) => pace(action)
