import type { Json } from '../../base/json.js'
import { keysPath } from '../../contract/keys-path.js'
import { publicJwk } from '../../crypto/public-jwk.js'
import { requestIdOf, sendRefusal, sendReply } from '../answer.js'
import { pageLanguage, sendPage } from '../pages/page-response.js'
import { discoveryPaths } from './operations.js'
import type { Authorization, AuthorizationContext } from './types.js'

/**
 * In place of an authorization server, for a contract without consents: there is nothing to sign in to. Where its operations
 * need tokens all the same, the platform issues them by its control API, and its keys can be fetched here.
 */
export function absentAuthorization({ contract, issuer, signingKey }: AuthorizationContext): Authorization {
  const path = keysPath(contract)
  const documents = new Map<string, Json>()
  if (path !== undefined) {
    documents.set(path, { keys: [{ ...publicJwk(signingKey) }] })
    for (const place of discoveryPaths) documents.set(place, { issuer, jwks_uri: issuer + path })
  }
  return {
    api: (request, response) => {
      const message = 'There is no such operation here'
      sendRefusal(response, requestIdOf(request), { status: 404, code: 'not_found', message })
    },
    pages: (request, response) => {
      const body = documents.get(request.url ?? '')
      if (body !== undefined) sendReply(response, requestIdOf(request), { status: 200, body })
      else sendPage(response, 'error', { reason: 'no-page' }, { lang: pageLanguage(request, response), status: 404 })
    },
    verifyUserToken: () => Promise.resolve(undefined),
    reset: () => undefined,
  }
}
