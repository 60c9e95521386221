import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { createServer as createFront, type AddressInfo, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { TLSSocket } from 'node:tls'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose'
import { createAuthority } from '../../src/crypto/certificates.js'

export type Operation = 'par' | 'authorize' | 'token' | 'jwks' | 'accounts' | 'balances' | 'transactions' | 'elsewhere'

/** A request that reached the platform. */
export interface Call {
  readonly operation: Operation
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly form: URLSearchParams
  readonly hadCertificate: boolean
  /** Milliseconds on the monotonic clock. */
  readonly at: number
}

/** An answer in place of the usual one. */
export type Told = (response: ServerResponse, usual: string) => void

/** What the platform does otherwise than it should; empty for one that is sound. */
export interface Plan {
  /** By operation: as often as the number says, then as usual again. */
  readonly answers?: Partial<Record<Operation, { readonly times: number; readonly told: Told }>>
  /** Parameters of the way back: set, or left out where undefined. */
  readonly redirect?: Readonly<Record<string, string | undefined>>
  readonly idToken?: {
    readonly claims?: Readonly<Record<string, unknown>>
    readonly signature?: 'foreign' | 'none'
  }
  readonly handshake?: 'foreign' | 'other-name' | 'old-tls'
}

/** Another loopback address than the one that every certificate of an authority holds. */
const host = '127.0.0.2'

export const iban = 'KZ96980KZG0000000101'
export const accountId = 'c6d5b95d-9848-4064-952c-ba9705530413'
/** Of the account: more than fit on two pages of a hundred. */
export const transactionCount = 250

export const account = {
  accountId,
  iban,
  currency: 'KZT',
  type: 'current',
  status: 'enabled',
  openingDate: '2021-04-12',
}
export const balances = {
  accountId,
  balances: [
    {
      type: 'InterimAvailable',
      direction: 'credit',
      amount: '486250.40',
      currency: 'KZT',
      dateTime: '2026-10-31T12:00:00+05:00',
    },
  ],
}

const transaction = (number: number) => ({
  transactionId: `T${number}`,
  direction: 'credit',
  status: 'BOOK',
  amount: '1.00',
  currency: 'KZT',
  bookingDateTime: '2026-10-31T12:00:00+05:00',
})

function page(query: URLSearchParams) {
  const [pageNumber, pageSize] = [Number(query.get('pageNumber')), Number(query.get('pageSize'))]
  const start = (pageNumber - 1) * pageSize
  const numbers = Array.from({ length: transactionCount }, (_, i) => i + 1).slice(start, start + pageSize)
  const totalPages = Math.ceil(transactionCount / pageSize)
  return { transactions: numbers.map(transaction), pageNumber, pageSize, totalPages, totalElements: transactionCount }
}

/** As much of a platform as an application meets: whoever is sent there consents at once. In this process. */
export async function startPlatform() {
  const authority = await createAuthority('Authority of the platform')
  const foreignAuthority = await createAuthority('Another authority')
  const application = await authority.issueClient({ commonName: 'application' })
  const keys = await generateKeyPair('ES256', { extractable: true })
  const foreignKeys = await generateKeyPair('ES256')
  const jwk: JWK = { ...(await exportJWK(keys.publicKey)), kid: 'platform', alg: 'ES256', use: 'sig' }

  const calls: Call[] = []
  const journeys = new Map<string, URLSearchParams>()
  const tokens: string[] = []
  let plan: Plan = {}
  let left: Partial<Record<Operation, number>> = {}
  let issuer = ''
  let underWay = 0
  let mostUnderWay = 0

  const idToken = async (pushed: URLSearchParams): Promise<string> => {
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: issuer,
      aud: pushed.get('client_id') ?? '',
      sub: 'somebody',
      nonce: pushed.get('nonce') ?? undefined,
      consents: [randomUUID()],
      iat: now,
      exp: now + 3600,
      ...plan.idToken?.claims,
    }
    if (plan.idToken?.signature === 'none') {
      const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
      return `${part({ alg: 'none' })}.${part(claims)}.`
    }
    const key: CryptoKey = plan.idToken?.signature === 'foreign' ? foreignKeys.privateKey : keys.privateKey
    return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'platform' }).sign(key)
  }

  const wayBack = (query: URLSearchParams): string => {
    const requestUri = query.get('request_uri') ?? ''
    const pushed = journeys.get(requestUri)
    const back = new URL(pushed?.get('redirect_uri') ?? 'http://127.0.0.1/')
    const parameters = { code: requestUri, state: pushed?.get('state') ?? undefined, iss: issuer, ...plan.redirect }
    for (const [name, value] of Object.entries(parameters)) if (value !== undefined) back.searchParams.set(name, value)
    return back.href
  }

  /** The usual answer: status and body. */
  const usual: Record<Operation, (call: Call) => Promise<readonly [number, object]> | readonly [number, object]> = {
    par: ({ form }) => {
      if (form.get('code_challenge_method') !== 'S256') return [400, { error: 'invalid_request' }]
      const requestUri = `urn:request:${randomUUID()}`
      journeys.set(requestUri, form)
      return [201, { url: `${issuer}/authorize?request_uri=${requestUri}`, request_uri: requestUri, expires_in: 60 }]
    },
    authorize: () => [303, {}],
    token: async ({ form }) => {
      const pushed = journeys.get(form.get('code') ?? '')
      journeys.delete(form.get('code') ?? '')
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url')
      if (pushed?.get('code_challenge') !== challenge) return [400, { error: 'invalid_grant' }]
      const token = randomBytes(24).toString('base64url')
      tokens.push(token)
      const scope = pushed.get('scope')
      const id = await idToken(pushed)
      return [200, { access_token: token, id_token: id, token_type: 'Bearer', expires_in: 3600, scope }]
    },
    jwks: () => [200, { keys: [jwk] }],
    accounts: () => [200, { accounts: [account] }],
    balances: () => [200, balances],
    transactions: ({ url }) => [200, page(url.searchParams)],
    elsewhere: () => [200, { accounts: [account] }],
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const at = performance.now()
    const url = new URL(request.url ?? '', issuer)
    if (url.pathname === '/.well-known/openid-configuration') {
      json(response, 200, discovery(issuer))
      return
    }
    const form = new URLSearchParams(await text(request))
    const operation = operationAt(url.pathname)
    const hadCertificate = request.socket instanceof TLSSocket && request.socket.authorized
    const call = { operation, url, headers: request.headers, form, hadCertificate, at }
    calls.push(call)
    const told = plan.answers?.[operation]
    const remaining = left[operation] ?? told?.times ?? 0
    left[operation] = remaining - 1
    const [status, body] = await usual[operation](call)
    if (told !== undefined && remaining > 0) told.told(response, JSON.stringify(body))
    else if (operation === 'authorize') response.writeHead(303, { location: wayBack(url.searchParams) }).end()
    else json(response, status, body)
  }

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    underWay += 1
    mostUnderWay = Math.max(mostUnderWay, underWay)
    response.once('close', () => (underWay -= 1))
    void answer(request, response)
  }
  const identities = {
    good: await authority.issueServer({ commonName: 'platform' }, [host]),
    foreign: await foreignAuthority.issueServer({ commonName: 'platform' }, [host]),
    // Every certificate holds 127.0.0.1, this one nothing else.
    otherName: await authority.issueServer({ commonName: 'elsewhere' }),
  }
  const server = (identity: { certificate: string; key: string }, options: object = {}): Server =>
    createServer(
      {
        cert: identity.certificate,
        key: identity.key,
        ca: authority.certificate,
        requestCert: true,
        rejectUnauthorized: false,
        ...options,
      },
      listener,
    )
  const servers = {
    good: server(identities.good),
    foreign: server(identities.foreign),
    'other-name': server(identities.otherName),
    'old-tls': server(identities.good, {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
    }),
  }
  const open = new Set<Socket>()
  const closeAll = (): void => {
    for (const socket of open) socket.destroy()
  }
  const front = createFront((socket) => {
    socket.on('error', () => socket.destroy())
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    servers[plan.handshake ?? 'good'].emit('connection', socket)
  })
  front.listen(0, host)
  await once(front, 'listening')
  issuer = `https://${host}:${(front.address() as AddressInfo).port}`

  return {
    issuer,
    ca: authority.certificate,
    application,
    calls,
    /** Tokens that were given, the newest last. */
    tokens,
    /** From now on the platform does this otherwise; with another handshake, on new connections. */
    behave: (next: Plan = {}): void => {
      if (next.handshake !== plan.handshake) closeAll()
      plan = next
      left = {}
    },
    /** How many requests waited for their answer at one time at most since it was last asked. */
    mostAtOnce: (): number => {
      const most = mostUnderWay
      mostUnderWay = 0
      return most
    },
    stop: async (): Promise<void> => {
      closeAll()
      front.close()
      await once(front, 'close')
    },
  }
}

export type Platform = Awaited<ReturnType<typeof startPlatform>>

export function json(response: ServerResponse, status: number, body: object, headers: object = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

function operationAt(path: string): Operation {
  const found = /^\/(par|authorize|token|jwks)$/.exec(path)?.[1]
  if (found !== undefined) return found as Operation
  if (path === '/v3/accounts') return 'accounts'
  if (path.endsWith('/balances')) return 'balances'
  return path.endsWith('/transactions') ? 'transactions' : 'elsewhere'
}

const discovery = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  pushed_authorization_request_endpoint: `${issuer}/par`,
  jwks_uri: `${issuer}/jwks`,
  authorization_response_iss_parameter_supported: true,
  code_challenge_methods_supported: ['S256'],
  id_token_signing_alg_values_supported: ['ES256'],
})
