import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { sha256 } from '../../base/digest.js'
import { pageLanguage, sendPage } from '../pages/page-response.js'
import { wording } from '../pages/wording.js'
import { providerNotActive } from '../limited-mode.js'
import { consentState } from '../state.js'
import { carelessAdapter } from './careless.js'
import type { HasDefect } from './careless.js'
import { assertMayAct, assertParticipantActive, clientMetadata, presentedCertificate } from './client-authentication.js'
import { beginConsent, consentSeconds, revokeConsent } from './consents.js'
import { consentOfRequest, interactionPath, interactionSeconds } from './interaction.js'
import { Provider, errors } from './oidc.js'
import { discoveryPaths } from './operations.js'
import type { Operations } from './operations.js'
import { assertProviders, assertScopes, dataScopes, spaceSeparated } from './pushed-request.js'
import { storeAdapter } from './store.js'
import type { Store } from './store.js'
import type { AuthorizationContext } from './types.js'

/** Cookies of several workspaces meet on one host, since a port does not part them: each workspace has names of its own. */
export const cookieNameOf = (kind: string, issuer: string): string => `${kind}-${sha256(issuer).slice(0, 8)}`

/**
 * oidc-provider as the platform's authorization server: pushed requests, PKCE, signed client assertions, JWT access
 * tokens bound to a certificate.
 */
export function createProvider(context: AuthorizationContext, operations: Operations, store: Store): Provider {
  const provider = new Provider(context.issuer, configuration(context, operations, store))
  answerInOurWords(provider, context, operations)
  provider.on('pushed_authorization_request.success', (ctx: KoaContextWithOIDC) => {
    registerConsent(context, store, ctx)
  })
  // A code that comes twice may have been stolen: what it gave is taken back (RFC 6749, section 4.1.2).
  provider.on('grant.revoked', (_: KoaContextWithOIDC, grantId: string) => {
    const { consents, defects } = context.state()
    const consent = consents.get(grantId)
    if (consent && !defects.has('platform-keeps-tokens-of-reused-code')) revokeConsent(consent)
  })
  provider.on('server_error', (_: KoaContextWithOIDC, error: Error) => {
    console.error('The authorization server failed:', error)
  })
  return provider
}

function configuration(context: AuthorizationContext, operations: Operations, store: Store): Configuration {
  const known = dataScopes(context.contract)
  const has: HasDefect = (defect) => context.state().defects.has(defect)
  const cookies = { httpOnly: true, sameSite: 'lax', secure: true, signed: true } as const
  return {
    adapter: (model) =>
      carelessAdapter(
        storeAdapter(store, model, (clientId) => {
          const application = context.state().applications.get(clientId)
          return application && clientMetadata(application)
        }),
        model,
        has,
      ),
    jwks: { keys: [context.signingKey] },
    routes: {
      authorization: operations.authorize.path,
      token: operations.token.path,
      jwks: operations.jwks.path,
      pushed_authorization_request: operations.generateUserUrl.path,
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
      mTLS: {
        enabled: true,
        certificateBoundAccessTokens: true,
        getCertificate: (ctx) => presentedCertificate(ctx.req),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => context.api,
        getResourceServerInfo: (_, resource) => {
          if (resource !== context.api) throw new errors.InvalidTarget()
          return {
            scope: known.join(' '),
            audience: context.api,
            accessTokenFormat: 'jwt',
            accessTokenTTL: consentSeconds,
            jwt: { sign: { alg: 'ES256' } },
          }
        },
      },
    },
    scopes: ['openid'],
    claims: { openid: ['sub', 'consents'] },
    responseTypes: ['code'],
    clientAuthMethods: ['private_key_jwt'],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: { clientAuthSigningAlgValues: ['ES256'], idTokenSigningAlgValues: ['ES256'] },
    pkce: { required: () => !has('platform-asks-no-pkce') },
    extraParams: {
      providers: (ctx, value, client) => {
        assertParticipantActive(context.state(), client.clientId)
        assertScopes(ctx.oidc.params?.scope, known)
        assertProviders(context.state(), value, client.clientId)
      },
    },
    assertJwtClientAuthClaimsAndHeader: (ctx, _claims, _header, client) => {
      assertMayAct(context.state(), ctx.req, client.clientId)
    },
    // At the token endpoint `source` is the code; its grant bears the consent's id.
    findAccount: (_, accountId, source) => {
      const consentId = source && 'grantId' in source ? source.grantId : undefined
      if (consentId !== undefined && !isInForce(context, consentId)) return undefined
      return { accountId, claims: () => ({ sub: accountId, consents: consentId === undefined ? [] : [consentId] }) }
    },
    extraTokenClaims: (_, token) => ('grantId' in token ? { consent_id: token.grantId } : undefined),
    expiresWithSession: () => false,
    interactions: { url: (_, interaction) => interactionPath(interaction.uid) },
    clientBasedCORS: () => false,
    cookies: {
      names: {
        session: cookieNameOf('session', context.issuer),
        interaction: cookieNameOf('interaction', context.issuer),
        resume: cookieNameOf('resume', context.issuer),
      },
      keys: [randomBytes(32).toString('base64url')],
      long: cookies,
      short: cookies,
    },
    ttl: {
      AccessToken: consentSeconds,
      AuthorizationCode: 60,
      Grant: consentSeconds,
      IdToken: 3600,
      Interaction: interactionSeconds,
      Session: interactionSeconds,
    },
    renderError: (ctx, { error, error_description: description }) => {
      ctx.respond = false
      const data = { reason: 'request-refused', detail: `${error}: ${description ?? ''}` }
      sendPage(ctx.res, 'error', data, { lang: pageLanguage(ctx.req, ctx.res), status: ctx.status })
    },
  }
}

