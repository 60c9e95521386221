import { compactVerify, createLocalJWKSet, decodeJwt } from 'jose'
import * as client from 'openid-client'

/** Wrong in what is looked at in an id token: everything but one thing. */
export const idTokenDefects = {
  'ignores-id-token-signature': {
    ru: 'Не проверяет, кем подписан id_token',
    en: 'Does not verify who signed the id token',
    rules: { redeem: lookingAtAllBut('signature') },
  },
  'ignores-id-token-issuer': {
    ru: 'Принимает id_token другого издателя',
    en: 'Takes an id token of another issuer',
    rules: { redeem: lookingAtAllBut('issuer') },
  },
  'ignores-id-token-audience': {
    ru: 'Принимает id_token, выпущенный для другого приложения',
    en: 'Takes an id token that was made for another application',
    rules: { redeem: lookingAtAllBut('audience') },
  },
  'ignores-id-token-expiry': {
    ru: 'Принимает просроченный id_token',
    en: 'Takes an expired id token',
    rules: { redeem: lookingAtAllBut('expiry') },
  },
  'ignores-nonce': {
    ru: 'Не сверяет nonce в id_token',
    en: 'Does not compare the nonce in the id token',
    rules: { redeem: lookingAtAllBut('nonce') },
  },
}

/** The library does all but the id token, which is kept from it and looked at here, as people write it by hand. */
function lookingAtAllBut(unseen) {
  return async (oauth, url, journey, dealings) => {
    const { tokens, idToken } = await withoutIdToken(oauth, url, journey, dealings)
    const { issuer, jwks_uri: jwks } = oauth.serverMetadata()
    const claims = decodeJwt(idToken)
    const checks = {
      signature: async () => compactVerify(idToken, await keysAt(jwks, dealings), { algorithms: ['ES256'] }),
      issuer: () => claims.iss === issuer,
      audience: () => [claims.aud].flat().includes(dealings.config.clientId),
      expiry: () => claims.exp > Date.now() / 1000,
      nonce: () => claims.nonce === journey.nonce,
    }
    for (const [name, holds] of Object.entries(checks)) {
      if (name !== unseen && !(await holds())) throw new Error(`${name} of the id token`)
    }
    return { ...tokens, claims: () => claims }
  }
}

async function withoutIdToken(oauth, url, { verifier, state }, { config, metadata, proof, transport }) {
  const server = oauth.serverMetadata()
  const plain = new client.Configuration(server, config.clientId, metadata, proof)
  let idToken
  plain[client.customFetch] = async (...asked) => {
    const answer = await transport.fetch(...asked)
    const { id_token: kept, ...rest } = await answer.json()
    idToken = kept
    return new Response(JSON.stringify(rest), { status: answer.status, headers: answer.headers })
  }
  const checks = { pkceCodeVerifier: verifier, expectedState: state }
  return { tokens: await client.authorizationCodeGrant(plain, url, checks), idToken }
}

async function keysAt(url, { transport }) {
  const { text } = await transport.send({ url, headers: { accept: 'application/json' } })
  return createLocalJWKSet(JSON.parse(text))
}
