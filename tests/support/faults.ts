import type { Socket } from 'node:net'
import { createGzip, gzipSync } from 'node:zlib'
import type { Fault, Victim } from './fault-proxy.js'

/** Faults of a transport or a server, by name: each is made by real bytes on a real connection. */

/** The connection is reset (RST) before anything is answered. */
export const reset: Fault = ({ reset }) => reset()

/** Nothing is ever answered. */
export const silence: Fault = () => undefined

/** The sound answer, later. */
export const late =
  (ms: number): Fault =>
  ({ forward }) => {
    setTimeout(() => forward(), ms)
  }

/** The sound answer of a server whose clock is `ms` ahead of ours. */
export const dated =
  (ms: number): Fault =>
  ({ forward }) =>
    forward({ headers: { date: new Date(Date.now() + ms).toUTCString() } })

const json = { 'content-type': 'application/json' }

/** Headers of an answer whose body alone is wrong. */
const headersFor = ({ request }: Victim) => ({ ...json, 'x-request-id': String(request.headers['x-request-id']) })

/** Closed in the middle of a body whose length was told. */
export const closedInBody: Fault = ({ response }) => {
  response.writeHead(200, { ...json, 'content-length': '1000' })
  response.write('{"accounts":[', () => socketOf(response).end())
}

/** Closed in the middle of a chunk. */
export const truncatedChunk: Fault = ({ response }) => {
  socketOf(response).end(
    'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n20\r\n{"acc',
  )
}

/** Closed within a body whose end only the end of the connection tells (RFC 9112, section 6.3). */
export const closedWithoutLength: Fault = ({ response }) => {
  socketOf(response).end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{"accounts":[')
}

/** A complete body that is no JSON. */
export const malformedJson: Fault = (victim) => {
  victim.response.writeHead(200, headersFor(victim)).end('{"accounts":[')
}

/** A body in windows-1251. */
export const invalidUtf8: Fault = (victim) => {
  victim.response
    .writeHead(200, headersFor(victim))
    .end(Buffer.concat([Buffer.from('{"accounts":["'), Buffer.from([0xd2, 0xe5]), Buffer.from('"]}')]))
}

/** A body without end. */
export const endless: Fault = ({ response }) => {
  response.writeHead(200, json)
  const chunk = Buffer.alloc(65_536, 0x20)
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  }
  response.on('drain', more)
  more()
}

/** A body of `mb` megabytes of spaces, compressed to a thousandth although nobody asked for it. */
export const gzipBomb =
  (mb: number): Fault =>
  ({ response }) => {
    const megabyte = gzipSync(Buffer.alloc(1_000_000, 0x20))
    // Members one after another are one gzip file (RFC 1952, section 2.2).
    response
      .writeHead(200, { ...json, 'content-encoding': 'gzip' })
      .end(Buffer.concat(Array<Buffer>(mb).fill(megabyte)))
  }

/** The sound answer, compressed although nobody asked for it. */
export const gzipped: Fault = ({ forward }) =>
  forward({ headers: { 'content-encoding': 'gzip' }, through: createGzip() })

/** A redirect to the same address. */
export const redirectLoop: Fault = ({ response, request }) => {
  response.writeHead(302, { location: request.url ?? '/' }).end()
}

/** An answer of this status in the shape of an error. */
export const answer =
  (status: number, headers: Readonly<Record<string, string>> = {}): Fault =>
  ({ response, request }) => {
    const requestId = String(request.headers['x-request-id'])
    const body = { code: 'fault', message: 'A fault of the tests', requestId }
    response
      .writeHead(status, { ...json, 'x-request-id': requestId, ...headers })
      .end(status === 204 ? '' : JSON.stringify(body))
  }

/** These bytes in place of an answer; the connection stays open. */
export const bytes =
  (text: string): Fault =>
  ({ response }) => {
    socketOf(response).write(text)
  }

function socketOf({ socket }: Victim['response']): Socket {
  if (!socket) throw new Error('the connection is gone already')
  return socket
}