function isInForce(context: AuthorizationContext, consentId: string): boolean {
  const consent = context.state().consents.get(consentId)
  return consent !== undefined && consentState(consent, context.now()) === 'Authorised'
}

/** A pushed request that was accepted is a consent that awaits the client. */
function registerConsent(context: AuthorizationContext, store: Store, ctx: KoaContextWithOIDC): void {
  const { client, params, entities } = ctx.oidc
  const application = context.state().applications.get(client?.clientId ?? '')
  const request = entities.PushedAuthorizationRequest
  if (!application || !params || !request) throw new Error('oidc-provider accepted a request without a client')
  const consent = beginConsent(
    context.state(),
    {
      application: application.clientId,
      participant: application.participant,
      scopes: spaceSeparated(params.scope).filter((scope) => scope !== 'openid'),
      providers: spaceSeparated(params.providers),
      purpose: wording('consent.purpose-text', 'ru', { application: application.name }),
    },
    context.now(),
  )
  store.set(consentOfRequest, request.jti, consent.id, interactionSeconds)
}

type Body = Record<string, unknown>

/** What oidc-provider cannot be configured to say: the address for the client, the two listeners, why it refused. */
function answerInOurWords(provider: Provider, context: AuthorizationContext, operations: Operations): void {
  provider.use(async (ctx, next) => {
    await next()
    const body = ctx.body as Body | undefined
    if (!body) return
    if (ctx.path === operations.generateUserUrl.path && ctx.status === 201)
      ctx.body = withUserUrl(ctx as KoaContextWithOIDC, body)
    if (discoveryPaths.includes(ctx.path)) ctx.body = { ...body, ...endpoints(context, operations) }
    if (body.error === 'provider_not_active') ctx.body = { ...body, message: providerNotActive }
  })
  const sayWhy = (ctx: KoaContextWithOIDC, error: errors.OIDCProviderError) => {
    const body = ctx.body as Body | undefined
    if (body && error.error_detail !== undefined) {
      body.error_description = `${error.error_description ?? error.error}: ${error.error_detail}`
    }
  }
  provider.on('pushed_authorization_request.error', sayWhy)
  provider.on('grant.error', sayWhy)

  function withUserUrl(ctx: KoaContextWithOIDC, body: Body): Body {
    const url = new URL(context.issuer + operations.authorize.path)
    url.searchParams.set('client_id', ctx.oidc.client?.clientId ?? '')
    url.searchParams.set('request_uri', String(body.request_uri))
    return { url: url.href, ...body }
  }
}

/** The pages listener serves people, the API listener programs with a certificate (RFC 8414; RFC 8705, section 5). */
function endpoints({ issuer, api, contract }: AuthorizationContext, operations: Operations): Body {
  const mutualTls = {
    token_endpoint: api + operations.token.path,
    pushed_authorization_request_endpoint: api + operations.generateUserUrl.path,
  }
  return {
    authorization_endpoint: issuer + operations.authorize.path,
    jwks_uri: issuer + operations.jwks.path,
    scopes_supported: ['openid', ...dataScopes(contract)],
    ...mutualTls,
    mtls_endpoint_aliases: mutualTls,
  }
}

/** The session cookie is not looked at: no single sign-on, each consent takes both factors (report, 6.1). */
export function withoutSession(request: IncomingMessage, issuer: string): void {
  const name = cookieNameOf('session', issuer)
  const kept = (request.headers.cookie ?? '').split(/;\s*/).filter((pair) => !pair.startsWith(name))
  request.headers.cookie = kept.join('; ')
}
