import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, request as httpsRequest } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import { isObject, parseJson } from '../../src/base/json.js'
import type { Identity } from '../../src/model/target.js'

/**
 * Speaks tests/operators-contract over mutual TLS in front of a bank that speaks the reference: the translation is
 * written out by hand here, so that it shares nothing with the overlays that are tested.
 */
export interface AdapterOptions {
  /** Where the bank serves. */
  readonly bank: string
  /** The folder with the bank's server certificate and the authority, as `synaq provider` leaves them. */
  readonly folder: string
  /** What the bank expects of its caller: the platform's certificate. */
  readonly platform: Identity
}

const names: Readonly<Record<string, string>> = {
  accounts: 'deposits',
  accountId: 'depositRef',
  iban: 'number',
  currency: 'tenor',
  type: 'sort',
  status: 'condition',
  openingDate: 'opened',
  closingDate: 'closed',
  name: 'label',
  balances: 'remainders',
  direction: 'side',
  amount: 'sum',
  dateTime: 'at',
  transactions: 'movements',
  transactionId: 'movementRef',
  bookingDateTime: 'bookedAt',
  description: 'remark',
  counterparty: 'partner',
}
const faultNames: Readonly<Record<string, string>> = {
  code: 'faultCode',
  message: 'text',
  requestId: 'trackingId',
  errors: 'details',
  path: 'where',
}
const queryNames: Readonly<Record<string, string>> = {
  p: 'pageNumber',
  per: 'pageSize',
  since: 'fromDate',
  till: 'toDate',
}
const faultStatuses: Readonly<Record<number, number>> = { 400: 422, 401: 403, 403: 409, 404: 410 }
const paths = [
  [/^\/ais\/2\.4\/deposits$/, () => '/v3/accounts'],
  [/^\/ais\/2\.4\/deposits\/([^/]+)\/remainders$/, (ref: string) => `/v3/accounts/${ref}/balances`],
  [/^\/ais\/2\.4\/deposits\/([^/]+)\/movements$/, (ref: string) => `/v3/accounts/${ref}/transactions`],
] as const

/** Starts an adapter on a free port of this machine. */
export async function startAdapter({ bank, folder, platform }: AdapterOptions) {
  const file = (name: string): string => readFileSync(join(folder, name), 'utf8')
  const ca = file('ca.pem')
  const server = createServer({
    cert: file('server.pem'),
    key: file('server.key'),
    ca,
    requestCert: true,
    rejectUnauthorized: true,
  })
  server.on('request', (request, response) => {
    void serve(request, response, { bank, ca, platform })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async (): Promise<void> => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { bank, ca, platform }: { bank: string; ca: string; platform: Identity },
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'https://adapter')
  const target = paths.flatMap(([pattern, path]) => {
    const match = pattern.exec(pathname)
    return match ? [path(match[1] ?? '')] : []
  })[0]
  if (target === undefined || searchParams.get('purpose') !== 'service') {
    response.writeHead(500).end('the adapter does not know this request')
    return
  }
  searchParams.delete('purpose')
  const query = new URLSearchParams()
  for (const [name, value] of searchParams) query.append(queryNames[name] ?? name, value)
  // The bank behind sees this adapter's certificate: who may call is seen to here.
  if (!isSame(request, platform)) {
    response.writeHead(403, { 'content-type': 'application/json' }).end('{}')
    return
  }
  const headers = {
    ...pick(request, 'authorization', 'authorization'),
    ...pick(request, 'accept', 'accept'),
    ...pick(request, 'x-correlation-id', 'x-request-id'),
    ...pick(request, 'x-consumer-code', 'x-participant-id'),
  }
  const asked = httpsRequest(`${bank}${target}${query.size > 0 ? `?${query.toString()}` : ''}`, {
    ca,
    cert: platform.certificate,
    key: platform.key,
    method: request.method,
    headers,
    agent: false,
  }).end()
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  let text = ''
  for await (const chunk of answer.setEncoding('utf8') as AsyncIterable<string>) text += chunk
  const status = answer.statusCode ?? 500
  const requestId = answer.headers['x-request-id']
  response.writeHead(faultStatuses[status] ?? status, {
    'content-type': 'application/json',
    ...(requestId === undefined ? {} : { 'x-correlation-id': requestId }),
    ...pick(answer, 'allow', 'allow'),
    ...pick(answer, 'www-authenticate', 'www-authenticate'),
  })
  response.end(JSON.stringify(wrapped(parseJson(text), status)))
}

/** True where the caller presented this very certificate. */
function isSame({ socket }: IncomingMessage, { certificate }: Identity): boolean {
  const presented = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined
  return presented?.fingerprint256 === new X509Certificate(certificate).fingerprint256
}

function pick({ headers }: IncomingMessage, from: string, to: string): Record<string, string> {
  const value = headers[from]
  return typeof value === 'string' ? { [to]: value } : {}
}

/** The bank's answer as the operator's contract has it. */
function wrapped(body: unknown, status: number): unknown {
  if (status >= 400) return { fault: renamed(body, faultNames) }
  if (!isObject(body) || !('totalPages' in body)) return { data: renamed(body, names) }
  const { pageNumber, pageSize, totalPages, totalElements, ...data } = body
  return { data: renamed(data, names), portion: { no: pageNumber, per: pageSize, of: totalPages, all: totalElements } }
}

function renamed(value: unknown, table: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, table))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [table[name] ?? name, renamed(item, table)]))
}
