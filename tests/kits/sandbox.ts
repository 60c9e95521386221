import { Agent, createServer, request as httpsRequest } from 'node:https'
import { once } from 'node:events'
import type { IncomingHttpHeaders, RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { importJWK, SignJWT } from 'jose'
import type { JWK } from 'jose'
import { isObject, parseJson } from '../../src/base/json.js'
import { packageRoot } from '../../src/base/root.js'
import type { WorkspaceFacts } from '../../src/control/api.js'
import { contractDefects } from '../../src/contract/defects/index.js'
import { loadContract } from '../../src/contract/index.js'
import type { ContractInForce } from '../../src/model/contract.js'
import type { Identity } from '../../src/model/target.js'
import { userTokenVerifier } from '../../src/sandbox/authorization/tokens.js'
import { createBankRouter } from '../../src/sandbox/bank-router.js'
import { refusalsOf } from '../../src/sandbox/refusal-shape.js'
import { doorsOf } from '../../src/sandbox/doors.js'
import { loadWorld } from '../../src/sandbox/fixtures.js'
import { loadMock } from '../../src/sandbox/mock-module.js'
import { createWorkspace } from '../../src/sandbox/workspace.js'
import type { Workspace } from '../../src/sandbox/workspace.js'

const file = (...path: string[]) => join(packageRoot(), ...path)

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Record<string, unknown>
}

export interface Ask {
  readonly path: string
  readonly method?: string
  readonly identity?: Identity
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly ca: string
  readonly base: string
}

/** One request over a connection of its own. Rejects with the transport's error. */
export async function ask({ base, path, method = 'GET', identity, token, headers = {}, ca }: Ask): Promise<Answer> {
  const agent = new Agent({ ca, ...(identity ? { cert: identity.certificate, key: identity.key } : {}) })
  try {
    const request = httpsRequest(base + path, {
      method,
      agent,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
    })
    request.end()
    const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage]
    let text = ''
    for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) text += chunk
    const body = parseJson(text)
    return { status: response.statusCode ?? 0, headers: response.headers, body: isObject(body) ? body : {} }
  } finally {
    agent.destroy()
  }
}

/** What a user's token says; everything else is as the authorization server makes it. */
export interface UserTokenClaims {
  readonly clientId: string
  readonly consentId: string
  readonly scopes: readonly string[]
  readonly thumbprint: string
  readonly expiresIn?: number
}

export interface TestWorkspace {
  readonly workspace: Workspace
  readonly contract: ContractInForce
  facts(): WorkspaceFacts
  /** An access token as the authorization server signs it. */
  userToken(claims: UserTokenClaims): Promise<string>
  close(): Promise<void>
}

/** A workspace over real TLS whose authorization server only verifies tokens: its pages are tested elsewhere. */
export async function openWorkspace(system = 'npck-accounts'): Promise<TestWorkspace> {
  const contract = await loadContract(file('mocks', system, 'openapi.yaml'))
  const world = loadWorld(file('fixtures', system))
  const mock = await loadMock(file('dist', 'mocks', system, 'handlers.js'))
  const signing: { key: JWK; issuer: string; audience: string } = { key: {}, issuer: '', audience: '' }
  const workspace = await createWorkspace('test', {
    doors: doorsOf({ host: '127.0.0.1' }),
    world,
    contract,
    mock,
    contractDefects: contractDefects(contract),
    router: await createBankRouter(contract),
    shape: refusalsOf(contract),
    controlUrl: 'http://127.0.0.1',
    createAuthorization: (context) => {
      Object.assign(signing, { key: context.signingKey, issuer: context.issuer, audience: context.api })
      const notServed: RequestListener = (_, response) =>
        response.writeHead(404, { 'content-type': 'application/json' }).end('{}')
      return { api: notServed, pages: notServed, verifyUserToken: userTokenVerifier(context), reset: () => undefined }
    },
  })
  return {
    workspace,
    contract,
    facts: () => workspace.facts(),
    userToken: async ({ clientId, consentId, scopes, thumbprint, expiresIn = 600 }) =>
      new SignJWT({
        client_id: clientId,
        consent_id: consentId,
        scope: scopes.join(' '),
        cnf: { 'x5t#S256': thumbprint },
      })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: signing.key.kid ?? '' })
        .setIssuer(signing.issuer)
        .setAudience(signing.audience)
        .setSubject('client')
        .setExpirationTime(Math.floor(Date.now() / 1000) + expiresIn)
        .sign(await importJWK(signing.key, 'ES256')),
    close: () => workspace.close(),
  }
}

/** A bank of our own making, over mutual TLS: what it answers is the test's. */
export async function openBank(identity: Identity, trust: string, handler: RequestListener) {
  const options = {
    cert: identity.certificate,
    key: identity.key,
    ca: trust,
    requestCert: true,
    rejectUnauthorized: true,
  }
  const server = createServer(options, handler)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
