import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { importJWK, SignJWT } from 'jose'
import type { JWK } from 'jose'
import { Agent, request } from 'undici'
import type { WorkspaceFacts } from '../../src/control/api.js'
import type { Identity } from '../../src/model/target.js'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Readonly<Record<string, unknown>>
}

export type Fields = Readonly<Record<string, string>>

/** An application of a participant, as its developers would write it, with a new PKCE verifier. */
export class TestApplication {
  readonly verifier = randomBytes(32).toString('base64url')
  readonly #agent: Agent
  readonly #application

  /** `name` is an application of the workspace; `identity` another certificate than its own, or none at all. */
  constructor(
    private readonly facts: WorkspaceFacts,
    name = 'default',
    identity?: Identity | 'none',
  ) {
    const application = facts.applications[name]
    if (!application) throw new Error(`there is no application ${name}`)
    this.#application = application
    const own = identity ?? facts.identities[application.certificate]
    const proof = own === undefined || own === 'none' ? {} : { cert: own.certificate, key: own.key }
    this.#agent = new Agent({ connect: { ca: facts.ca, ...proof } })
  }

  get redirectUri(): string {
    return this.#application.redirectUri
  }

  /** Pushed authorization request; `fields` are added or put in place of the usual ones, empty ones left out. */
  async push(fields: Fields = {}): Promise<Answer> {
    return this.#post('/v1/auth/generate-user-url', {
      response_type: 'code',
      redirect_uri: this.redirectUri,
      scope: 'openid accounts account_balance',
      providers: this.facts.providers.map(({ id }) => id).join(' '),
      state: 'state-1',
      nonce: 'nonce-1',
      code_challenge: createHash('sha256').update(this.verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...fields,
    })
  }

  async token(code: string, fields: Fields = {}): Promise<Answer> {
    return this.#post('/v1/oauth/token', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: this.redirectUri,
      code_verifier: this.verifier,
      ...fields,
    })
  }

  /** A request with a user's token, on the API listener. */
  async call(
    method: 'GET' | 'POST',
    path: string,
    token: string,
    body?: unknown,
    headers: Fields = {},
  ): Promise<Answer> {
    return this.#send(method, path, {
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }

  async #post(path: string, fields: Fields): Promise<Answer> {
    const all = { client_id: this.#application.clientId, ...(await this.#assertion()), ...fields }
    return this.#send('POST', path, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(Object.entries(all).filter(([, value]) => value !== '')).toString(),
    })
  }

  async #send(method: 'GET' | 'POST', path: string, options: { headers: Fields; body?: string }): Promise<Answer> {
    const { statusCode, headers, body } = await request(this.facts.api + path, {
      method,
      dispatcher: this.#agent,
      headers: options.headers,
      body: options.body ?? null,
    })
    return { status: statusCode, headers, body: (await body.json()) as Answer['body'] }
  }

  /** private_key_jwt (RFC 7523). */
  async #assertion(): Promise<Fields> {
    const { clientId, keyJwk } = this.#application
    const jwk = JSON.parse(keyJwk) as JWK
    const assertion = await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: 'ES256', ...(jwk.kid === undefined ? {} : { kid: jwk.kid }) })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(this.facts.issuer)
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(await importJWK(jwk, 'ES256'))
    return {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }
  }
}
