import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { endsWithHead } from '../base/ends-with-head.js'
import { isUuid } from '../base/ids.js'
import { requestIdHeader } from '../model/headers.js'
import type { Reply } from '../system/index.js'

/** A request that is refused: what the caller is told in the agreed shape. */
export interface Refusal {
  readonly status: number
  /** For programs: lower case, digits and underscores. */
  readonly code: string
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
}

const json = 'application/json; charset=utf-8'

/** The caller's request id where it is a UUID, else a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers[requestIdHeader]
  return isUuid(given) ? given : randomUUID()
}

/** Sends a reply as JSON with its request id; `extra` header fields stand beside the reply's own. */
export function sendReply(
  response: ServerResponse,
  requestId: string,
  reply: Reply,
  extra: Readonly<Record<string, string>> = {},
): void {
  const body = reply.text ?? (reply.body === undefined ? '' : JSON.stringify(reply.body))
  const headers: Record<string, string | number> = {
    [requestIdHeader]: requestId,
    'cache-control': 'no-store',
    ...(body === '' ? {} : { 'content-type': json }),
    // Those that have no content by definition say nothing of its length (RFC 9110, section 8.6).
    ...(endsWithHead(reply.status) ? {} : { 'content-length': Buffer.byteLength(body) }),
    ...extra,
    ...reply.headers,
  }
  const left = reply.without ? Object.entries(headers).filter(([name]) => !reply.without?.includes(name)) : undefined
  response.writeHead(reply.status, left ? Object.fromEntries(left) : headers)
  if (endsWithHead(reply.status) && body !== '') endWithSurplus(response, body)
  else response.end(body)
}

/** Content where there must be none, as a careless bank sends it: Node's own server would leave it out. */
function endWithSurplus(response: ServerResponse, body: string): void {
  const { socket } = response
  response.end()
  socket?.write(body)
}

/** A refusal in the shape of the contract's Error. */
export function refusalReply(requestId: string, { status, code, message, headers }: Refusal): Reply {
  return { status, body: { code, message, requestId }, ...(headers ? { headers } : {}) }
}

/** Sends a refusal in the shape of the contract's Error. */
export function sendRefusal(response: ServerResponse, requestId: string, refusal: Refusal): void {
  sendReply(response, requestId, refusalReply(requestId, refusal))
}

/** A listener whose failure costs its request only, and is told on the error output. */
export function guarded(listener: RequestListener): RequestListener {
  return (request, response) => {
    try {
      listener(request, response)
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error))
      if (response.headersSent) response.destroy()
      else
        sendRefusal(response, requestIdOf(request), {
          status: 500,
          code: 'internal_error',
          message: 'The sandbox failed',
        })
    }
  }
}

/** 401 as RFC 6750 has it: without an error code where no token was sent (section 3.1). */
export function unauthenticated(code: string, message: string): Refusal {
  const challenge = code === 'token_missing' ? 'Bearer' : `Bearer error="invalid_token", error_description="${message}"`
  return { status: 401, code, message, headers: { 'www-authenticate': challenge } }
}

/** The token of an `Authorization: Bearer` header; undefined where there is none. */
export function bearerToken(request: IncomingMessage): string | undefined {
  const given = request.headers.authorization
  return given?.slice(0, 7).toLowerCase() === 'bearer ' ? given.slice(7).trim() || undefined : undefined
}
