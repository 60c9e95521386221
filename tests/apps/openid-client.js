import { randomUUID } from 'node:crypto'
import { importJWK } from 'jose'
import * as client from 'openid-client'
import * as undici from 'undici'
import { readSettings, serve } from './glue.js'

const settings = readSettings()
const { issuer, clientId, redirectUri: redirect_uri, ca, certificate: cert, key, keyJwk } = settings

const agent = new undici.Agent({ connect: { ca, key, cert } })
const clientAuth = client.PrivateKeyJwt({ key: await importJWK(keyJwk, 'ES256'), kid: keyJwk.kid })
const config = await client.discovery(new URL(issuer), clientId, { use_mtls_endpoint_aliases: true }, clientAuth, {
  [client.customFetch]: (...args) => undici.fetch(args[0], { ...args[1], dispatcher: agent }),
})

serve(settings, {
  async begin(session, { providers, scopes }) {
    const code_verifier = client.randomPKCECodeVerifier()
    const code_challenge = await client.calculatePKCECodeChallenge(code_verifier)
    const parameters = {
      redirect_uri,
      scope: ['openid', ...scopes].join(' '),
      providers: providers.map(({ id }) => id).join(' '),
      code_challenge,
      code_challenge_method: 'S256',
    }
    let state
    let nonce
    if (!config.serverMetadata().supportsPKCE()) {
      state = client.randomState()
      nonce = client.randomNonce()
      Object.assign(parameters, { state, nonce })
    }
    Object.assign(session, { code_verifier, state, nonce })
    return client.buildAuthorizationUrlWithPAR(config, parameters)
  },

  async finish({ code_verifier, state, nonce }, currentUrl) {
    const tokens = await client.authorizationCodeGrant(config, currentUrl, {
      pkceCodeVerifier: code_verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    })
    return tokens.access_token
  },

  get: (access_token, path, provider) =>
    client.fetchProtectedResource(
      config,
      access_token,
      new URL(path, settings.api),
      'GET',
      undefined,
      new Headers({ 'x-request-id': randomUUID(), 'x-participant-id': provider }),
    ),
})
