import { randomUUID } from 'node:crypto'

/**
 * A request that is refused. `message` is for the caller and holds no value of the request;
 * `reason`, where there is one, is for the bank's own journal.
 */
export class Refusal extends Error {
  constructor(status, code, message, { headers = {}, errors, reason } = {}) {
    super(message)
    Object.assign(this, { status, code, headers, errors, reason })
  }
}

/** 401: who calls, or for whom, is not proven (RFC 6750, section 3). */
export function unauthorized(code, message) {
  return new Refusal(401, code, message, {
    headers: { 'www-authenticate': `Bearer error="invalid_token", error_description="${message}"` },
  })
}

/** 403: the caller is known and may not do this. */
export const forbidden = (code, message) => new Refusal(403, code, message)

/** 400: each fault names its place, e.g. `query:pageSize`. */
export const malformed = (path, message) =>
  new Refusal(400, 'invalid_request', 'The request is malformed', {
    errors: [{ code: 'invalid_value', path, message }],
  })

/** 404: what does not exist, and what must not be disclosed, look the same. */
export const notFound = () => new Refusal(404, 'not_found', 'There is nothing here')

/** 503: without the platform the consent cannot be known, so nothing is served. */
export const platformUnavailable = (reason) =>
  new Refusal(503, 'platform_unavailable', 'The platform cannot be asked now', {
    headers: { 'retry-after': '5' },
    reason,
  })

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** True for a UUID in its usual writing. */
export const isUuid = (text) => typeof text === 'string' && uuid.test(text)

/** The caller's request id where it is a UUID, else a new one: every answer can be found in both journals. */
export const requestIdOf = (request) =>
  isUuid(request.headers['x-request-id']) ? request.headers['x-request-id'] : randomUUID()

/** The header that carries the request id back, whether the caller sent one or not. */
export const requestIdHeader = (requestId) => ({ 'x-request-id': requestId })

/** A refusal has its own status; 200 is for what was done. */
export const refusalStatus = (status) => status

/** Headers that belong to a refusal: Allow, WWW-Authenticate, Retry-After. */
export const refusalHeaders = (headers) => headers

/** A body as it goes out: JSON between systems is UTF-8 (RFC 8259, section 8.1). */
export const encoded = (body) => ({
  type: 'application/json; charset=utf-8',
  bytes: Buffer.from(JSON.stringify(body)),
})

/** The agreed error body. What went wrong inside the bank stays inside the bank. */
export function errorBody(error, requestId) {
  const { code, message, errors } = error instanceof Refusal ? error : internal
  return { code, message, requestId, ...(errors && { errors }) }
}

const internal = { code: 'internal_error', message: 'The bank failed to answer; quote the request id to its support' }
