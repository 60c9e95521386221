import { randomUUID } from 'node:crypto'
import { importJWK } from 'jose'
import * as oauth from 'oauth4webapi'
import * as undici from 'undici'
import { readSettings, serve } from './glue.js'

const settings = readSettings()
const { clientId: client_id, redirectUri: redirect_uri, ca, certificate: cert, key, keyJwk } = settings
const issuer = new URL(settings.issuer)

const agent = new undici.Agent({ connect: { ca, key, cert } })
const mutualTls = { [oauth.customFetch]: (...args) => undici.fetch(args[0], { ...args[1], dispatcher: agent }) }

const as = await oauth
  .discoveryRequest(issuer, mutualTls)
  .then((response) => oauth.processDiscoveryResponse(issuer, response))

const client = { client_id, use_mtls_endpoint_aliases: true }
const clientAuth = oauth.PrivateKeyJwt({ key: await importJWK(keyJwk, 'ES256'), kid: keyJwk.kid })

serve(settings, {
  async begin(session, { providers, scopes }) {
    const code_verifier = oauth.generateRandomCodeVerifier()
    const code_challenge = await oauth.calculatePKCECodeChallenge(code_verifier)
    const params = new URLSearchParams()
    params.set('client_id', client.client_id)
    params.set('redirect_uri', redirect_uri)
    params.set('response_type', 'code')
    params.set('scope', ['openid', ...scopes].join(' '))
    params.set('providers', providers.map(({ id }) => id).join(' '))
    params.set('code_challenge', code_challenge)
    params.set('code_challenge_method', 'S256')
    let state
    let nonce
    if (as.code_challenge_methods_supported?.includes('S256') !== true) {
      state = oauth.generateRandomState()
      nonce = oauth.generateRandomNonce()
      params.set('state', state)
      params.set('nonce', nonce)
    }
    const response = await oauth.pushedAuthorizationRequest(as, client, clientAuth, params, mutualTls)
    const { request_uri } = await oauth.processPushedAuthorizationResponse(as, client, response)

    const authorizationUrl = new URL(as.authorization_endpoint)
    authorizationUrl.searchParams.set('client_id', client.client_id)
    authorizationUrl.searchParams.set('request_uri', request_uri)
    Object.assign(session, { code_verifier, state, nonce })
    return authorizationUrl
  },

  async finish({ code_verifier, state, nonce }, currentUrl) {
    const params = oauth.validateAuthResponse(as, client, currentUrl, state)
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      clientAuth,
      params,
      redirect_uri,
      code_verifier,
      mutualTls,
    )
    const result = await oauth.processAuthorizationCodeResponse(as, client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    })
    return result.access_token
  },

  get: (access_token, path, provider) =>
    oauth.protectedResourceRequest(
      access_token,
      'GET',
      new URL(path, settings.api),
      new Headers({ 'x-request-id': randomUUID(), 'x-participant-id': provider }),
      undefined,
      mutualTls,
    ),
})
