import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import { parse } from 'yaml'
import { pkce } from '../dist/src/crypto/proofs/pkce-s256.js'
import { privateKeyJwt } from '../dist/src/crypto/proofs/private-key-jwt.js'
import { formPerson } from '../dist/src/platform/index.js'
import { root, system } from './sandbox.js'

/** A user's access token, got as an application gets it: pushed request, the client on the pages, code, token. */
export async function userToken({ control, facts, bank, client }, scopes) {
  const { clientId, redirectUri, keyJwk, certificate } = facts.applications.default
  const { certificate: cert, key } = facts.identities[certificate]
  const dispatcher = new Agent({ connect: { ca: facts.ca, cert, key } })
  const post = async (path, form) => {
    const assertion = await privateKeyJwt({ clientId, audience: facts.issuer, keyJwk })
    const { statusCode, body } = await request(`${facts.api}${path}`, {
      dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        ...form,
        client_id: clientId,
        redirect_uri: redirectUri,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      }).toString(),
    })
    const answer = await body.json()
    if (statusCode >= 300)
      throw new Error(`${path} answered ${statusCode}: ${answer.error_description ?? answer.error}`)
    return answer
  }

  const { verifier, challenge } = pkce()
  const { url } = await post('/v1/auth/generate-user-url', {
    response_type: 'code',
    scope: ['openid', ...scopes].join(' '),
    providers: bank.id,
    state: 'bench',
    nonce: 'bench',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  })
  const { query } = await personOf(control, facts).visit(url, client, 'approve', redirectUri)
  const { access_token: token } = await post('/v1/oauth/token', {
    grant_type: 'authorization_code',
    code: query.code,
    code_verifier: verifier,
  })
  await dispatcher.close()
  return { token, identity: { cert, key } }
}

/** The person of the scenarios: how the pages are answered stands in the system's file. */
function personOf(control, { ca }) {
  const { person } = parse(readFileSync(join(root, 'scenarios', system, 'system.yaml'), 'utf8'))
  const forms = Object.entries(person.forms).map(([name, form]) => [name, { fill: {}, press: {}, ...form }])
  const inbox = async (phone) => (await control.inbox(phone))[0]?.code
  return formPerson({ script: { forms: Object.fromEntries(forms) }, ca, inbox, timeoutMs: 10_000 })
}
