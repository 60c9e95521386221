import * as client from 'openid-client'
import { patiently } from './patience.js'
import { Trouble, troubleIn } from './trouble.js'

/** Seconds by which two clocks may differ. */
const clockTolerance = 5

/** The way to a client's consent and to the token that comes of it. */
export function createOauth({ config, rules, transport }) {
  const metadata = {
    // Nothing else is taken, whatever the server says it could sign with.
    id_token_signed_response_alg: 'ES256',
    [client.clockTolerance]: clockTolerance,
  }
  const proof = client.PrivateKeyJwt(config.keyJwk)
  let discovered
  const configuration = () => {
    discovered ??= patiently({ config, rules }, () => discover(config, metadata, proof, transport)).catch((error) => {
      discovered = undefined
      throw error
    })
    return discovered
  }
  const dealings = { config, rules, transport, metadata, proof }

  return {
    /** Announces a journey to the platform; answers where the client goes, and what is kept until she is back. */
    begin: async ({ providers, scopes, language }) => {
      const verifier = rules.verifier()
      const journey = { verifier, state: rules.state(), nonce: rules.nonce(), providers, scopes }
      const wishes = {
        redirect_uri: config.redirectUri,
        scope: ['openid', ...scopes].join(' '),
        providers: providers.map(({ id }) => id).join(' '),
        state: journey.state,
        nonce: journey.nonce,
        ui_locales: language,
        ...(await rules.challenge(verifier)),
      }
      const parameters = Object.fromEntries(Object.entries(wishes).filter(([, value]) => value !== undefined))
      try {
        const oauth = await configuration()
        const url = await patiently({ config, rules }, () => client.buildAuthorizationUrlWithPAR(oauth, parameters))
        return { url: url.href, journey }
      } catch (error) {
        throw readable(error)
      }
    },

    /**
     * What came of a journey: a consent with its token. `query` is what the client brought back.
     * @throws Declined, Trouble, or an error of the library where something does not hold what it must.
     */
    finish: async (query, journey) => {
      const url = new URL(`${config.redirectUri}?${query}`)
      try {
        const oauth = await configuration()
        const tokens = await rules.redeem(oauth, rules.callbackAddress(url, oauth), journey, dealings)
        return consentOf(tokens, journey)
      } catch (error) {
        if (error instanceof client.AuthorizationResponseError) {
          await rules.afterDecline(await configuration(), url, journey)
          throw new Declined(error.error)
        }
        throw readable(error)
      }
    },

    /** Where the client is sent: pages of this application may lead her there. */
    issuer: new URL(config.issuer).origin,
  }
}

/** The client gave no consent, or was not known at the platform. */
export class Declined extends Error {}

/** Addresses and keys of the authorization server. Id tokens are verified by its keys, not only by whence they came. */
async function discover({ issuer, clientId }, metadata, proof, transport) {
  const oauth = await client.discovery(new URL(issuer), clientId, metadata, proof, {
    [client.customFetch]: transport.fetch,
    execute: [client.enableNonRepudiationChecks],
  })
  // The transport has a limit of its own.
  oauth.timeout = 0
  return oauth
}

function consentOf(tokens, { providers, scopes, nonce }) {
  const { access_token: token, expires_in: seconds } = tokens
  const granted =
    tokens.scope === undefined ? scopes : scopes.filter((scope) => tokens.scope.split(' ').includes(scope))
  const [id] = tokens.claims()?.consents ?? []
  return {
    id: id ?? nonce,
    token,
    scopes: granted,
    providers: providers.map((provider) => provider.id),
    expiresAt: seconds === undefined ? Infinity : Date.now() + seconds * 1000,
  }
}

/** What the library says of an answer with another status, as the rest of the application knows it. */
function readable(error) {
  if (!(error instanceof client.ResponseBodyError)) return troubleIn(error) ?? error
  const { status, response, cause } = error
  const headers = Object.fromEntries(response.headers)
  return new Trouble('status', `status ${status}`, { status, headers, text: JSON.stringify(cause) })
}

/* The sound rules of this file. */

export const verifier = () => client.randomPKCECodeVerifier()

/** S256 (RFC 7636, section 4.2). */
export const challenge = async (secret) => ({
  code_challenge: await client.calculatePKCECodeChallenge(secret),
  code_challenge_method: 'S256',
})

export const state = () => client.randomState()

export const nonce = () => client.randomNonce()

/** As the client brought it back, with the issuer that it names (RFC 9207). */
export const callbackAddress = (url) => url

/**
 * The library verifies state and issuer of the answer, redeems the code, and verifies signature, issuer, audience, expiry
 * and nonce of the id token. A code is good once: this is not done again, whatever comes of it.
 */
export const redeem = (oauth, url, journey) =>
  client.authorizationCodeGrant(oauth, url, {
    pkceCodeVerifier: journey.verifier,
    expectedState: journey.state,
    expectedNonce: journey.nonce,
    idTokenExpected: true,
  })

/** There is nothing to be done but to tell the client. */
export const afterDecline = async () => {}
